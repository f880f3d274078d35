import { type Complaint, UserError } from "../../errors/user-error";
import { byPath } from "../content-hash";
import { displayPath, shownName } from "../display-path";
import { writeAtomically } from "./atomic-file";
import { nameFault } from "./entry-name";
import { centralHeader, type ContentHeader, endRecord, localHeader } from "./headers";
import { HashedStream } from "./hashed-stream";
import type { OpenFile } from "./read-range";
import { throwFirst } from "./zip-fault";

/** An entry's content, as it stands in the ZIP: a range of another file, or bytes at hand. */
export type EntryContent = ContentHeader &
  (
    | { readonly kind: "copied"; readonly file: OpenFile; readonly offset: number }
    | { readonly kind: "bytes"; readonly data: Uint8Array }
  );

/** An entry to be written. */
export interface WritableEntry {
  /** Posix, relative. */
  readonly name: string;
  readonly executable: boolean;
  /** Asked once, when it is the entry's turn, so that no two contents need be in memory at a time. */
  readonly content: () => EntryContent;
}

/** The ZIP that was written. */
export interface WrittenZip {
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  /** Of the whole file. */
  readonly bytes: number;
}

/** What a ZIP without ZIP64 records can hold. */
const limits = { entries: 0xffff, bytes: 0xffffffff, name: 0xffff };

/**
 * Writes a ZIP, whole or not at all. Its bytes depend on names, contents, compressed as they come, and modes; never on the order of
 * `entries`, time, umask or machine. It has no folder entries, and its sha256 is taken while it is written.
 *
 * The compressed bytes of a copied entry are not looked at: whoever indexed their file has verified them (`verifyEntries`).
 *
 * @throws UserError for names that no unpacker should see or that are there twice, more than 65,535 entries, 4 GiB or more, a source that
 *   ends too early, a file that cannot be written
 */
export function writeZip(output: string, entries: readonly WritableEntry[]): WrittenZip {
  const sorted = [...entries].sort((a, b) => byPath({ path: a.name }, { path: b.name }));
  throwFirst(faults(output, sorted));
  return writeAtomically(output, (sink) => {
    const stream = new HashedStream(sink);
    const directory = sorted.map(({ name, executable, content: makeContent }) => {
      const content = makeContent();
      if (Math.max(stream.position + content.compressedSize, content.size) > limits.bytes) throw new UserError(tooLarge(output));
      const header = { ...content, name, executable };
      const line = centralHeader(header, stream.position);
      stream.write(localHeader(header));
      if (content.kind === "bytes") stream.write(content.data);
      else stream.copy(content.file, content.offset, content.compressedSize);
      return line;
    });
    const directoryOffset = stream.position;
    if (directoryOffset > limits.bytes) throw new UserError(tooLarge(output));
    for (const line of directory) stream.write(line);
    stream.write(endRecord(directory.length, stream.position - directoryOffset, directoryOffset));
    return stream.end();
  });
}

function faults(output: string, entries: readonly WritableEntry[]): Complaint[] {
  const where = displayPath(output);
  const fix = "rename it, or leave it out";
  const names = entries.flatMap(({ name }, index): Complaint[] => {
    const shown = shownName(Buffer.from(name));
    const fault = Buffer.from(name).toString() === name ? nameFault(name) : "is not Unicode";
    if (fault !== undefined) return [{ what: `the name ${shown} ${fault}`, where, fix }];
    if (name.endsWith("/")) return [{ what: `the name ${shown} is that of a folder`, where, fix }];
    if (Buffer.byteLength(name) > limits.name)
      return [{ what: `the name ${shown.slice(0, 60)}… is longer than 65,535 bytes`, where, fix }];
    return entries[index + 1]?.name === name ? [{ what: `the name ${shown} is there twice`, where, fix }] : [];
  });
  const tooMany = entries.length > limits.entries;
  return [...names, ...(tooMany ? [tooMuch(output, `${entries.length} files are more than the 65,535 a ZIP can hold`)] : [])];
}

function tooLarge(output: string): Complaint {
  return tooMuch(output, "4 GiB or more are more than a ZIP can hold");
}

function tooMuch(output: string, what: string): Complaint {
  return { what, where: displayPath(output), fix: "leave something out; Lambda takes 250 MB unzipped, or an image of 10 GB" };
}
