import { type FoundModule, type ImportableFile, ImportSearch } from "../../../lib/artifact/checks/imports-search";
import { covers } from "../../../lib/artifact/receipt/diff-files";
import type { LeftFile } from "../../../lib/artifact/build/zip-contents";
import { normalizedName } from "../../../lib/artifact/wheel/filename";
import { pythonVersion } from "../../../lib/runtimes/managed-runtimes";
import type { FunctionSources, ZipFacts } from "../model/function-sources";
import type { WhyDistribution, WhyFile } from "./why-answer";

/** What a name leads to in a function's ZIPs. */
export type Sought =
  | { readonly is: "file"; readonly name: string; readonly origin: string; readonly files: readonly WhyFile[] }
  | { readonly is: "distribution"; readonly name: string }
  | { readonly is: "module"; readonly name: string; readonly origin: string; readonly files: readonly WhyFile[] };

/** Where containers have files. What an error message names begins with it. */
const unpacked = /^(?:\.\/|\/?var\/task\/|\/?opt\/)/;

/** Whether a name is of a file rather than of a module or a distribution, by its look. */
export function looksLikeFile(asked: string): boolean {
  return /\/|^\.|\.(?:pyi?|pyc|so|pyx|pxd|json|txt|ya?ml|toml|md|cfg|ini|env)$/.test(asked);
}

/** The first that there is of this name: a file, a distribution, a module. */
export function search(asked: string, fn: FunctionSources): Sought | undefined {
  return fileNamed(asked, fn) ?? distributionNamed(asked, fn) ?? moduleNamed(asked, fn);
}

function fileNamed(asked: string, fn: FunctionSources): Sought | undefined {
  const wanted = asked.replace(unpacked, "");
  const found = fn.zips.flatMap((zip) =>
    zip.files
      .filter(({ path }) => path === wanted || importPath(path, zip, fn) === wanted)
      .map(({ path, bytes, mode, origin }) => ({ file: { zip: zip.path, path, bytes, mode }, origin })),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  return { is: "file", name: first.file.path, origin: first.origin, files: found.map(({ file }) => file) };
}

function distributionNamed(asked: string, { zips }: FunctionSources): Sought | undefined {
  const name = normalizedName(asked);
  const isThere = zips.some(({ distributions }) => distributions.some((each) => each.name === name));
  return isThere ? { is: "distribution", name } : undefined;
}

function moduleNamed(asked: string, fn: FunctionSources): Sought | undefined {
  const { found, missing } = modulesIn(fn).lookUp(asked);
  const last = found.at(-1);
  if (last === undefined || missing !== undefined) return undefined;
  const files = fn.zips.flatMap((zip) =>
    zip.files
      .filter(({ path }) => importPath(path, zip, fn) === last.path)
      .map(({ path, bytes, mode }) => ({ zip: zip.path, path, bytes, mode })),
  );
  return { is: "module", name: asked, origin: last.origin, files };
}

/** The part of a dotted name that is there, if the whole of it is not. */
export function partOf(asked: string, fn: FunctionSources): FoundModule | undefined {
  const { found, missing } = modulesIn(fn).lookUp(asked);
  return missing === undefined ? undefined : found.at(-1);
}

function modulesIn(fn: FunctionSources): ImportSearch {
  return new ImportSearch(
    fn.zips.map((zip) => zip.files.map(({ path, origin }): ImportableFile => ({ path: importPath(path, zip, fn), origin }))),
  );
}

/** A path below the folder it is imported from: what a layer is unpacked to has such folders. */
function importPath(path: string, { holds }: Pick<ZipFacts, "holds">, { runtime }: FunctionSources): string {
  if (holds !== "layer") return path;
  const roots = [`python/lib/python${pythonVersion(runtime)}/site-packages/`, "python/"];
  return path.slice(roots.find((root) => path.startsWith(root))?.length ?? 0);
}

/** What stays behind under this name, be it a file, a folder, or a module's dotted name. */
export function leftNamed(asked: string, fn: FunctionSources): LeftFile | undefined {
  const wanted = asked.replace(unpacked, "").replace(/\/$/, "");
  const asModule = wanted.replaceAll(".", "/");
  const isDotted = /^[\w.]+$/.test(wanted) && wanted.includes(".");
  const candidates = [wanted, `${wanted}/`, ...(isDotted ? [`${asModule}.py`, `${asModule}/__init__.py`, `${asModule}/`] : [])];
  const isNamed = (path: string): boolean => candidates.some((each) => covers({ path }, each));
  const ofDistributions = fn.zips.flatMap((zip) =>
    zip.left.filter(({ path }) => isNamed(path) || isNamed(importPath(path, zip, fn))),
  );
  return fn.left.find(({ path }) => isNamed(path)) ?? ofDistributions[0];
}

/** A distribution as each ZIP has it. */
export function distributionIn(name: string, { zips }: FunctionSources): WhyDistribution[] {
  return zips.flatMap((zip) =>
    zip.distributions
      .filter((each) => each.name === name)
      .map(({ version, unzippedBytes, wheel }) => {
        const files = zip.files.filter(({ origin }) => origin === name).length;
        return { zip: zip.path, name, version, unzippedBytes, files, ...(wheel === undefined ? {} : { wheel: wheel.filename }) };
      }),
  );
}
