/** What the text of a Python module refers to. Dotted names, relative ones resolved. */
export interface References {
  /** Modules its import statements name: `a.b` of `from a.b import c`. */
  readonly imports: ReadonlySet<string>;
  /** Names with a step `test`, `tests` or `conftest` that it imports or has in a string, up to that step: `a.tests` of `"a/tests/data"`. */
  readonly mentions: ReadonlySet<string>;
}

const statement =
  /(?:^|[;:])[ \t]*(?:from(?:[ \t]*(\.[ \t.]*)|[ \t]+)([\w.]*)[ \t]*\bimport\b[ \t]*(\((?:[^)#]|#[^\n]*)*\)|[^\n;#]*)|import[ \t]+([^\n;#]+))/gm;
const testWord = /(?<![A-Za-z0-9_])(?:tests?|conftest)(?![A-Za-z0-9_])/g;
const isTestWord = /^(?:tests?|conftest)$/;
const longestString = 200;
const longestList = 4000;

/**
 * Scans a module's text, fast and on the safe side: it also finds what stands in a docstring or never runs, and takes a string that could name
 * a tests package for one that does.
 *
 * @param path of the module in the artifact: posix, relative
 */
export function scanModule(text: string, path: string): References {
  const parents = path.split("/").slice(0, -1);
  const imports = new Set<string>();
  const mentions = new Set<string>();
  for (const { module, names } of importsIn(text, parents)) {
    if (module !== "") imports.add(module);
    for (const name of [module, ...names.map((name) => (module === "" ? name : `${module}.${name}`))]) {
      const mention = upToTestWord(name.split("."));
      if (mention !== undefined) mentions.add(mention.join("."));
    }
  }
  for (const steps of namesInStrings(text, parents)) mentions.add(steps.join("."));
  return { imports, mentions };
}

interface Import {
  readonly module: string;
  /** What it takes from the module, which may be a module itself. */
  readonly names: readonly string[];
}

function* importsIn(text: string, parents: readonly string[]): Generator<Import> {
  const joined = text.includes("\\") ? text.replace(/\\\r?\n/g, " ") : text;
  for (const [, dots = "", from, names = "", modules] of joined.matchAll(statement)) {
    if (modules !== undefined) yield* firstWords(modules).map((module) => ({ module, names: [] }));
    else {
      const level = dots.replace(/[ \t]/g, "").length;
      const base = level === 0 ? [] : parents.slice(0, Math.max(0, parents.length - level + 1));
      const module = [...base, ...(from === undefined || from === "" ? [] : [from])].join(".");
      yield { module, names: firstWords(names.replace(/#[^\n]*/g, "").replace(/[()]/g, "")) };
    }
  }
}

/** `a` and `b.c` of `a as x, b.c`. */
function firstWords(list: string): string[] {
  return list.split(",").flatMap((item) => /^\s*([\w.]+)/.exec(item)?.[1] ?? []);
}

function upToTestWord(steps: readonly string[]): string[] | undefined {
  const at = steps.findIndex((step) => isTestWord.test(step));
  return at < 0 ? undefined : steps.slice(0, at + 1);
}

/**
 * What strings around a test word may name, each as a list of steps. A path (`"color/tests/data/a.npy"`) and a relative name (`".tests"`,
 * `f"{__name__}.tests"`) may start at the module's package or any above it, a dotted name at the top. A word alone counts only where things are
 * imported by name: elsewhere it is a label, or a name to be skipped.
 */
function* namesInStrings(text: string, parents: readonly string[]): Generator<string[]> {
  for (const { index } of text.matchAll(testWord)) {
    const before = /["']([^"'\s]*)$/.exec(text.slice(Math.max(0, index - longestString), index));
    const after = /^([^"'\s]*)["']/.exec(text.slice(index, index + longestString));
    if (before === null || after === null) continue;
    const string = `${before[1] ?? ""}${after[1] ?? ""}`.replace(/:.*$/, ""); // of pkg.module:attribute the module
    const isPath = /[/\\]/.test(string);
    const isImported = importedByName.test(text.slice(Math.max(0, index - longestList), index));
    if (!isPath && !string.includes(".") && !isImported) continue;
    const steps = upToTestWord(string.split(isPath ? /[/\\]+/ : ".").filter((step) => /^\w+$/.test(step)));
    if (steps === undefined) continue;
    const isRelative = isPath || isImported || /^\.|\{/.test(string);
    for (let depth = isRelative ? parents.length : 0; depth >= 0; depth -= 1) yield [...parents.slice(0, depth), ...steps];
  }
}

/** The last call or list begun is one of names to import. */
const importedByName = /(?:\b__all__|import_module|__import__|\battach)\b[^)\]]*$/;
