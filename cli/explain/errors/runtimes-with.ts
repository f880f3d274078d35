import { managedRuntimes, type ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { suppliedLibraries, symbolCeilings, type SymbolVersions } from "../../../lib/runtimes/supplied-libraries";

const names = Object.keys(managedRuntimes) as ManagedRuntimeName[];

/** The runtimes whose libraries surely have a symbol version: `GLIBC_2.28`. Those of x86_64, as of arm64. */
export function runtimesWithSymbol(version: string): ManagedRuntimeName[] {
  const [, family = "", number = ""] = /^([A-Z]+)_([\d.]+)$/.exec(version) ?? [];
  return names.filter((name) => {
    const { always } = symbolCeilings(managedRuntimes[name].os, "x86_64");
    const has = Object.hasOwn(always, family) ? always[family as keyof SymbolVersions] : undefined;
    return has !== undefined && has.localeCompare(number, "en", { numeric: true }) >= 0;
  });
}

/** The runtimes that supply a shared library, by its file name. */
export function runtimesWithLibrary(library: string): ManagedRuntimeName[] {
  return names.filter((name) => suppliedLibraries(managedRuntimes[name].os, "x86_64").has(library));
}

/** `python3.12, python3.13 and python3.14 (Amazon Linux 2023, glibc 2.34)` */
export function listed(runtimes: readonly ManagedRuntimeName[]): string {
  const systems = new Set(runtimes.map((name) => `${managedRuntimes[name].os}, glibc ${managedRuntimes[name].glibc}`));
  const last = runtimes.at(-1) ?? "";
  const list = runtimes.length > 1 ? `${runtimes.slice(0, -1).join(", ")} and ${last}` : last;
  return `${list} (${[...systems].join("; ")})`;
}
