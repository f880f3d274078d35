import { itemsIn, objectIn, textIn } from "./declared-resource";

/** What one resource of a plan's configuration refers to. */
export interface Reference {
  /** Without the keys of `count` and `for_each`: `module.chat.aws_iam_role.lambda`. */
  readonly target: string;
  /** The key that the reference itself names: of `aws_iam_role.lambda[0]` and `module.roles[0].arn`, `0`. */
  readonly key?: string;
}

/** By the addresses of a plan's configuration, without keys, and by argument. */
export type ConfiguredReferences = ReadonlyMap<string, Readonly<Record<string, readonly Reference[]>>>;

/** A module, and how it is called. */
interface Module {
  /** Empty, or with a dot at the end: `module.chat.` */
  readonly prefix: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly caller?: Module;
  /** By variable, what it is called with. */
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * What the resources of a plan refer to. A reference through a module's variables or outputs is followed to the resource. One through a local ends
 * there: a plan does not tell what locals are made of.
 *
 * @param configuration the plan's `configuration`
 */
export function configuredReferences(configuration: unknown): ConfiguredReferences {
  const root: Module = { prefix: "", content: objectIn(objectIn(configuration)["root_module"]), given: {} };
  return new Map(
    withChildren(root).flatMap((module) =>
      itemsIn(module.content["resources"]).map((item) => {
        const { address, expressions, for_each_expression: each } = objectIn(item);
        const all = Object.entries(objectIn(expressions)).map(
          ([name, expression]) => [name, followed(expression, module, each)] as const,
        );
        return [`${module.prefix}${textIn(address) ?? ""}`, Object.fromEntries(all)] as const;
      }),
    ),
  );
}

function withChildren(module: Module): Module[] {
  return [module, ...Object.keys(callsOf(module)).flatMap((name) => withChildren(childOf(module, name)))];
}

function callsOf({ content }: Module): Readonly<Record<string, unknown>> {
  return objectIn(content["module_calls"]);
}

function childOf(caller: Module, name: string): Module {
  const { module, expressions } = objectIn(callsOf(caller)[name]);
  return { prefix: `${caller.prefix}module.${name}.`, content: objectIn(module), caller, given: objectIn(expressions) };
}

function followed(expression: unknown, module: Module, each?: unknown): Reference[] {
  const names = namesIn(expression);
  // A plan names `l[0].arn` as `l[0]` and `l` too.
  const longest = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`) || other.startsWith(`${name}[`)));
  const found = longest.flatMap((name) => follow(name, module, each));
  return found.filter(
    ({ target, key }, index) => index === found.findIndex((other) => other.target === target && other.key === key),
  );
}

/** The names in an expression, or in the blocks of an argument, in their order. */
function namesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(namesIn);
  const { references, constant_value: constant, ...blocks } = objectIn(expression);
  if (constant !== undefined) return [];
  return [...itemsIn(references).flatMap((name) => textIn(name) ?? []), ...Object.values(blocks).flatMap(namesIn)];
}

function follow(name: string, module: Module, each?: unknown): Reference[] {
  const {
    first = "",
    second = "",
    key,
    third,
  } = /^(?<first>(?:data\.)?\w+)\.(?<second>[\w-]+)(?:\[(?<key>[^\]]*)\])?(?:\.(?<third>[\w-]+))?/.exec(name)?.groups ?? {};
  const keyed = (references: readonly Reference[]): Reference[] =>
    references.map((reference) => (key === undefined ? reference : { key, ...reference }));
  switch (first) {
    case "var":
      return module.caller === undefined ? [] : followed(module.given[second], module.caller);
    case "module":
      return keyed(outputsOf(childOf(module, second), third));
    case "each":
      // What a resource is made for each of is a resource too, or a module, whose output is meant.
      return namesIn(each).flatMap((made) => follow(third === undefined ? made : `${made}.${third}`, module));
    case "local":
    case "count":
    case "path":
    case "self":
    case "terraform":
      return [];
    default:
      return keyed([{ target: `${module.prefix}${first}.${second}` }]);
  }
}

/** What an output leads to. Which one a plan does not say of `module.chat[each.key].arn`: then what all of them do. */
function outputsOf(module: Module, name: string | undefined): Reference[] {
  const outputs = objectIn(module.content["outputs"]);
  const meant = name === undefined ? Object.values(outputs) : [outputs[name]];
  return meant.flatMap((output) => followed(objectIn(output)["expression"], module));
}
