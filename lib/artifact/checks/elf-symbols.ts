import { managedRuntimes, type ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { type SymbolFamily, symbolCeilings, type SymbolVersions, unnumberedVersions } from "../../runtimes/supplied-libraries";
import { type Platform, platformText } from "../resolve/platform";
import { fitsMachine } from "./elf-machine";
import { andOthers, finding, loadable, type Owner } from "./elf-owner";
import type { Finding } from "./finding";

/** A symbol version that the runtime lacks. */
interface Lack {
  readonly path: string;
  readonly library: string;
  readonly version: string;
  readonly family: SymbolFamily;
  /** Of the version, for comparison. */
  readonly steps: readonly number[];
}

const versionName = /^(GLIBC|GLIBCXX|CXXABI|GCC|ZLIB)_(.*)$/;

/**
 * Symbol versions above what the runtime's libraries have. Those that only the newest updates of its operating system have are a warning. Of a
 * library that the owner brings along itself nothing is asked of the runtime's.
 */
export function symbolFindings(owner: Owner, platform: Platform): Finding[] {
  const { always, updated = always } = symbolCeilings(managedRuntimes[platform.runtime].os, platform.machine);
  const beyond = lacks(owner, platform, updated);
  if (beyond.length > 0) return [symbolFinding("error", owner, platform, beyond, always)];
  const uncertain = lacks(owner, platform, always);
  return uncertain.length > 0 ? [symbolFinding("warning", owner, platform, uncertain, always)] : [];
}

function lacks(owner: Owner, platform: Platform, ceiling: SymbolVersions): Lack[] {
  const files = loadable(owner).filter((file) => fitsMachine(file, platform));
  const own = new Set(
    files.flatMap(({ path, soname }) => [path.slice(path.lastIndexOf("/") + 1), ...(soname === undefined ? [] : [soname])]),
  );
  return files.flatMap(({ path, versionNeeds }) =>
    versionNeeds
      .filter(({ library }) => !own.has(library))
      .flatMap(({ library, versions }) =>
        versions.flatMap((version): Lack[] => {
          const [, family, number = ""] = versionName.exec(version) ?? [];
          if (family === undefined || unnumberedVersions(platform.machine).includes(version)) return [];
          const known = family as SymbolFamily; // as the pattern has it
          const steps = stepsOf(number);
          return compare(steps, stepsOf(ceiling[known])) > 0 ? [{ path, library, version, family: known, steps }] : [];
        }),
      ),
  );
}

function symbolFinding(
  level: "error" | "warning",
  owner: Owner,
  platform: Platform,
  lacking: readonly Lack[],
  ceiling: SymbolVersions,
): Finding {
  const worst = worstOf(lacking, lacking[0]?.family ?? "GLIBC");
  const paths = new Set(lacking.map(({ path }) => path));
  const families = [...new Set(lacking.map(({ family }) => family))].filter((family) => family !== worst.family);
  const also = families
    .map((family) => worstOf(lacking, family))
    .map(({ version }) => `${version} (it has ${versionOf(version, ceiling)})`);
  const needs = `${andOthers(worst.path, paths.size)} ${paths.size === 1 ? "needs" : "need"} ${worst.version} of ${worst.library}`;
  const has = `the runtime has ${versionOf(worst.version, ceiling)}`;
  const rest = also.length === 0 ? "" : `; also ${also.join(", ")}`;
  const runtime = runtimeThatHas(platform, lacking);
  const older = owner.isFirstParty
    ? `build it on ${managedRuntimes[platform.runtime].os}`
    : `use an older release of ${owner.subject}`;
  const newer = runtime === undefined ? "" : `, or use the runtime ${runtime} (${managedRuntimes[runtime].os})`;
  const verb = level === "error" ? "does not load" : "may not load";
  const doubt = level === "error" ? "" : `, with the newest updates of ${managedRuntimes[platform.runtime].os} more`;
  const what = `${owner.shown} ${verb} on ${platformText(platform)}: ${needs}, and ${has}${doubt}${rest}`;
  return finding(level, owner, { what, where: worst.path, fix: `${older}${newer}` });
}

function worstOf(lacking: readonly Lack[], family: SymbolFamily): Lack {
  const [first, ...others] = lacking.filter((lack) => lack.family === family);
  if (first === undefined) throw new Error(`nothing lacks ${family}`);
  return others.reduce((worst, lack) => (compare(lack.steps, worst.steps) > 0 ? lack : worst), first);
}

/** The oldest runtime that surely has it all. */
function runtimeThatHas({ machine }: Platform, lacking: readonly Lack[]): ManagedRuntimeName | undefined {
  return (Object.keys(managedRuntimes) as ManagedRuntimeName[]).find((name) => {
    const { always } = symbolCeilings(managedRuntimes[name].os, machine);
    return lacking.every(({ family, steps }) => compare(steps, stepsOf(always[family])) <= 0);
  });
}

/** The runtime's version, named as the one that is needed. */
function versionOf(version: string, ceiling: SymbolVersions): string {
  const family = version.slice(0, version.indexOf("_")) as SymbolFamily;
  return `${family}_${ceiling[family]}`;
}

/** What is no number (`GLIBC_ABI_DT_RELR` came with 2.36) is later than any: the libraries have only those that are listed. */
function stepsOf(version: string): number[] {
  return /^[\d.]+$/.test(version) ? version.split(".").map(Number) : [Number.POSITIVE_INFINITY];
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [a, b] = [left[index] ?? 0, right[index] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}
