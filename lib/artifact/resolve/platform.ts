import { managedRuntimes, type ManagedRuntimeName, pythonVersion } from "../../runtimes/managed-runtimes";
import type { MarkerEnvironment } from "../requirements/marker";

/** A processor AWS runs functions on, as Terraform spells it. */
export type Architecture = "x86_64" | "arm64";

/** Where a function runs: all that decides which wheels load there. */
export interface Platform {
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** `3.11` */
  readonly python: string;
  /**
   * The version that conditions on Python are held against: AWS keeps a runtime at its newest patch, whose number it does not publish, so
   * it counts as later than any. `3.9` alone would mean 3.9.0 to uv, for which it picks a cryptography that is years old.
   */
  readonly fullPython: string;
  /** The minor version of the runtime's glibc 2. */
  readonly glibcMinor: number;
  /** The processor as wheels and Python spell it. */
  readonly machine: "x86_64" | "aarch64";
}

/** The minor versions of glibc 2 for which uv has a `--python-platform`, seen in uv 0.13.9. */
const knownToUv = [17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40];

/** Where a function of this runtime and architecture runs. */
export function platformOf(runtime: ManagedRuntimeName, architecture: Architecture): Platform {
  const python = pythonVersion(runtime);
  const glibcMinor = Number(managedRuntimes[runtime].glibc.split(".")[1]);
  const machine = architecture === "arm64" ? "aarch64" : "x86_64";
  return { runtime, architecture, python, fullPython: `${python}.99`, glibcMinor, machine };
}

/** uv's name of the newest platform whose wheels all load there: `x86_64-manylinux2014` for glibc 2.26. */
export function uvPlatform({ machine, glibcMinor }: Platform): string {
  const newest = Math.max(...knownToUv.filter((minor) => minor <= glibcMinor));
  return newest === 17 ? `${machine}-manylinux2014` : `${machine}-manylinux_2_${newest}`;
}

/** What markers see there. The kernel's version is nobody's business and empty. */
export function markerEnvironment({ python, fullPython, machine }: Platform): MarkerEnvironment {
  return {
    python_version: python,
    python_full_version: fullPython,
    os_name: "posix",
    sys_platform: "linux",
    platform_system: "Linux",
    platform_release: "",
    platform_version: "",
    platform_machine: machine,
    platform_python_implementation: "CPython",
    implementation_name: "cpython",
    implementation_version: fullPython,
  };
}

/** How to name a platform in a sentence. */
export function platformText({ runtime, architecture, glibcMinor }: Platform): string {
  return `${runtime} on ${architecture} (glibc 2.${glibcMinor})`;
}
