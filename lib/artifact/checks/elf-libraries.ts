import { managedRuntimes } from "../../runtimes/managed-runtimes";
import { suppliedLibraries } from "../../runtimes/supplied-libraries";
import type { ElfFacts } from "../elf/elf-facts";
import { type Platform, platformText } from "../resolve/platform";
import { fitsMachine } from "./elf-machine";
import { andOthers, finding, loadable, type Owner } from "./elf-owner";
import type { Finding } from "./finding";

const libpython = /^libpython(3\.\d+)[a-z]*\.so/;

/**
 * Libraries that nobody supplies. Present anywhere in the artifact, by file name or soname, is enough: run paths are not followed, because
 * packages also load their libraries by path before they import what needs them, and an audit that knows less than the package must not refuse it.
 *
 * @param all what every ELF file of the artifact says
 */
export function libraryFindings(owner: Owner, platform: Platform, all: readonly ElfFacts[]): Finding[] {
  const missing = missingLibraries(owner, platform, all);
  const onMusl = missing.filter(({ library }) => isMusl(library));
  const ofOtherPython = missing.filter(({ library }) => (libpython.exec(library)?.[1] ?? platform.python) !== platform.python);
  const unknown = missing.filter((miss) => !onMusl.includes(miss) && !ofOtherPython.includes(miss));
  return [
    ...summary(onMusl, (path, count) => {
      const what = `${owner.shown} does not load on ${platformText(platform)}: ${andOthers(path, count)} ${count === 1 ? "is" : "are"} made for musl, and the runtime has glibc`;
      const fix = owner.isFirstParty ? "build it for glibc" : "use its manylinux wheel instead of the musllinux one";
      return finding("error", owner, { what, where: path, fix });
    }),
    ...summary(ofOtherPython, (path, count, libraries) => {
      const what = `${owner.shown} does not load on ${platformText(platform)}: ${andOthers(path, count)} ${verb(count)} ${libraries}, of another Python`;
      return finding("error", owner, { what, where: path, fix: `use a build for Python ${platform.python}` });
    }),
    ...summary(unknown, (path, count, libraries) => {
      const what = `${owner.shown} may not load on ${platformText(platform)}: ${andOthers(path, count)} ${verb(count)} ${libraries}, which the artifact does not have, nor, as far as is known, the runtime`;
      const own = owner.isFirstParty
        ? "put it beside the file that needs it, with the run path $ORIGIN"
        : "use a wheel that brings it along";
      return finding("warning", owner, { what, where: path, fix: `${own}; it is no harm where nothing loads the file` });
    }),
  ];
}

/** A library that a file needs and that neither the artifact nor the runtime is known to have. */
export interface Miss {
  /** Of the file, in the artifact. */
  readonly path: string;
  /** By its file name. */
  readonly library: string;
}

/**
 * The libraries that an owner's files need and nobody is known to supply.
 *
 * @param all what every ELF file of the artifact says
 */
export function missingLibraries(owner: Owner, platform: Platform, all: readonly ElfFacts[]): Miss[] {
  const supplied = suppliedLibraries(managedRuntimes[platform.runtime].os, platform.machine);
  const inArtifact = new Set(
    all.flatMap((facts) => [fileName(facts.path), ...("malformed" in facts || facts.soname === undefined ? [] : [facts.soname])]),
  );
  return loadable(owner)
    .filter((file) => fitsMachine(file, platform))
    .flatMap(({ path, needed }) => needed.map((library) => ({ path, library: fileName(library) })))
    .filter(({ library }) => !supplied.has(library) && !inArtifact.has(library));
}

function summary(misses: readonly Miss[], make: (path: string, count: number, libraries: string) => Finding): Finding[] {
  const [first] = misses;
  if (first === undefined) return [];
  const libraries = [...new Set(misses.map(({ library }) => library))].sort();
  return [make(first.path, new Set(misses.map(({ path }) => path)).size, libraries.join(", "))];
}

function verb(count: number): string {
  return count === 1 ? "needs" : "need";
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether a library is musl's, which no managed runtime has. */
export function isMusl(library: string): boolean {
  return /^(?:libc\.musl-|ld-musl-)/.test(library);
}
