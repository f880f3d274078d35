/** The origin of the function's own files. */
export const firstParty = "first-party";

/** A file that can be imported from, as a ZIP has it. */
export interface ImportableFile {
  /** Below the folder modules are imported from. */
  readonly path: string;
  /** `first-party`, or the normalised name of the distribution it comes from. */
  readonly origin: string;
}

/** A module or package found. */
export interface FoundModule {
  /** Dotted. */
  readonly name: string;
  readonly kind: "module" | "package" | "namespace";
  /** Of its file; of a namespace package, which has none, of some file in it. */
  readonly origin: string;
  /** Its file in the artifact; undefined for a namespace package. */
  readonly path: string | undefined;
}

/** What a dotted name leads to: everything that is imported on the way, or the first step that leads nowhere. */
export interface Lookup {
  readonly found: readonly FoundModule[];
  /** The dotted name up to the first step that is not there. */
  readonly missing?: string;
}

type Entry = Omit<FoundModule, "name">;

const moduleFile = /^(.+?)(?:\.[\w-]+)?\.so$|^(.+)\.pyc?$/;
const rank = { namespace: 0, module: 1, package: 2 } as const;

/**
 * The folders of a container from which modules are imported, in their order: Python's rules, by names alone. A package or module
 * in any folder counts more than a folder of that name without `__init__.py`; such folders are one namespace package together.
 */
export class ImportSearch {
  private readonly folders: readonly ReadonlyMap<string, Entry>[];

  constructor(folders: readonly (readonly ImportableFile[])[]) {
    this.folders = folders.map(entriesOf);
  }

  lookUp(dotted: string): Lookup {
    const found: FoundModule[] = [];
    const steps = dotted.split(".");
    let folders = this.folders;
    for (let depth = 1; depth <= steps.length; depth += 1) {
      const name = steps.slice(0, depth).join(".");
      const key = steps.slice(0, depth).join("/");
      const portions = folders.filter((folder) => folder.has(key));
      const regular = portions.find((folder) => folder.get(key)?.kind !== "namespace");
      const entry = (regular ?? portions[0])?.get(key);
      if (entry === undefined) return { found, missing: name };
      found.push({ name, ...entry });
      // Below a module that is no package there is nothing in any folder.
      folders = entry.kind === "module" ? [] : regular === undefined ? portions : [regular];
    }
    return { found };
  }
}

function entriesOf(files: readonly ImportableFile[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const add = (key: string, entry: Entry): void => {
    const before = entries.get(key);
    if (before === undefined || rank[entry.kind] > rank[before.kind]) entries.set(key, entry);
  };
  for (const { path, origin } of files) {
    const steps = path.split("/");
    const file = steps.pop() ?? "";
    for (let depth = steps.length; depth > 0; depth -= 1) {
      const key = steps.slice(0, depth).join("/");
      if (entries.has(key)) break; // and so are the folders above
      entries.set(key, { kind: "namespace", origin, path: undefined });
    }
    const match = moduleFile.exec(file);
    const stem = match?.[1] ?? match?.[2];
    if (stem === "__init__" && steps.length > 0) add(steps.join("/"), { kind: "package", origin, path });
    else if (stem !== undefined) add([...steps, stem].join("/"), { kind: "module", origin, path });
  }
  return entries;
}
