import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { FetchedDistribution } from "../resolve/fetch-dependencies";
import { omitSupplied } from "../resolve/omit-supplied";
import { type Architecture, platformOf } from "../resolve/platform";
import type { DirectRequirement } from "../resolve/resolution";
import { splice, type SplicedEntry } from "../splice/splice";
import type { SourceFile } from "../source-tree";
import { normalizedName } from "../wheel/filename";
import { indexWheel } from "../wheel/index-wheel";
import { requiredBy } from "./required-by";
import { compiledFiles, compiledSources } from "../checks/compiled-files";
import type { AuditedFile } from "../checks/elf";
import type { ZipContents } from "./zip-contents";

/** What to make one ZIP of. */
export interface MakeZipProps {
  readonly files: readonly SourceFile[];
  /** First-party files that import from this ZIP without lying in it. */
  readonly importers: readonly SourceFile[];
  readonly prefix: "" | "python/";
  readonly distributions: readonly FetchedDistribution[];
  readonly direct: readonly DirectRequirement[];
  readonly slim: boolean;
  readonly omitRuntimePackages: boolean;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** The cache's folder. */
  readonly cache: string;
  /** Path of the ZIP. */
  readonly output: string;
}

/** What is known of a ZIP that was made. */
export interface MadeZip {
  readonly contents: ZipContents;
  /** Its compiled files, without what stands in front of paths in a layer. */
  readonly compiled: readonly AuditedFile[];
}

/** Writes the ZIP, and says all there is to say of it. */
export function makeZip(props: MakeZipProps): MadeZip {
  const { distributions, direct, runtime, architecture, cache, omitRuntimePackages } = props;
  const platform = platformOf(runtime, architecture);
  const all = distributions.map((each) => ({ ...each, ...indexed(each, cache) }));
  const { omitted, kept } = omitRuntimePackages ? omitSupplied(all, direct, platform) : { omitted: [], kept: [] };
  const shipped = all.filter(({ name }) => !omitted.some((omission) => omission.name === name));
  const { files, importers, prefix, output, slim } = props;
  const spliced = splice({ wheels: shipped.map(({ indexedWheel }) => indexedWheel), files, importers, prefix, output, slim });
  const by = requiredBy(all, platform);
  const unzipped = unzippedBytes(spliced.entries);
  const contents = {
    sha256: spliced.sha256,
    bytes: spliced.bytes,
    unzippedBytes: spliced.unzippedBytes,
    distributions: shipped.map(({ name, version, wheel: { filename, sha256, origin }, indexedWheel: { index } }) => ({
      name,
      version,
      wheel: { filename, sha256, bytes: index.bytes, origin },
      requiredBy: by.get(name) ?? [],
      unzippedBytes: unzipped.get(name) ?? 0,
    })),
    omitted,
    kept,
    files: spliced.entries.map(({ path, bytes, sha256, mode, origin }) => ({
      path,
      bytes,
      sha256,
      mode: mode.toString(8).slice(-3).padStart(4, "0"),
      origin: origin === "first-party" ? origin : normalizedName(origin.distribution),
    })),
    left: spliced.left.map(({ path, rule, distribution }) => ({ path, rule, distribution: normalizedName(distribution) })),
  };
  const ships = new Set(spliced.entries.map(({ path }) => path.slice(prefix.length)));
  const ofWheels = shipped.flatMap(({ name, version, wheel: { filename }, indexedWheel: { index } }) =>
    compiledFiles({ name, version, filename }, index).filter(({ path }) => ships.has(path)),
  );
  return { contents, compiled: [...compiledSources(files), ...ofWheels] };
}

function indexed({ path, wheel: { sha256 } }: FetchedDistribution, cache: string) {
  const indexedWheel = indexWheel({ path, sha256 }, cache);
  return { indexedWheel, requiresDist: indexedWheel.index.requiresDist };
}

function unzippedBytes(entries: readonly SplicedEntry[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { origin, bytes } of entries) {
    if (origin === "first-party") continue;
    const name = normalizedName(origin.distribution);
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return sums;
}
