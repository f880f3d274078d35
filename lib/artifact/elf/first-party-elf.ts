import type { FirstPartyFile } from "../splice/first-party";
import { type OpenFile, readRange, withFile } from "../zip/read-range";
import type { ElfFacts } from "./elf-facts";
import { isElf } from "./elf-header";
import { bytesSource, fileSource } from "./ranges";
import { readElf } from "./read-elf";

/**
 * What the ELF files among files of the source folder say. Of the others, Python modules apart, the first four bytes are read.
 *
 * @throws UserError if a file vanished since it was selected
 */
export function firstPartyElf(files: readonly FirstPartyFile[]): ElfFacts[] {
  return files.filter(({ path }) => !path.endsWith(".py")).flatMap(elfOf);
}

function elfOf(file: FirstPartyFile): ElfFacts[] {
  if ("content" in file) return isElf(file.content) ? [readElf(file.path, bytesSource(file.content))] : [];
  const { path, absolutePath, size } = file;
  if (size < 4) return [];
  const read = (open: OpenFile): ElfFacts[] => (isElf(readRange(open, 0, 4)) ? [readElf(path, fileSource(open, size))] : []);
  return withFile(absolutePath, read);
}
