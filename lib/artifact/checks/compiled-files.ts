import { firstPartyElf } from "../elf/first-party-elf";
import type { SourceFile } from "../source-tree";
import type { WheelIndex } from "../wheel/wheel-index";
import type { AuditedFile, AuditedWheel } from "./elf";
import { isCompiledModule } from "./extension-name";

/** What a loader may get to see of a wheel: its ELF files, and modules compiled for another system. */
export function compiledFiles(distribution: AuditedWheel, { elf, entries }: Pick<WheelIndex, "elf" | "entries">): AuditedFile[] {
  const known = new Set(elf.map(({ path }) => path));
  const foreign = entries.filter(({ path }) => isCompiledModule(path) && !known.has(path));
  return [
    ...elf.map((facts) => ({ path: facts.path, distribution, facts })),
    ...foreign.map(({ path }) => ({ path, distribution })),
  ];
}

/**
 * The same of a function's own files.
 *
 * @throws UserError if a file vanished since it was selected
 */
export function compiledSources(files: readonly SourceFile[]): AuditedFile[] {
  const elf = firstPartyElf(files);
  const known = new Set(elf.map(({ path }) => path));
  const foreign = files.filter(({ path }) => isCompiledModule(path) && !known.has(path));
  return [
    ...elf.map((facts) => ({ path: facts.path, distribution: "first-party", facts }) as const),
    ...foreign.map(({ path }) => ({ path, distribution: "first-party" }) as const),
  ];
}
