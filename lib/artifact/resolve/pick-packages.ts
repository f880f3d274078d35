import { type Complaint, throwIfAny } from "../../errors/user-error";
import { holds } from "../requirements/marker";
import type { LockedPackage, LockedWheel, Pylock } from "../requirements/pylock";
import { fulfils, specifierText } from "../requirements/specifier";
import { readWheelFilename } from "../wheel/filename";
import { markerEnvironment, type Platform, platformText } from "./platform";
import { relock } from "./relock";
import { bestWheel } from "./wheel-tags";

/** A package of a lock and the wheel of it that fits best, or the folder to build it from. */
export type Picked =
  | { readonly name: string; readonly version: string; readonly wheel: LockedWheel; readonly where: string }
  | { readonly name: string; readonly directory: string; readonly where: string };

/**
 * Picks from a lock what the platform needs.
 *
 * @param file how to name the lock
 * @param allowed whether a wheel may be used at all
 * @throws UserError with every package that does not fit
 */
export function pickPackages(
  lock: Pylock,
  platform: Platform,
  file: string,
  allowed: (wheel: LockedWheel, name: string) => boolean = () => true,
): Picked[] {
  const environment = markerEnvironment(platform);
  const complaints: Complaint[] = [];
  const isUvLock = /uv\.lock$/.test(file); // which is for every platform: to write it anew alone changes nothing
  const anew = isUvLock ? "lock anew: uv lock" : relock(platform, file);
  if (!fulfils(platform.fullPython, lock.requiresPython)) {
    const what = `the lock is for Python ${specifierText(lock.requiresPython)}, not for ${platform.runtime}`;
    complaints.push({ what, where: file, fix: `${anew}, or choose another runtime` });
  }
  if (lock.environments.length > 0 && !lock.environments.some((marker) => holds(marker, environment))) {
    complaints.push({ what: `the lock is for other environments than ${platformText(platform)}`, where: file, fix: anew });
  }
  const needed = lock.packages.filter(({ marker }) => marker === undefined || holds(marker, environment));
  const picked = needed.flatMap((entry) => {
    const one = pick(entry, platform, allowed, isUvLock ? undefined : anew);
    if (!("what" in one)) return [one];
    complaints.push(one);
    return [];
  });
  for (const twice of needed.filter(({ name }, index) => needed.findIndex((other) => other.name === name) !== index)) {
    complaints.push({ what: `the lock has ${twice.name} twice for this runtime`, where: twice.where, fix: anew });
  }
  throwIfAny(complaints);
  return picked;
}

function pick(
  entry: LockedPackage,
  platform: Platform,
  allowed: (wheel: LockedWheel, name: string) => boolean,
  anew: string | undefined,
): Picked | Complaint {
  const { name, version, wheels, directory, otherwise, where } = entry;
  if (directory !== undefined) return { name, directory, where };
  if (!fulfils(platform.fullPython, entry.requiresPython)) {
    const what = `${name} in the lock needs Python ${specifierText(entry.requiresPython)}`;
    return { what, where, fix: `choose another runtime than ${platform.runtime}, or lock another version` };
  }
  const wheel = bestWheel(
    wheels.filter((each) => allowed(each, name)),
    platform,
  );
  if (wheel !== undefined) {
    return { name, version: version ?? readWheelFilename(wheel.filename)?.version ?? "", wheel, where };
  }
  const shown = version === undefined ? name : `${name} ${version}`;
  if (otherwise !== undefined && wheels.length === 0) {
    const what = `${shown} is locked to ${otherwise}, and only wheels are packed`;
    return {
      what,
      where,
      fix: `lock a version that has a wheel, or build one (pip wheel ${name}) and name its folder with --find-links`,
    };
  }
  return {
    what: `${shown} has no wheel in the lock that loads on ${platformText(platform)}`,
    where,
    fix:
      anew ?? `ask for an older ${name} (constraint-dependencies under [tool.uv]), then run uv lock, or choose another runtime`,
  };
}
