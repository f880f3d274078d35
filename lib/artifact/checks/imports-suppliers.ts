import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { standardLibrary } from "../../runtimes/stdlib-modules";
import { suppliedModules } from "../../runtimes/supplied-packages";
import type { ImportFact, ModuleText, ScannedModule } from "../python-scan/module-facts";
import { knownDistribution } from "./imports-distribution";
import { firstParty, type FoundModule, type ImportSearch } from "./imports-search";

/** Who satisfies an import: the function's own files, a distribution in its ZIPs, AWS's runtime, Python itself, or nobody. */
export type Supplier = "code" | "artifact" | "aws" | "stdlib" | "nobody";

/** Why an import fails. */
export type ImportFault =
  /** Nobody has the module; `prefix` is its dotted name up to the first step that is nowhere. */
  | { readonly kind: "absent"; readonly prefix: string }
  /** The package is there and lacks this part. */
  | { readonly kind: "part"; readonly prefix: string; readonly parent: FoundModule }
  /** The module is there and has no such name. */
  | { readonly kind: "name"; readonly name: string; readonly parent: FoundModule }
  /** More dots than there are packages above. */
  | { readonly kind: "beyond" };

/** An import with what it leads to. */
export interface SuppliedImport {
  /** Absolute and dotted; as written where it leads out of all packages. */
  readonly name: string;
  readonly by: Supplier;
  readonly distribution?: string;
  /** Everything that is imported on the way. */
  readonly found: readonly FoundModule[];
  readonly fault?: ImportFault;
}

/** Tells who satisfies an import of a first-party module. */
export class ImportSuppliers {
  private readonly modules: ReadonlyMap<string, ScannedModule>;

  constructor(
    private readonly search: ImportSearch,
    private readonly runtime: ManagedRuntimeName,
    modules: readonly ScannedModule[],
  ) {
    this.modules = new Map(modules.map((module) => [module.path, module]));
  }

  /** The first-party module of a file, where it is one. */
  scanned({ path, origin }: FoundModule): ScannedModule | undefined {
    return path === undefined || origin !== firstParty ? undefined : this.modules.get(path);
  }

  /** What an import statement of a module leads to: the module, and what `from … import` takes from it that is a module too, or is not there. */
  of(fact: ImportFact, from: ScannedModule): SuppliedImport[] {
    const base = absoluteName(fact, from.path);
    if (base === undefined) {
      const name = `${".".repeat(fact.level)}${fact.module}`;
      return [{ name, by: "nobody", found: [], fault: { kind: "beyond" } }];
    }
    const module = this.module(base);
    const { names } = fact;
    if (names === undefined) return [module];
    if (module.fault !== undefined) return this.knownParts(module, names) ?? [module];
    const members = names.flatMap((name) => (name === "*" ? [] : this.member(module, name)));
    // A namespace package is nobody's, and nothing by itself.
    return module.found.at(-1)?.kind === "namespace" && members.length > 0 ? members : [module, ...members];
  }

  /** What a dotted name leads to. */
  module(name: string): SuppliedImport {
    const [top = ""] = name.split(".");
    const { found, missing } = this.search.lookUp(name);
    const elsewhere = this.elsewhere(top);
    // A folder without __init__.py counts less than a module of that name anywhere.
    if (elsewhere !== undefined && (found[0] === undefined || found[0].kind === "namespace"))
      return { name, by: elsewhere, found: [] };
    const last = found.at(-1);
    if (last === undefined || (missing !== undefined && last.kind === "namespace")) {
      return { name, by: "nobody", found, fault: { kind: "absent", prefix: missing ?? name } };
    }
    if (missing === undefined || this.mayHaveParts(last)) return { name, ...ownerOf(last), found };
    return { name, by: "nobody", found, fault: { kind: "part", prefix: missing, parent: last } };
  }

