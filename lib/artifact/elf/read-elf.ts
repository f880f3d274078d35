import { readDynamic } from "./dynamic";
import type { ElfFacts } from "./elf-facts";
import { MalformedError, readHeader } from "./elf-header";
import type { RangeSource } from "./ranges";

/**
 * Reads what an ELF file says a loader must have. Few ranges of the file are looked at, however large it is.
 *
 * @param path in the artifact
 */
export function readElf(path: string, source: RangeSource): ElfFacts {
  try {
    const { layout, segments, ...kind } = readHeader(source);
    return { path, ...kind, ...readDynamic(source, layout, segments) };
  } catch (error) {
    if (error instanceof MalformedError) return { path, malformed: error.message };
    throw error;
  }
}
