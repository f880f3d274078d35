import { UserError, throwIfAny } from "../../errors/user-error";
import { entryKey, readEntry, writeEntry } from "../cache/entries";
import { hasWheel } from "../cache/wheels";
import { withoutCredentials } from "../requirements/credentials";
import type { LockedWheel, Pylock } from "../requirements/pylock";
import { parsePylock } from "../requirements/pylock";
import type { IndexSettings, Listed } from "../requirements/requirements-file";
import { specifierText } from "../requirements/specifier";
import { normalizedName } from "../wheel/filename";
import { type Ask, whereOf } from "./asks";
import { absoluteLocation } from "./location";
import { pickPackages } from "./pick-packages";
import { uvPlatform } from "./platform";
import type { ResolveContext } from "./resolve-context";
import { anyPython, runUv, type UvOutcome } from "./run-uv";
import { uvFailure } from "./uv-failure";
import { findLinksKey, type UvSettings } from "./uv-settings";
import { bestWheel } from "./wheel-tags";

/** What uv is to resolve. */
export interface Compilation {
  readonly asks: readonly Ask[];
  readonly constraints: readonly Listed[];
  /** Absolute paths. */
  readonly constraintFiles: readonly string[];
  readonly indexes: IndexSettings;
  readonly settings: UvSettings;
  /** Where uv looks for its configuration. */
  readonly folder: string;
  /** How to name the manifest. */
  readonly manifest: string;
  /** The hashes a distribution's wheel must have one of, by normalised name. */
  readonly hashes: ReadonlyMap<string, readonly string[]>;
}

/** A distribution and its wheel. */
export interface Compiled {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string;
  readonly size: number | undefined;
  /** URL without credentials, or absolute path. */
  readonly location: string;
  /** Whether the URL had a query, which is not kept: it may be a signature that is worth a password. */
  readonly signed: boolean;
}

/** Part of the key: another number for whatever changes what an entry says. */
const format = 1;

/**
 * Resolves with uv: wheels alone, for the platform, whatever this machine is. The same question is asked once: its answer is valid until a
 * refresh, so that a build changes when its requirements do and not when the index does.
 *
 * @returns the distributions, and of those that were just resolved the full URLs by sha256
 * @throws UserError in terms of the manifest
 */
