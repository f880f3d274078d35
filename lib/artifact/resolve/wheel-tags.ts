import { readWheelFilename } from "../wheel/filename";
import type { Platform } from "./platform";

/** glibc's minor versions of the old names of manylinux: https://peps.python.org/pep-0600/ */
const legacyNames: Readonly<Record<number, string>> = { 17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1" };

/**
 * The tags of wheels that load on the platform, best first, as pip orders them. Plain `linux_x86_64` is not among them: it says nothing
 * of the glibc it needs.
 */
function wheelTags({ python, glibcMinor, machine }: Platform): string[] {
  const platforms = manylinux(glibcMinor, machine);
  const minor = Number(python.split(".")[1]);
  const older = Array.from({ length: minor }, (_, index) => minor - 1 - index);
  const own = `cp3${minor}`;
  const pure = [`py3${minor}`, "py3", ...older.map((each) => `py3${each}`)];
  const forPlatforms = (prefix: string): string[] => platforms.map((platform) => `${prefix}-${platform}`);
  return [
    ...[`${own}-${own}`, `${own}-abi3`, `${own}-none`].flatMap(forPlatforms),
    ...older.filter((each) => each >= 2).flatMap((each) => forPlatforms(`cp3${each}-abi3`)),
    ...pure.flatMap((each) => forPlatforms(`${each}-none`)),
    `${own}-none-any`,
    ...pure.map((each) => `${each}-none-any`),
  ];
}

/** The wheel of these that fits the platform best; undefined where none does. Of equal ones the highest build number counts. */
export function bestWheel<T extends { readonly filename: string }>(wheels: readonly T[], platform: Platform): T | undefined {
  const ranks = ranksOn(platform);
  const fitting = wheels.flatMap((wheel) => {
    const parsed = readWheelFilename(wheel.filename);
    if (parsed === undefined) return [];
    const tags = parsed.pythons.flatMap((python) =>
      parsed.abis.flatMap((abi) => parsed.platforms.map((each) => `${python}-${abi}-${each}`)),
    );
    const rank = Math.min(...tags.map((tag) => ranks.get(tag) ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(rank) ? [{ wheel, rank, build: parsed.build?.number ?? 0 }] : [];
  });
  return fitting.sort((a, b) => a.rank - b.rank || b.build - a.build || (a.wheel.filename < b.wheel.filename ? -1 : 1))[0]?.wheel;
}

const known = new Map<string, ReadonlyMap<string, number>>();

/** Made once a platform: a lock asks for every wheel of a hundred distributions. */
function ranksOn(platform: Platform): ReadonlyMap<string, number> {
  const key = `${platform.runtime} ${platform.architecture}`;
  const ranks = known.get(key) ?? new Map(wheelTags(platform).map((tag, index) => [tag, index]));
  known.set(key, ranks);
  return ranks;
}

function manylinux(glibcMinor: number, machine: Platform["machine"]): string[] {
  const oldest = machine === "x86_64" ? 5 : 17; // manylinux for other processors began with 2014
  return Array.from({ length: glibcMinor - oldest + 1 }, (_, index) => glibcMinor - index).flatMap((minor) => {
    const legacy = legacyNames[minor];
    return [`manylinux_2_${minor}_${machine}`, ...(legacy === undefined ? [] : [`${legacy}_${machine}`])];
  });
}
