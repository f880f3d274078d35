import { entryKey } from "../cache/entries";
import { cacheFolder } from "../cache/cache-folder";
import { contentHash } from "../content-hash";
import { fetchDependencies } from "../resolve/fetch-dependencies";
import type { Resolution, Resolved } from "../resolve/resolution";
import { resolveDependencies } from "../resolve/resolve";
import type { DependencyRequest } from "../resolve/resolve-context";
import { mentionsOf } from "../splice/first-party";
import type { SelectedSource } from "../stage";
import { keptZip, type KeptZip } from "./kept-zip";
import { type MakeZipProps, makeZip } from "./make-zip";
import type { ShippedDistribution } from "./zip-contents";

/** How dependencies get into a ZIP, as a person chooses it. */
export interface PackagingOptions {
  /** A file, relative to the source folder, that says what the function needs. @default what is found in the folder */
  readonly requirements?: string;
  /** Whether what a running program does not read (stubs, C sources, unused tests) is left out of dependencies. @default true */
  readonly slim?: boolean;
  /**
   * Whether what the managed runtime supplies, in a version of AWS's choosing, is left to it: boto3, botocore and s3transfer together or not at
   * all, and nothing of which a version is asked for. @default false
   */
  readonly omitRuntimePackages?: boolean;
}

/** What to make an artifact of. */
export interface ArtifactRequest extends DependencyRequest, PackagingOptions {
  readonly strategy: "bundle" | "layer";
  /** The first-party files. */
  readonly selected: SelectedSource;
}

/** The ZIPs of a function. */
export interface Artifact {
  /** The function's own. */
  readonly code: KeptZip;
  /** Of its dependencies, below `python/`; undefined where they are in `code`, or there are none. */
  readonly layer: KeptZip | undefined;
  /** What was resolved; undefined where nothing is asked for. */
  readonly resolution: Resolution | undefined;
}

/**
 * Makes the ZIPs of a function, or finds them in the cache: where neither code nor dependencies changed nothing is read but what says so, and a
 * change of the code alone leaves a layer untouched.
 *
 * @throws UserError with file, line and cure
 */
export function buildArtifact(request: ArtifactRequest): Artifact {
  const { strategy, selected } = request;
  const resolved = resolveDependencies(request);
  const resolution = resolved?.resolution;
  const own: Own = { files: selected.shipped, importers: [], prefix: "" };
  if (strategy === "bundle" || resolved === undefined)
    return { code: build(request, own, resolved), layer: undefined, resolution };
  const code = build(request, own, undefined);
  const layer = build(request, { files: [], importers: selected.shipped, prefix: "python/" }, resolved);
  if (layer.contents.files.length > 0) return { code, layer, resolution };
  const { omitted } = layer.contents;
  return { code: { ...code, contents: { ...code.contents, omitted } }, layer: undefined, resolution };
}

type Own = Pick<MakeZipProps, "files" | "importers" | "prefix">;

function build(request: ArtifactRequest, own: Own, resolved: Resolved | undefined): KeptZip {
  const { slim = true, omitRuntimePackages = false, runtime, architecture, env } = request;
  const cache = cacheFolder(env);
  const resolution = resolved?.resolution;
  const direct = resolution?.direct ?? [];
  const key = entryKey({
    files: contentHash(own.files),
    mentions: [...mentionsOf(own.importers)].sort(),
    prefix: own.prefix,
    wheels: resolution?.distributions.map(({ name, wheel: { filename, sha256, origin } }) => [name, filename, sha256, origin]),
    platform: resolution === undefined ? undefined : [runtime, architecture],
    slim,
    omit: omitRuntimePackages ? direct.map(({ name, specifier, file }) => [name, specifier, file]) : undefined,
  });
  const kept = keptZip(cache, key, (output) => {
    const distributions = resolved === undefined ? [] : fetchDependencies(resolved, request);
    return makeZip({ ...own, distributions, direct, slim, omitRuntimePackages, runtime, architecture, cache, output });
  });
  // Outside the cache: a line may move in its file without anything else changing.
  const named = ({ name }: ShippedDistribution): string[] =>
    direct.filter((each) => each.name === name).map(({ file, line }) => `${file}:${line}`);
  const distributions = kept.contents.distributions.map((each) => ({
    ...each,
    requiredBy: [...named(each), ...each.requiredBy],
  }));
  return { ...kept, contents: { ...kept.contents, distributions } };
}
