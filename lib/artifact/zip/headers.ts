/** What an entry's headers tell of its content. Sizes in bytes. */
export interface ContentHeader {
  /** 0 is stored, 8 is deflated. */
  readonly method: 0 | 8;
  /** Of the uncompressed content. */
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
}

/** An entry as its headers tell it. */
export type EntryHeader = ContentHeader & { readonly name: string; readonly executable: boolean };

/** Modes that let Lambda's user, who owns nothing of it, read and run what it should. */
export const modes = { file: 0o644, executable: 0o755 };

const regularFile = 0o100000;
const versionNeeded = 20;
const madeBy = (3 << 8) | versionNeeded; // unix, so that the mode counts
/** 1980-01-01 00:00, the earliest there is. */
const dosTime = 0;
const dosDate = (1 << 5) | 1;
const utf8Flag = 0x800;

/**
 * The header in front of an entry's data. Of two that differ in nothing but time, owner or flags of the original the bytes are the same: no
 * extra field, a fixed time, and no flag but that of UTF-8, on names beyond ASCII only, as Python's zipfile sets it.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.7
 */
export function localHeader(entry: EntryHeader): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, entry, name);
  name.copy(header, 30);
  return header;
}

/** The entry's line in the central directory. Section 4.3.12. */
export function centralHeader(entry: EntryHeader, headerOffset: number): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(46 + name.length);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(madeBy, 4);
  writeCommon(header, 6, entry, name);
  header.writeUInt32LE(((regularFile | (entry.executable ? modes.executable : modes.file)) << 16) >>> 0, 38);
  header.writeUInt32LE(headerOffset, 42);
  name.copy(header, 46);
  return header;
}

/** The record that ends the ZIP. Section 4.3.16. */
export function endRecord(entryCount: number, directoryLength: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(entryCount, 8);
  record.writeUInt16LE(entryCount, 10);
  record.writeUInt32LE(directoryLength, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}

function writeCommon(header: Buffer, at: number, entry: EntryHeader, name: Buffer): void {
  header.writeUInt16LE(versionNeeded, at);
  header.writeUInt16LE(name.length === entry.name.length ? 0 : utf8Flag, at + 2);
  header.writeUInt16LE(entry.method, at + 4);
  header.writeUInt16LE(dosTime, at + 6);
  header.writeUInt16LE(dosDate, at + 8);
  header.writeUInt32LE(entry.crc32, at + 10);
  header.writeUInt32LE(entry.compressedSize, at + 14);
  header.writeUInt32LE(entry.size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}
