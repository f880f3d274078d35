import { byPath } from "../content-hash";
import { normalizedName } from "../wheel/filename";
import { parseMetadata } from "../wheel/metadata";
import type { InspectedDistribution } from "./inspected";
import type { ReadFile, ReadZip } from "./read-zip";
import { installedFiles, isAsRecorded, type RecordedFile, recordedFiles } from "./recorded-files";

/** A distribution found, and what its metadata ask for. */
export type FoundDistribution = Omit<InspectedDistribution, "requiredBy"> & { readonly requiresDist: readonly string[] };

/** The distributions of a ZIP, by name, and by path which one a file belongs to. What nobody records is in no such list. */
export interface FoundDistributions {
  readonly distributions: readonly FoundDistribution[];
  readonly originOf: ReadonlyMap<string, string>;
}

/** What lies about one distribution in one folder. */
interface Info {
  /** The folder modules are imported from: empty, or with a slash at the end. */
  readonly root: string;
  /** Below the root: `numpy-2.2.6.dist-info`. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, ReadFile>;
}

/**
 * Finds distributions by the metadata beside what they hold. Of two that record the same file the first by name counts, as in a build.
 *
 * @param roots the folders modules are imported from, each empty or with a slash at the end
 */
export function findDistributions(zip: ReadZip, roots: readonly string[]): FoundDistributions {
  const files = new Map(zip.files.map((file) => [file.record.name, file]));
  const originOf = new Map<string, string>();
  const read = infosIn(zip, roots).map((info) => readInfo(info, zip));
  read.sort((a, b) => byPath({ path: a.order }, { path: b.order }));
  const distributions = read.map(({ info, name, version, requiresDist, tags, recorded }): FoundDistribution => {
    const own = [...info.files.values()].map(({ record }) => record.name);
    const claimed = recorded.map((file) => ({ ...file, path: `${info.root}${file.path}` }));
    const there = claimed.filter(({ path }) => files.has(path));
    for (const path of [...own, ...there.map((file) => file.path)]) if (!originOf.has(path)) originOf.set(path, name);
    const mine = [...new Set([...own, ...there.map(({ path }) => path)])].filter((path) => originOf.get(path) === name);
    return {
      ...{ name, version, requiresDist },
      ...(tags === undefined ? {} : { tags }),
      unzippedBytes: mine.reduce((sum, path) => sum + (files.get(path)?.record.size ?? 0), 0),
      missing: claimed.length - there.length,
      changed: there.filter(({ path, hash }) => !isAsRecorded(hash, files.get(path)?.sha256 ?? "")).map(({ path }) => path),
    };
  });
  return { distributions, originOf };
}

function infosIn(zip: ReadZip, roots: readonly string[]): Info[] {
  const found = new Map<string, Info & { readonly files: Map<string, ReadFile> }>();
  const longestFirst = [...roots].sort((a, b) => b.length - a.length);
  for (const file of zip.files) {
    const { name } = file.record;
    const root = longestFirst.find((each) => name.startsWith(each));
    if (root === undefined) continue;
    const [folder = "", ...inside] = name.slice(root.length).split("/");
    if (!/^[^.].*\.(?:dist|egg)-info$/.test(folder)) continue;
    const info = found.get(root + folder) ?? { root, folder, files: new Map<string, ReadFile>() };
    info.files.set(inside.join("/"), file);
    found.set(root + folder, info);
  }
  return [...found.values()];
}

interface ReadInfo extends Pick<FoundDistribution, "name" | "version" | "requiresDist" | "tags"> {
  readonly info: Info;
  /** In which order distributions claim files. */
  readonly order: string;
  readonly recorded: readonly RecordedFile[];
}

/** What cannot be read of it, the name of its folder says: `name-version.dist-info`. */
function readInfo(info: Info, zip: ReadZip): ReadInfo {
  const text = (...names: readonly string[]): string | undefined => {
    const file = names.map((name) => info.files.get(name)).find((each) => each !== undefined);
    return file === undefined ? undefined : zip.textOf(file);
  };
  const [, fromName = "", fromFolder = ""] = /^(.+?)(?:-([^-]+)(?:-py[\d.]+)?)?\.\w+-info$/.exec(info.folder) ?? [];
  const metadata = parseMetadata(text("METADATA", "PKG-INFO", "") ?? "");
  const { name, version, requiresDist } = metadata ?? { name: fromName, version: fromFolder, requiresDist: [] };
  const tags = tagsOf(text("WHEEL") ?? "");
  return {
    ...{ info, name: normalizedName(name), version, requiresDist },
    ...(tags === undefined ? {} : { tags }),
    order: `${name.toLowerCase()}\0${version}`,
    recorded: [...recordedFiles(text("RECORD") ?? ""), ...eggFiles(info, zip, text)],
  };
}

/** An egg has no RECORD: what pip listed, or else the modules it names as its own. */
function eggFiles(info: Info, zip: ReadZip, text: (name: string) => string | undefined): RecordedFile[] {
  const installed = text("installed-files.txt");
  if (installed !== undefined) return installedFiles(installed, info.folder);
  if (!info.folder.endsWith(".egg-info")) return [];
  const modules = new Set((text("top_level.txt") ?? "").split(/\s+/).filter((module) => module !== ""));
  return zip.files
    .filter(({ record: { name } }) => name.startsWith(info.root))
    .map(({ record: { name } }) => ({ path: name.slice(info.root.length), hash: "" }))
    .filter(({ path }) => modules.has(path.split("/")[0]?.replace(/\.py$/, "") ?? ""));
}

/** The tags that WHEEL lists one by one, as a wheel's file name has them. */
function tagsOf(wheel: string): string | undefined {
  const tags = [...wheel.matchAll(/^Tag:[ \t]*(\w+)-(\w+)-(\w+)[ \t]*\r?$/gm)];
  if (tags.length === 0) return undefined;
  return [1, 2, 3].map((part) => [...new Set(tags.map((tag) => tag[part] ?? ""))].join(".")).join("-");
}
