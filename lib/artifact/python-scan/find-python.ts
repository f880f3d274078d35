import { realpathSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { isFile } from "../file-kind";
import { withoutShims } from "../resolve/shims";

/** A Python that may read modules. */
export interface Python {
  readonly path: string;
  /** Of Python 3, where the name of its executable says so: 11 of `python3.11`. Otherwise only running it tells. */
  readonly minor: number | undefined;
}

const oldest = 9;
const newest = 20;
const executables = [...Array.from({ length: newest - oldest + 1 }, (_, index) => `python3.${oldest + index}`), "python3"];

/**
 * Where to look for a Python, without running one: the one `LAMBDA_CONTAINER_PYTHON` names, or those on PATH in the order in which they are to be
 * tried. A Python of the runtime's own minor knows best what it takes; a newer one knows all of its syntax; an older one refuses some.
 */
export function findPythons(minor: number, env: NodeJS.ProcessEnv): Python[] {
  const folders = withoutShims(env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "");
  const named = env.LAMBDA_CONTAINER_PYTHON ?? "";
  if (named !== "") return (named.includes("/") ? [resolve(named)] : inFolders(folders, [named]).slice(0, 1)).map(pythonAt);
  const found = new Map(
    inFolders(folders, executables)
      .map(pythonAt)
      .filter((python) => python.minor === undefined || python.minor >= oldest)
      .map((python) => [python.minor, python] as const)
      .reverse(), // of two alike the first on PATH stays
  );
  return [...found.values()].sort((a, b) => preference(a, minor) - preference(b, minor));
}

/** Exact, then newer ones upwards, then those of which nothing is known, then older ones downwards. */
function preference(python: Python, minor: number): number {
  if (python.minor === undefined) return newest;
  return python.minor >= minor ? python.minor - minor : newest + minor - python.minor;
}

function inFolders(folders: readonly string[], names: readonly string[]): string[] {
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isFile);
}

function pythonAt(path: string): Python {
  let name = basename(path);
  try {
    name = basename(realpathSync(path)); // python3 leads to python3.11
  } catch {
    // it is not there: running it will say so
  }
  const minor = /^python3\.(\d+)$/.exec(name)?.[1];
  return { path, minor: minor === undefined ? undefined : Number(minor) };
}