  /** Whether a module has a name at its top level, as far as texts show. */
  defines(module: FoundModule, name: string, seen: ReadonlySet<string> = new Set()): "yes" | "no" | "unknown" {
    const scanned = this.scanned(module);
    const text = scanned === undefined ? undefined : textOf(scanned);
    if (scanned === undefined || text === undefined) return "unknown";
    if (/^__\w+__$/.test(name) || text.names.some((each) => each.kind !== "star" && each.name === name)) return "yes";
    if (text.changesItself) return "unknown";
    const answers = this.starred(scanned).map((each) =>
      each === undefined || seen.has(each.name) ? "unknown" : this.defines(each, name, new Set([...seen, module.name])),
    );
    return answers.find((answer) => answer === "yes") ?? answers.find((answer) => answer === "unknown") ?? "no";
  }

  /** The modules all of whose names a module takes; undefined for one that is not found. */
  starred(module: ScannedModule): (FoundModule | undefined)[] {
    const stars = textOf(module)?.names.filter(({ kind }) => kind === "star") ?? [];
    return stars.map(({ module: name = "", level = 0 }) => {
      const base = absoluteName({ module: name, level }, module.path);
      const supplied = base === undefined ? undefined : this.module(base);
      return supplied?.fault === undefined ? supplied?.found.at(-1) : undefined;
    });
  }

  private elsewhere(top: string): "aws" | "stdlib" | undefined {
    if (suppliedModules.has(top)) return "aws";
    return standardLibrary(this.runtime, top) === "has it" ? "stdlib" : undefined;
  }

  /** Whether a package may have parts that are no files: only a look at its text could exclude it, and nobody's but the function's own is read. */
  private mayHaveParts(parent: FoundModule): boolean {
    if (parent.origin !== firstParty) return parent.kind === "module"; // such as six.moves
    const scanned = this.scanned(parent);
    return scanned === undefined || (textOf(scanned)?.changesItself ?? true);
  }

  /** Of a namespace that nobody has, and many share, the parts that are taken: each comes from a distribution of its own. */
  private knownParts(module: SuppliedImport, names: readonly string[]): SuppliedImport[] | undefined {
    if (module.fault?.kind !== "absent") return undefined;
    const dotted = names.map((name) => `${module.name}.${name}`);
    const known = dotted.filter((name) => knownDistribution(name)?.prefix === name);
    return known.length === 0 ? undefined : known.map((name) => ({ ...module, name }));
  }

  private member({ name: base, found }: SuppliedImport, name: string): SuppliedImport[] {
    const parent = found.at(-1);
    if (parent === undefined || parent.name !== base) return []; // AWS's, Python's, or a part that is no file
    const defined = parent.kind === "namespace" ? "no" : this.defines(parent, name);
    if (defined === "yes") return [];
    const dotted = `${base}.${name}`;
    const part = this.search.lookUp(dotted);
    const last = part.found.at(-1);
    if (part.missing === undefined && last !== undefined) return [{ name: dotted, ...ownerOf(last), found: part.found }];
    if (defined === "unknown") return [];
    const fault: ImportFault = parent.kind === "namespace" ? { kind: "absent", prefix: dotted } : { kind: "name", name, parent };
    return [{ name: dotted, by: "nobody", found: [], fault }];
  }
}

/** The facts of a module that could be read. */
export function textOf({ facts }: ScannedModule): ModuleText | undefined {
  return "imports" in facts ? facts : undefined;
}

/** The dotted name an import means; undefined where it has more dots than there are packages above the module. */
export function absoluteName({ module, level }: Pick<ImportFact, "module" | "level">, path: string): string | undefined {
  if (level === 0) return module;
  const packages = path.split("/").slice(0, -1);
  if (level > packages.length) return undefined;
  return [...packages.slice(0, packages.length - level + 1), ...(module === "" ? [] : [module])].join(".");
}

function ownerOf({ origin }: FoundModule): { by: Supplier; distribution?: string } {
  return origin === firstParty ? { by: "code" } : { by: "artifact", distribution: origin };
}