export function compile(compilation: Compilation, context: ResolveContext): { compiled: Compiled[]; urls: Map<string, string> } {
  const key = compilationKey(compilation, context);
  const known = context.refresh ? undefined : (readEntry(context.cache, "resolutions", key) as Compiled[] | undefined);
  const isUsable = known?.every((each) => !each.signed || hasWheel(context.cache, each)) === true;
  if (known !== undefined && isUsable) return { compiled: known, urls: new Map() };

  context.say(`resolving ${compilation.manifest} for ${context.platform.runtime} on ${context.platform.architecture}`);
  const lock = ask(compilation, context);
  checkHashes(lock, compilation, context);
  const allowed = (wheel: LockedWheel, name: string): boolean => compilation.hashes.get(name)?.includes(wheel.sha256) ?? true;
  const urls = new Map<string, string>();
  const compiled = pickPackages(lock, context.platform, compilation.manifest, allowed).map((picked): Compiled => {
    if (!("wheel" in picked)) throw new Error(`uv answered with a folder for ${picked.name}`); // folders were built before
    const { filename, sha256, size, location } = picked.wheel;
    const full = absoluteLocation(location, compilation.folder) ?? location;
    urls.set(sha256, full);
    const kept = withoutCredentials(full);
    return {
      name: picked.name,
      version: picked.version,
      filename,
      sha256,
      size,
      location: kept,
      signed: /^https?:[^#]*\?/i.test(full),
    };
  });
  writeEntry(context.cache, "resolutions", key, compiled);
  return { compiled, urls };
}

function ask(compilation: Compilation, context: ResolveContext): Pylock {
  const { indexes, asks, manifest } = compilation;
  const lines = [
    ...(indexes.indexUrl === undefined ? [] : [`--index-url ${indexes.indexUrl}`]),
    ...indexes.extraIndexUrls.map((url) => `--extra-index-url ${url}`),
    ...indexes.findLinks.map((links) => `--find-links ${links}`),
    ...asks.map(({ line }) => line),
  ];
  const { status, stdout, stderr } = runCompile(lines, compilation, context);
  const place = (name: string): string | undefined =>
    asks
      .filter((each) => each.name === name)
      .map(({ listed }) => whereOf(listed))
      .join(", ") || undefined;
  if (status === 0) {
    const lock = parsePylock(stdout, `what uv answered for ${manifest}`);
    return { ...lock, packages: lock.packages.map((each) => ({ ...each, where: place(each.name) ?? manifest })) };
  }
  const index = lines.slice(0, lines.length - asks.length);
  throw new UserError(
    uvFailure({
      said: context.scrub(stderr),
      platform: context.platform,
      manifest,
      where: place,
      newestFitting: (name) => newestFitting([...index, name], name, compilation, context),
    }),
  );
}

/** Asks uv once more, for the distribution alone and any version of it. */
function newestFitting(
  lines: readonly string[],
  name: string,
  compilation: Compilation,
  context: ResolveContext,
): string | undefined {
  const { status, stdout } = runCompile(lines, { ...compilation, constraintFiles: [] }, context, ["--no-deps"]);
  if (status !== 0) return undefined;
  return parsePylock(stdout, "").packages.find((each) => each.name === normalizedName(name))?.version;
}

function runCompile(
  lines: readonly string[],
  { constraintFiles, indexes, folder }: Compilation,
  { platform, env, offline, refresh, uv }: ResolveContext,
  more: readonly string[] = [],
): UvOutcome {
  const args = [
    ...["pip", "compile", "-", "--quiet", "--no-header", "--format", "pylock.toml", "--only-binary", ":all:"],
    ...["--python-version", platform.fullPython, "--python-platform", uvPlatform(platform)],
    ...anyPython(env),
    ...constraintFiles.flatMap((file) => ["--constraints", file]),
    ...(indexes.noIndex ? ["--no-index"] : []),
    ...(indexes.preReleases ? ["--prerelease", "allow"] : []),
    ...(refresh ? ["--refresh"] : []),
    ...more,
  ];
  return runUv(uv(), { args, cwd: folder, env, input: `${lines.join("\n")}\n`, offline });
}

/** uv drops hashes in silence when it writes a lock, so they are compared here. */
function checkHashes(lock: Pylock, { hashes }: Compilation, { platform }: ResolveContext): void {
  const complaints = lock.packages.flatMap(({ name, version, wheels, where }) => {
    const expected = hashes.get(name);
    if (expected === undefined || wheels.length === 0 || wheels.some(({ sha256 }) => expected.includes(sha256))) return [];
    const offered = bestWheel(wheels, platform);
    return [
      {
        what: `no wheel of ${name} ${version ?? ""} for this runtime has a hash that is asked for: ${offered?.filename ?? "it"} has sha256 ${offered?.sha256 ?? ""}`,
        where,
        fix: "find out which is wrong before you trust either; if the lock is for another platform, add this one's hash: npm run lock",
      },
    ];
  });
  throwIfAny(complaints);
}

function compilationKey({ asks, constraints, indexes, settings, hashes }: Compilation, { platform }: ResolveContext): string {
  return entryKey({
    format,
    runtime: platform.runtime,
    architecture: platform.architecture,
    asks: asks.map(({ key }) => key).sort(),
    constraints: constraints.map(constraintKey).sort(),
    hashes: [...hashes].map(([name, each]) => [name, [...each].sort()]).sort(),
    indexUrl: withoutCredentials(indexes.indexUrl ?? ""),
    extraIndexUrls: indexes.extraIndexUrls.map(withoutCredentials),
    findLinks: indexes.findLinks.map(findLinksKey),
    noIndex: indexes.noIndex,
    preReleases: indexes.preReleases,
    settings: settings.key,
  });
}

function constraintKey({ requirement: { name, extras, specifier, address, markerText } }: Listed): string {
  return JSON.stringify([name, extras, specifierText(specifier), withoutCredentials(address ?? ""), markerText]);
}
