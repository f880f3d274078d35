import { type Complaint, throwIfAny } from "../../errors/user-error";
import { holds } from "../requirements/marker";
import type { LockedPackage, Pylock } from "../requirements/pylock";
import type { Listed } from "../requirements/requirements-file";
import { fulfils, specifierText } from "../requirements/specifier";
import { whereOf } from "./asks";
import { markerEnvironment, type Platform, platformText } from "./platform";
import { relock } from "./relock";

/**
 * Checks that a pylock.toml still fits the manifest beside it: all that is asked for is locked, to a version that will do. A lock that this
 * project wrote also remembers what it was written for, and no longer fits where a requirement was removed or the runtime changed.
 *
 * @param manifestKey what the manifest asks for now, as `lockKey` has it
 * @param file how to name the lock
 * @throws UserError with everything that does not fit
 */
export function checkLockFits(
  lock: Pylock,
  requirements: readonly Listed[],
  platform: Platform,
  manifestKey: string,
  file: string,
): void {
  const environment = markerEnvironment(platform);
  const active = ({ marker }: { readonly marker: Listed["requirement"]["marker"] }): boolean =>
    marker === undefined || holds(marker, environment);
  const needed = requirements.filter(({ requirement }) => requirement.name !== undefined && active(requirement));
  const { runtime, architecture, requirements: lockedFor } = lock.own;
  const fix = relock(platform, file);
  const complaints: Complaint[] = [];
  if (typeof runtime === "string" && (runtime !== platform.runtime || architecture !== platform.architecture)) {
    const what = `the lock was written for ${runtime} on ${String(architecture)}, not for ${platformText(platform)}`;
    complaints.push({ what, where: file, fix });
  }
  for (const listed of needed) {
    const { name = "", specifier } = listed.requirement;
    const entry = lock.packages.find((each) => each.name === name && active(each));
    if (entry === undefined)
      complaints.push({ what: `the lock does not have ${name}, which was added since`, where: whereOf(listed), fix });
    else if (!hasFittingVersion(entry, listed)) {
      const what = `the lock has ${name} ${entry.version ?? ""}, but ${specifierText(specifier)} is asked for`;
      complaints.push({ what, where: whereOf(listed), fix });
    }
  }
  if (complaints.length === 0 && typeof lockedFor === "string" && lockedFor !== manifestKey) {
    complaints.push({ what: "the lock was written for other requirements than there are now", where: file, fix });
  }
  throwIfAny(complaints);
}

function hasFittingVersion({ version }: LockedPackage, { requirement }: Listed): boolean {
  return version === undefined || fulfils(version, requirement.specifier);
}
