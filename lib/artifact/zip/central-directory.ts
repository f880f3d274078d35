import { isUtf8 } from "node:buffer";
import { type Complaint, UserError } from "../../errors/user-error";
import { shownName, shownText } from "../display-path";
import { type DirectoryPlace, findDirectory } from "./end-record";
import { nameFault } from "./entry-name";
import { type ListedEntry, readDataOffset } from "./local-header";
import { type OpenFile, readRange } from "./read-range";
import { extraFieldsOf, wideNumbers } from "./wide-numbers";
import { damaged, refused, throwFirst } from "./zip-fault";

/** An entry as a ZIP's central directory has it. Sizes and offsets in bytes. */
export interface ZipRecord {
  /** Posix, relative, without `..`; of a folder with a slash at the end. */
  readonly name: string;
  /** 0 is stored, 8 is deflated. */
  readonly method: 0 | 8;
  readonly flags: number;
  /** Of the uncompressed content. */
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** File type and mode where the ZIP was made by unix or macOS, else 0. */
  readonly unixMode: number;
  readonly externalAttributes: number;
  /** When it was last changed, by the clock of whoever packed it: the bits of MS-DOS, the date in the upper half. */
  readonly dosTime: number;
  /** Ids of its extra fields. */
  readonly extraFields: readonly number[];
  readonly headerOffset: number;
  /** Where the compressed bytes begin. */
  readonly dataOffset: number;
}

const recordLength = 46;
const flag = { encrypted: 0x1, patch: 0x20, stronglyEncrypted: 0x40, utf8: 0x800, masked: 0x2000 };
/** No artifact comes near; more would be read for a long time and into much memory. */
const atMost = { entries: 200_000, directoryBytes: 64 * 1024 * 1024 };
const unixHosts = [3, 19]; // unix, macOS

/**
 * Reads which entries a ZIP has, in the order of its central directory, and checks each entry's own header against it. Reads by ranges,
 * never the whole file. The content is not looked at: that is `verifyEntries`.
 *
 * @throws UserError with all that is wrong: cut short, in parts, encrypted, compressed by a method other than 0 and 8, names that
 *   escape, are absolute, not UTF-8 or there twice, entries that overlap, headers that disagree, or more entries than any artifact has
 */
export function readCentralDirectory(file: OpenFile): ZipRecord[] {
  const place = findDirectory(file);
  if (place.entryCount > atMost.entries || place.length > atMost.directoryBytes) {
    throw new UserError(refused(file.path, `it lists ${place.entryCount} entries in ${place.length} bytes, more than is read`));
  }
  const parsed = parseRecords(file, readRange(file, place.offset, place.length), place);
  const complaints = parsed.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  throwFirst([
    ...complaints,
    ...duplicates(
      file,
      parsed.map(({ entry }) => entry),
    ),
  ]);
  const records = parsed.map(({ entry, nameBytes }) => ({
    ...entry,
    dataOffset: readDataOffset(file, { ...entry, nameBytes }, place.offset),
  }));
  throwFirst(overlaps(file, records));
  return records;
}

interface Parsed {
  readonly entry: Omit<ZipRecord, "dataOffset">;
  readonly nameBytes: Buffer;
  readonly fault: Complaint | undefined;
}

function parseRecords(file: OpenFile, bytes: Buffer, { entryCount }: DirectoryPlace): Parsed[] {
  const parsed: Parsed[] = [];
  let at = 0;
  while (at < bytes.length) {
    const isWhole = at + recordLength <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50;
    const length = isWhole
      ? recordLength + [28, 30, 32].reduce((sum, field) => sum + bytes.readUInt16LE(at + field), 0)
      : Infinity;
    if (at + length > bytes.length)
      throw new UserError(damaged(file.path, `entry ${parsed.length + 1} of its list cannot be read`));
    parsed.push(parseRecord(file, bytes.subarray(at, at + length)));
    at += length;
  }
  if (parsed.length !== entryCount) {
    throw new UserError(damaged(file.path, `it says it has ${entryCount} entries, and lists ${parsed.length}`));
  }
  return parsed;
}

