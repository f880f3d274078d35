/** A folder of tests, or a conftest.py outside one: left out as a whole or not at all. */
export interface TestsUnit {
  /** In the artifact: `numpy/tests/`, `pkg/conftest.py`. */
  readonly path: string;
  /** As an import names it: `numpy.tests`. */
  readonly module: string;
}

const testsFolder = /^tests?$/;
const testModule = /^(?:test_.*|.*_test|conftest)\.py$/;
const python = /\.pyi?$/;
const compiled = /\.(?:so(?:\.[\d.]+)?|pyd|dll|dylib)$/;

/** Whether a file is a shared library or an extension module. */
function isCompiled(path: string): boolean {
  return compiled.test(path);
}

/**
 * Finds what looks like tests beyond doubt: outermost folders `test` or `tests` that hold a module named as pytest wants it and nothing
 * compiled, inside a package, or at the top of a wheel that has other modules too. A folder of this name with something else in it
 * (`ansible/plugins/test/`, `data/test/*.csv`) is none. `testing` never is.
 *
 * @param paths of all files of one wheel, in the artifact
 */
export function testsUnits(paths: readonly string[]): TestsUnit[] {
  const packages = new Set(paths.filter((path) => python.test(path) || isCompiled(path)).map(folderOf));
  const tops = importNames(paths);
  const inFolders = new Map<string | undefined, string[]>();
  for (const path of paths) {
    const folder = testsFolderAbove(path);
    const files = inFolders.get(folder);
    if (files === undefined) inFolders.set(folder, [path]);
    else files.push(path);
  }
  const units = [...inFolders].flatMap(([folder, files]): TestsUnit[] => {
    if (folder === undefined) return files.filter((path) => /(?:^|\/)conftest\.py$/.test(path)).map(unit);
    const steps = folder.split("/").slice(0, -1);
    const isInPackage =
      steps.length > 1 ? packages.has(steps.slice(0, -1).join("/")) : tops.some((name) => !testsFolder.test(name));
    const looksLikeTests = files.some((path) => testModule.test(path.slice(path.lastIndexOf("/") + 1)));
    const isUnit = isInPackage && looksLikeTests && steps.every(isIdentifier) && !files.some(isCompiled);
    return isUnit ? [unit(folder)] : [];
  });
  return units.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The names under which what a wheel holds is imported: `dateutil`, `six`, `google`; without stubs and other data. */
export function importNames(paths: readonly string[]): string[] {
  const modules = paths.filter((path) => path.endsWith(".py") || isCompiled(path));
  const names = modules.map((path) => /^\w+(?=[./])/.exec(path)?.[0] ?? "");
  return [...new Set(names.filter(isIdentifier))].sort();
}

function unit(path: string): TestsUnit {
  return { path, module: path.replace(/\.py$|\/$/g, "").replaceAll("/", ".") };
}

/** With a slash at the end. */
function testsFolderAbove(path: string): string | undefined {
  const steps = path.split("/");
  const at = steps.findIndex((step, index) => index < steps.length - 1 && testsFolder.test(step));
  return at < 0 ? undefined : `${steps.slice(0, at + 1).join("/")}/`;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function isIdentifier(name: string): boolean {
  return /^[^\W\d]\w*$/.test(name);
}
