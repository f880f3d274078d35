import { dirname, resolve } from "node:path";
import { parsePylock } from "../requirements/pylock";
import type { Listed } from "../requirements/requirements-file";
import { readWheelFilename } from "../wheel/filename";
import { directOf, heading } from "./heading";
import { absoluteLocation } from "./location";
import { localWheel } from "./local-wheel";
import { pickPackages } from "./pick-packages";
import type { ResolvedDistribution, Resolved } from "./resolution";
import type { ResolveContext } from "./resolve-context";

/** A lock that was found to fit. */
export interface FittingLock {
  /** As a pylock.toml. */
  readonly text: string;
  /** Absolute, of the folder that its paths start in. */
  readonly folder: string;
  /** How to name it. */
  readonly file: string;
  /** The line, from 1, where the lock has a distribution, where `text` is not the lock itself but an export of it. */
  readonly lineOf?: (name: string) => number;
  /** Absolute paths of the manifest and the lock. */
  readonly sources: readonly string[];
  /** What the manifest asks for. */
  readonly requirements: readonly Listed[];
}

/**
 * Picks from a lock what the platform needs. Folders it names are built.
 *
 * @throws UserError with everything that does not fit the platform
 */
export function resolveLocked(
  { text, folder, file, sources, requirements, lineOf }: FittingLock,
  context: ResolveContext,
): Resolved {
  const parsed = parsePylock(text, file);
  const packages = parsed.packages.map((each) =>
    lineOf === undefined ? each : { ...each, where: `${file}:${lineOf(each.name)}` },
  );
  const locations = new Map<string, string>();
  const distributions = pickPackages({ ...parsed, packages }, context.platform, file).map((picked): ResolvedDistribution => {
    if ("directory" in picked) {
      const { filename, sha256, size } = localWheel(resolve(folder, picked.directory), picked.where, context);
      const version = readWheelFilename(filename)?.version ?? "";
      return { name: picked.name, version, wheel: { filename, sha256, size, origin: "built" } };
    }
    const { filename, sha256, size, location } = picked.wheel;
    const isUrl = /^https?:/i.test(location);
    locations.set(sha256, absoluteLocation(location, folder) ?? location);
    return { name: picked.name, version: picked.version, wheel: { filename, sha256, size, origin: isUrl ? "index" : "file" } };
  });
  const direct = requirements.flatMap((listed) =>
    listed.requirement.name === undefined ? [] : [directOf(listed, listed.requirement.name, dirname(sources[0] ?? folder))],
  );
  return {
    resolution: { ...heading(context, sources, true), distributions, direct },
    locations,
    indexUrls: [],
    folders: new Map(),
    folder: dirname(sources[0] ?? folder),
  };
}
