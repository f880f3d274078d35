import { type MadeElf, makeElf } from "../../artifact/elf/make-elf";
import type { BadInput } from "./bad-input";
import type { Project } from "./project";
import { locking } from "./wheels";

const aarch64 = 183;
const index = { "report/index.py": "def handler(event, context): ...\n" };

function needing(library: string, ...versions: string[]): MadeElf {
  return { needed: [library], versionNeeds: [{ library, versions }] };
}

/** Has the project need one distribution, `fast`, whose wheel says that it is for any platform and holds these compiled files. */
function wheelWith(files: Readonly<Record<string, MadeElf>>): Pick<BadInput, "files" | "prepare"> {
  const compiled = Object.entries(files).map(([path, made]) => [path, makeElf(made)] as const);
  return { files: index, prepare: locking({ fast: Object.fromEntries(compiled) }) };
}

/** Has the project ship a compiled file of its own, and need nothing. */
function ownFile(path: string, made: MadeElf): Pick<BadInput, "files" | "prepare"> {
  const prepare = (project: Project): void => {
    project.write({ [`report/${path}`]: makeElf(made) });
  };
  return { files: { ...index, "report/requirements.txt": null }, prepare };
}

/** Compiled files that the managed runtime does not load, whatever their wheel's name promises. */
export const badCompiled: readonly BadInput[] = [
  {
    name: "a wheel with a file for arm64 on x86_64",
    ...wheelWith({ "fast/_speedups.abi3.so": { machine: aarch64 } }),
    says: {
      what: "fast 1.0 does not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.abi3.so is for 64-bit aarch64",
      where: "fast/_speedups.abi3.so",
      fix: "use a wheel for x86_64, or set the function's architecture to arm64",
    },
  },
  {
    name: "a layer's wheel with a file for x86_64 on arm64",
    ...wheelWith({ "fast/_speedups.abi3.so": {}, "fast/_other.so": {} }),
    packaging: "Packaging.layer()",
    props: 'architecture: "arm64"',
    says: {
      what: "fast 1.0 does not load on python3.11 on arm64 (glibc 2.26): fast/_speedups.abi3.so and one other file are for 64-bit x86_64",
      where: "python/fast/_speedups.abi3.so",
      fix: "use a wheel for aarch64, or set the function's architecture to x86_64",
    },
  },
  {
    name: "a file that needs a newer glibc than the runtime has",
    ...wheelWith({ "fast/_speedups.abi3.so": needing("libc.so.6", "GLIBC_2.17", "GLIBC_2.34") }),
    says: {
      what: "fast 1.0 does not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.abi3.so needs GLIBC_2.34 of libc.so.6, and the runtime has GLIBC_2.26",
      where: "fast/_speedups.abi3.so",
      fix: "use an older release of fast, or use the runtime python3.12 (Amazon Linux 2023)",
    },
  },
  {
    name: "a file that needs a newer libstdc++ than the runtime has",
    ...wheelWith({ "fast/_speedups.abi3.so": needing("libstdc++.so.6", "GLIBCXX_3.4.29", "CXXABI_1.3.13") }),
    says: {
      what: "fast 1.0 does not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.abi3.so needs GLIBCXX_3.4.29 of libstdc++.so.6, and the runtime has GLIBCXX_3.4.24; also CXXABI_1.3.13 (it has CXXABI_1.3.11)",
      where: "fast/_speedups.abi3.so",
      fix: "use an older release of fast, or use the runtime python3.12 (Amazon Linux 2023)",
    },
  },
  {
    name: "a file that needs a newer glibc than any runtime has",
    ...wheelWith({ "fast/_speedups.abi3.so": needing("libc.so.6", "GLIBC_2.38") }),
    props: "runtime: PythonRuntime.PYTHON_3_13",
    says: {
      what: "fast 1.0 does not load on python3.13 on x86_64 (glibc 2.34): fast/_speedups.abi3.so needs GLIBC_2.38 of libc.so.6, and the runtime has GLIBC_2.34",
      where: "fast/_speedups.abi3.so",
      fix: "use an older release of fast",
    },
  },
  {
    name: "a module compiled for another CPython",
    ...wheelWith({ "fast/_speedups.cpython-312-x86_64-linux-gnu.so": {} }),
    says: {
      what: "fast 1.0 cannot be imported on python3.11 on x86_64 (glibc 2.26): fast/_speedups.cpython-312-x86_64-linux-gnu.so is for CPython 3.12 on x86_64",
      where: "fast/_speedups.cpython-312-x86_64-linux-gnu.so",
      fix: "use a wheel for Python 3.11 on Linux with glibc, x86_64, or use the runtime python3.12",
    },
  },
  {
    name: "a file that is linked with another Python's library",
    ...wheelWith({ "fast/_speedups.abi3.so": { needed: ["libpython3.12.so.1.0"] } }),
    says: {
      what: "fast 1.0 does not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.abi3.so needs libpython3.12.so.1.0, of another Python",
      where: "fast/_speedups.abi3.so",
      fix: "use a build for Python 3.11",
    },
  },
  {
    name: "a file made for musl",
    ...wheelWith({ "fast/_speedups.cpython-311-x86_64-linux-musl.so": { needed: ["libc.musl-x86_64.so.1"] } }),
    says: {
      what: "fast 1.0 does not load on python3.11 on x86_64 (glibc 2.26): fast/_speedups.cpython-311-x86_64-linux-musl.so is made for musl, and the runtime has glibc",
      where: "fast/_speedups.cpython-311-x86_64-linux-musl.so",
      fix: "use its manylinux wheel instead of the musllinux one",
    },
  },
  {
    name: "a file of one's own for another processor",
    ...ownFile("native/rates.so", { machine: aarch64 }),
    packaging: "Packaging.runtime()",
    says: {
      what: "native/ does not load on python3.11 on x86_64 (glibc 2.26): native/rates.so is for 64-bit aarch64",
      where: "report/native/rates.so",
      fix: "build it for x86_64, or set the function's architecture to arm64",
    },
  },
  {
    name: "a module of one's own that was compiled on macOS, where it has the same name",
    files: { ...index, "report/requirements.txt": null, "report/rates.abi3.so": "\u00cf\u00fa\u00ed\u00fe" },
    says: {
      what: "rates.abi3.so cannot be imported on python3.11 on x86_64 (glibc 2.26): rates.abi3.so is no ELF file, as Linux has them",
      where: "report/rates.abi3.so",
      fix: "build it for Linux with glibc, x86_64",
    },
  },
  {
    name: "a program of one's own that needs a newer glibc",
    ...ownFile("bin/convert", { type: 2, ...needing("libc.so.6", "GLIBC_2.34") }),
    says: {
      what: "bin/ does not load on python3.11 on x86_64 (glibc 2.26): bin/convert needs GLIBC_2.34 of libc.so.6, and the runtime has GLIBC_2.26",
      where: "report/bin/convert",
      fix: "build it on Amazon Linux 2, or use the runtime python3.12 (Amazon Linux 2023)",
    },
  },
];
