import { type DeclaredResource, objectIn, scalarText } from "./declared-resource";
import type { FunctionSetting } from "./function-setting";
import { functionSettings } from "./function-settings";

/**
 * The functions of a synthesized stack, by address. Worked out are variables, locals, what one resource's arguments take of another's, and texts
 * made of these; functions of Terraform's are not, and so what they make is absent.
 *
 * @param stack the parsed `cdk.tf.json`
 * @param variables by name, what `TF_VAR_…` say of them: it goes before a default
 */
export function settingsOfStack(stack: unknown, variables: Readonly<Record<string, string | undefined>>): FunctionSetting[] {
  return functionSettings(declaredResources(new Scope(objectIn(stack), variables)));
}

function declaredResources(scope: Scope): DeclaredResource[] {
  return [...scope.blocks].map(([address, { type, block }]): DeclaredResource => {
    const given = Object.entries(block).filter(([name, value]) => name !== "//" && value !== undefined && value !== null);
    const values = given.map(([name, value]) => [name, scope.resolve(value)] as const);
    return {
      address,
      type,
      values: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      references: Object.fromEntries(given.map(([name, value]) => [name, scope.referredTo(JSON.stringify(value))])),
      unresolved: Object.fromEntries(
        values.flatMap(([name, value]) => {
          const written = block[name];
          return value === undefined && typeof written === "string" ? [[name, scope.workedOut(written)]] : [];
        }),
      ),
    };
  });
}

interface Block {
  readonly type: string;
  readonly block: Readonly<Record<string, unknown>>;
}

/** What expressions of a stack may name. */
class Scope {
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

  /** A text that cannot be worked out as a whole, with what is known in it. */
  workedOut(text: string): string {
    return text.replaceAll(/\$\{[^{}]*\}/g, (part) => scalarText(this.resolveText(part, [])) ?? part);
  }

  private resolveText(text: string, within: readonly string[]): unknown {
    const [, alone] = /^\$\{([^{}]*)\}$/.exec(text) ?? [];
    if (alone !== undefined) return this.valueOf(alone.trim(), within);
    // $${ and %%{ stand for ${ and %{ themselves.
    const parts = text.split(/(\$\$\{|%%\{|\$\{[^{}]*\}|\$\{|%\{)/).map((part) => {
      if (part === "$${" || part === "%%{") return part.slice(1);
      if (!part.startsWith("${") && !part.startsWith("%{")) return part;
      return part.endsWith("}") ? scalarText(this.valueOf(part.slice(2, -1).trim(), within)) : undefined;
    });
    return parts.includes(undefined) ? undefined : parts.join("");
  }

  private valueOf(expression: string, within: readonly string[]): unknown {
    if (expression === "path.module" || expression === "path.root") return ".";
    if (within.includes(expression)) return undefined;
    const [, prefix = "", name = "", attribute] =
      /^((?:data\.)?[a-z]\w*)\.([A-Za-z_][\w-]*)(?:\.([a-z]\w*))?$/.exec(expression) ?? [];
    const deeper = [...within, expression];
    if (prefix === "var" && attribute === undefined) return this.variable(name, deeper);
    if (prefix === "local" && attribute === undefined) return this.resolve(this.locals[name], deeper);
    if (attribute === undefined) return undefined;
    return this.resolve(this.blocks.get(`${prefix}.${name}`)?.block[attribute], deeper);
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
