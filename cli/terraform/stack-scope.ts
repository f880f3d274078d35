import { objectIn, scalarText } from "./declared-resource";
import { callIn, type Choice, choiceIn, templateParts } from "./expression-text";

/** A block of the configuration. */
interface Block {
  readonly type: string;
  readonly block: Readonly<Record<string, unknown>>;
}

/** What expressions of a stack may name. */
export class StackScope {
  /** Resources and data sources by address. */
  readonly blocks: ReadonlyMap<string, Block>;
  private readonly variables: Readonly<Record<string, unknown>>;
  private readonly locals: Readonly<Record<string, unknown>>;

  constructor(
    stack: Readonly<Record<string, unknown>>,
    private readonly given: Readonly<Record<string, string | undefined>>,
  ) {
    this.variables = objectIn(stack["variable"]);
    this.locals = objectIn(stack["locals"]);
    this.blocks = new Map([...blocksOf(stack["resource"], ""), ...blocksOf(stack["data"], "data.")]);
  }

  /** The value with its expressions worked out; undefined where it cannot be. Of lists and objects, so are their parts. */
  resolve(value: unknown, within: readonly string[] = []): unknown {
    if (typeof value === "string") return this.resolveText(value, within);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item, within));
    if (typeof value !== "object" || value === null) return value ?? undefined;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.resolve(item, within)]));
  }

  /** The addresses that a text refers to, itself or by locals. */
  referredTo(text: string, within: readonly string[] = []): string[] {
    const found = [...text.matchAll(/\b(?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*/g)].flatMap(([name]) => {
      if (this.blocks.has(name)) return [name];
      const local = name.startsWith("local.") && !within.includes(name) ? this.locals[name.slice("local.".length)] : undefined;
      return local === undefined ? [] : this.referredTo(JSON.stringify(local), [...within, name]);
    });
    return [...new Set(found)];
  }

  /** A text that cannot be worked out as a whole, with what is known in it: of a choice, the side that is taken. */
  workedOut(text: string): string {
    const [first, ...others] = templateParts(text);
    const choice = first !== undefined && "expression" in first && others.length === 0 ? choiceIn(first.expression) : undefined;
    const taken = choice && this.taken(choice, []);
    const rest = taken === undefined ? text : `\${${taken}}`;
    return rest.replaceAll(/\$\{[^{}]*\}/g, (part) => scalarText(this.resolveText(part, [])) ?? part);
  }

  private resolveText(text: string, within: readonly string[]): unknown {
    const parts = templateParts(text);
    const [first, ...others] = parts;
    if (first !== undefined && "expression" in first && others.length === 0) return this.valueOf(first.expression, within);
    const texts = parts.map((part) => ("literal" in part ? part.literal : scalarText(this.valueOf(part.expression, within))));
    return texts.includes(undefined) ? undefined : texts.join("");
  }

  private valueOf(expression: string, within: readonly string[]): unknown {
    if (expression === "path.module" || expression === "path.root") return ".";
    if (/^(?:true|false|-?\d+(?:\.\d+)?)$/.test(expression)) return JSON.parse(expression);
    if (within.includes(expression)) return undefined;
    const deeper = [...within, expression];
    const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/.exec(expression) ?? [];
    if (quoted !== undefined) return this.resolveText(quoted.replaceAll(/\\(["\\])/g, "$1"), deeper);
    const choice = choiceIn(expression);
    if (choice !== undefined) {
      const taken = this.taken(choice, deeper);
      return taken === undefined ? undefined : this.valueOf(taken, deeper);
    }
    return this.called(expression, deeper) ?? this.named(expression, deeper);
  }

  private taken({ condition, yes, no }: Choice, within: readonly string[]): string | undefined {
    const value = this.valueOf(condition, within);
    return typeof value === "boolean" ? (value ? yes : no) : undefined;
  }

  /** The two functions of Terraform's that are worked out: `replace(…)` and `can(regex(…))`. */
  private called(expression: string, within: readonly string[]): unknown {
    const call = callIn(expression);
    const tried = call?.name === "can" ? callIn(call.args[0] ?? "") : undefined;
    const [text, other, third] = (tried ?? call)?.args.map((arg) => scalarText(this.valueOf(arg, within))) ?? [];
    if (text === undefined || other === undefined) return undefined;
    if (tried?.name === "regex") return pattern(text)?.test(other);
    return call?.name === "replace" && third !== undefined ? replaced(text, other, third) : undefined;
  }

  private named(expression: string, within: readonly string[]): unknown {
    const [, prefix = "", name = "", attribute] =
      /^((?:data\.)?[a-z]\w*)\.([A-Za-z_][\w-]*)(?:\.([a-z]\w*))?$/.exec(expression) ?? [];
    if (prefix === "var" && attribute === undefined) return this.variable(name, within);
    if (prefix === "local" && attribute === undefined) return this.resolve(this.locals[name], within);
    if (attribute === undefined) return undefined;
    return this.resolve(this.blocks.get(`${prefix}.${name}`)?.block[attribute], within);
  }

  private variable(name: string, within: readonly string[]): unknown {
    const { type, default: byDefault } = objectIn(this.variables[name]);
    const said = this.given[name];
    if (said === undefined) return this.resolve(byDefault, within);
    if (type === "number") return Number(said);
    if (type === "bool") return said === "true";
    return type === undefined || type === "string" || type === "any" ? said : undefined;
  }
}

function blocksOf(types: unknown, prefix: string): [string, Block][] {
  return Object.entries(objectIn(types)).flatMap(([type, named]) =>
    Object.entries(objectIn(named)).map(([name, block]): [string, Block] => [
      `${prefix}${type}.${name}`,
      { type: `${prefix}${type}`, block: objectIn(block) },
    ]),
  );
}

/** Between slashes it is a pattern: https://developer.hashicorp.com/terraform/language/functions/replace. What `$1` stands for is not worked out. */
function replaced(text: string, sought: string, replacement: string): string | undefined {
  const [, between] = /^\/(.+)\/$/.exec(sought) ?? [];
  if (between === undefined) return text.split(sought).join(replacement);
  const found = pattern(between, "g");
  return found === undefined || replacement.includes("$") ? undefined : text.replace(found, replacement);
}

/** Undefined for a pattern that JavaScript does not know. */
function pattern(text: string, flags = ""): RegExp | undefined {
  try {
    return new RegExp(text, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
