import type { ManagedRuntime } from "./managed-runtimes";

type OperatingSystem = ManagedRuntime["os"];
type Machine = "x86_64" | "aarch64";

/** The versioned families of symbols that a runtime's own libraries have. */
export type SymbolFamily = "GLIBC" | "GLIBCXX" | "CXXABI" | "GCC" | "ZLIB";

/** The newest version of each family. */
export type SymbolVersions = Readonly<Record<SymbolFamily, string>>;

/** What an operating system's libraries have. */
export interface SymbolCeilings {
  /** With the first release of the operating system, and so everywhere. */
  readonly always: SymbolVersions;
  /**
   * With its newest updates, of which it is not known whether the managed runtimes have them.
   *
   * @default there are no newer ones
   */
  readonly updated?: SymbolVersions;
}

const amazonLinux2: SymbolVersions = { GLIBC: "2.26", GLIBCXX: "3.4.24", CXXABI: "1.3.11", GCC: "7.0.0", ZLIB: "1.2.5.2" };
const amazonLinux2023: SymbolVersions = { GLIBC: "2.34", GLIBCXX: "3.4.29", CXXABI: "1.3.13", GCC: "7.0.0", ZLIB: "1.2.9" };

/**
 * The newest symbol versions of each operating system's glibc, libstdc++, libgcc and zlib, as read from its own libraries by
 * https://github.com/mayeut/pep600_compliance (`cache/<machine>/amazonlinux-2.json` and `amazonlinux-2023.json`), seen in November 2026.
 * https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html agrees: glibc 2.26 and GCC 7.3, glibc 2.34 and GCC 11.
 *
 * In April 2025 Amazon Linux 2023 took the libraries of GCC 14, and functions built against them failed in Lambda, where GLIBCXX_3.4.30 was not
 * found: https://github.com/amazonlinux/container-images/issues/132.
 */
const ceilings: Readonly<Record<OperatingSystem, Readonly<Record<Machine, SymbolCeilings>>>> = {
  "Amazon Linux 2": { x86_64: { always: amazonLinux2 }, aarch64: { always: amazonLinux2 } },
  "Amazon Linux 2023": {
    x86_64: { always: amazonLinux2023, updated: withGcc14(amazonLinux2023) },
    aarch64: { always: { ...amazonLinux2023, GCC: "11.0" }, updated: withGcc14(amazonLinux2023) },
  },
};

/** Names of versions that are no numbers, and that the libraries have all the same. */
const unnumbered: Readonly<Record<Machine, readonly string[]>> = {
  x86_64: ["GLIBC_PRIVATE", "CXXABI_FLOAT128", "CXXABI_TM_1"],
  aarch64: ["GLIBC_PRIVATE", "CXXABI_TM_1"],
};

/**
 * Libraries that every Linux of manylinux has (https://peps.python.org/pep-0599/, and the policies of
 * https://github.com/pypa/auditwheel 6.8.2, seen in November 2026), less two kinds that a container without a screen is not promised to have:
 * the graphical ones and GLib's, and libatomic, a package of its own.
 */
const everywhere = [
  ...["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libutil.so.1", "libresolv.so.2", "libanl.so.1"],
  ...["libnsl.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1", "libexpat.so.1"],
] as const;

/**
 * Those of manylinux's libraries that belong to a screen, and GLib's: a managed runtime has none of them, as everybody finds out who imports
 * https://pypi.org/project/opencv-python/ there instead of its headless sister.
 */
export const graphicalLibraries: ReadonlySet<string> = new Set([
  ...["libGL.so.1", "libX11.so.6", "libXext.so.6", "libXrender.so.1", "libICE.so.6", "libSM.so.6"],
  ...["libglib-2.0.so.0", "libgobject-2.0.so.0", "libgthread-2.0.so.0"],
]);

/** The loader, and what only one processor's glibc has. */
const onMachine: Readonly<Record<Machine, readonly string[]>> = {
  x86_64: ["ld-linux-x86-64.so.2", "libmvec.so.1"],
  aarch64: ["ld-linux-aarch64.so.1"],
};

/** Amazon Linux 2 still has the first libcrypt, Amazon Linux 2023 only the second (same source as the symbol versions). */
const onSystem: Readonly<Record<OperatingSystem, readonly string[]>> = {
  "Amazon Linux 2": ["libcrypt.so.1"],
  "Amazon Linux 2023": ["libcrypt.so.2"],
};

/** Names of the shared libraries that a managed runtime supplies. */
export function suppliedLibraries(os: OperatingSystem, machine: Machine): ReadonlySet<string> {
  return new Set([...everywhere, ...onMachine[machine], ...onSystem[os]]);
}

/** The newest symbol versions that a managed runtime's libraries have. */
export function symbolCeilings(os: OperatingSystem, machine: Machine): SymbolCeilings {
  return ceilings[os][machine];
}

/** Versions such as `GLIBC_PRIVATE`, which are no numbers. */
export function unnumberedVersions(machine: Machine): readonly string[] {
  return unnumbered[machine];
}

function withGcc14(versions: SymbolVersions): SymbolVersions {
  return { ...versions, GLIBCXX: "3.4.33", CXXABI: "1.3.15", GCC: "14.0.0" };
}