function parseRecord(file: OpenFile, bytes: Buffer): Parsed {
  const nameEnd = recordLength + bytes.readUInt16LE(28);
  const nameBytes = bytes.subarray(recordLength, nameEnd);
  const flags = bytes.readUInt16LE(8);
  const method = bytes.readUInt16LE(10);
  const shortNumbers = [bytes.readUInt32LE(24), bytes.readUInt32LE(20), bytes.readUInt32LE(42)];
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30));
  const [size = NaN, compressedSize = NaN, headerOffset = NaN] = wideNumbers(shortNumbers, extra);
  const entry = {
    name: nameBytes.toString(),
    method: method === 0 ? (0 as const) : (8 as const),
    flags,
    crc32: bytes.readUInt32LE(16),
    compressedSize,
    size,
    unixMode: unixHosts.includes(bytes.readUInt8(5)) ? bytes.readUInt16LE(40) : 0,
    externalAttributes: bytes.readUInt32LE(38),
    dosTime: bytes.readUInt32LE(12),
    extraFields: extraFieldsOf(extra),
    headerOffset,
  };
  const shown = shownName(nameBytes);
  const refusal = kindFault(flags, method) ?? wordingFault({ ...entry, nameBytes });
  if (refusal !== undefined) return { entry, nameBytes, fault: refused(file.path, `the entry ${shown} ${refusal}`) };
  const isPossible = [size, compressedSize, headerOffset].every(Number.isSafeInteger) && !sizesDisagree(entry);
  if (isPossible && bytes.readUInt16LE(34) === 0) return { entry, nameBytes, fault: undefined };
  return { entry, nameBytes, fault: damaged(file.path, `the entry ${shown} has impossible sizes`) };
}

function kindFault(flags: number, method: number): string | undefined {
  if ((flags & (flag.encrypted | flag.stronglyEncrypted | flag.masked)) !== 0) return "is encrypted";
  if ((flags & flag.patch) !== 0) return "is a patch";
  if (method !== 0 && method !== 8) return `is compressed by method ${method}; known are 0 (stored) and 8 (deflated)`;
  return undefined;
}

function wordingFault({ name, nameBytes, flags }: ListedEntry): string | undefined {
  if (!isUtf8(nameBytes)) return "has a name that is not UTF-8";
  // Without the flag it is CP437 to some readers and UTF-8 to others.
  if ((flags & flag.utf8) === 0 && nameBytes.some((byte) => byte > 0x7e))
    return "has a name beyond ASCII that is not marked as UTF-8";
  const fault = nameFault(name);
  return fault === undefined ? undefined : `has a name that ${fault}`;
}

function sizesDisagree({
  name,
  method,
  size,
  compressedSize,
}: Pick<ListedEntry, "name" | "method" | "size" | "compressedSize">): boolean {
  return (method === 0 && size !== compressedSize) || (name.endsWith("/") && size !== 0);
}

function duplicates(file: OpenFile, entries: readonly { readonly name: string }[]): Complaint[] {
  const seen = new Set<string>();
  return entries
    .filter(({ name }) => seen.size === seen.add(name).size)
    .map(({ name }) => refused(file.path, `the entry ${shownText(name)} is there twice`));
}

function overlaps(file: OpenFile, records: readonly ZipRecord[]): Complaint[] {
  const inOrder = [...records].sort((a, b) => a.headerOffset - b.headerOffset);
  return inOrder
    .filter(
      ({ dataOffset, compressedSize }, index) => dataOffset + compressedSize > (inOrder[index + 1]?.headerOffset ?? Infinity),
    )
    .map(({ name }) => refused(file.path, `the entry ${shownText(name)} overlaps the next one`));
}
