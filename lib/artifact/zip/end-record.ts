import { fstatSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import { attempt, type OpenFile, readRange } from "./read-range";
import { damaged, refused } from "./zip-fault";

/** Where a ZIP's central directory lies, in bytes. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly length: number;
  readonly entryCount: number;
}

interface EndRecord extends DirectoryPlace {
  readonly disks: readonly number[];
  readonly entriesHere: number;
  /** Where the record itself begins: the directory must end there. */
  readonly position: number;
}

const endRecordLength = 22;
const locatorLength = 20;
const zip64RecordLength = 56;
const longestComment = 0xffff;

/**
 * Finds the central directory by the record at the end of the file, the ZIP64 one where there is one. Stricter than most readers: the
 * record, its comment and nothing else end the file, and the directory ends where the record begins, so that no two readers see two ZIPs.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.14 to 4.3.16
 * @throws UserError if there is no such record, or it is one of a ZIP in several parts
 */
export function findDirectory(file: OpenFile): DirectoryPlace {
  const size = attempt(file.path, () => fstatSync(file.fd).size);
  const tailLength = Math.min(size, endRecordLength + longestComment);
  const tail = readRange(file, size - tailLength, tailLength);
  const [found, second] = endRecords(tail);
  if (found === undefined) throw new UserError(damaged(file.path, "no ZIP ends here; it is cut short or something else"));
  if (second !== undefined) throw new UserError(refused(file.path, "its comment holds the end of another ZIP"));

  const record = zip64Record(file, tail, size - tailLength, found) ?? classicRecord(tail, found, size - tailLength);
  if (record.disks.some((disk) => disk !== 0) || record.entriesHere !== record.entryCount) {
    throw new UserError(refused(file.path, "it is one part of a ZIP in several"));
  }
  if (record.offset + record.length !== record.position) {
    throw new UserError(damaged(file.path, "its list of entries is not where the end of the ZIP says"));
  }
  return record;
}

/** Positions in the tail at which a record and its comment fill the rest of the file. */
function endRecords(tail: Buffer): number[] {
  const found: number[] = [];
  for (let at = tail.length - endRecordLength; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== 0x06054b50) continue;
    if (at + endRecordLength + tail.readUInt16LE(at + 20) === tail.length) found.push(at);
  }
  return found;
}

function classicRecord(tail: Buffer, at: number, tailStart: number): EndRecord {
  return {
    disks: [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)],
    entriesHere: tail.readUInt16LE(at + 8),
    entryCount: tail.readUInt16LE(at + 10),
    length: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
    position: tailStart + at,
  };
}

function zip64Record(file: OpenFile, tail: Buffer, tailStart: number, end: number): EndRecord | undefined {
  const at = end - locatorLength;
  const classic = classicRecord(tail, end, tailStart);
  if (at < 0 || tail.readUInt32LE(at) !== 0x07064b50) return undefined;
  const position = wholeNumber(file, tail, at + 8);
  if (position + zip64RecordLength > tailStart + at)
    throw new UserError(damaged(file.path, "its ZIP64 record is not where it should be"));
  const bytes = readRange(file, position, zip64RecordLength);
  if (bytes.readUInt32LE(0) !== 0x06064b50 || position + 12 + wholeNumber(file, bytes, 4) !== tailStart + at) {
    throw new UserError(damaged(file.path, "its ZIP64 record is not where it should be"));
  }
  const record = {
    disks: [tail.readUInt32LE(at + 4), bytes.readUInt32LE(16), bytes.readUInt32LE(20)],
    entriesHere: wholeNumber(file, bytes, 24),
    entryCount: wholeNumber(file, bytes, 32),
    length: wholeNumber(file, bytes, 40),
    offset: wholeNumber(file, bytes, 48),
    position,
  };
  const agrees = (short: number, long: number, escape: number): boolean => short === escape || short === long;
  if (
    !agrees(classic.entryCount, record.entryCount, 0xffff) ||
    !agrees(classic.length, record.length, 0xffffffff) ||
    !agrees(classic.offset, record.offset, 0xffffffff)
  ) {
    throw new UserError(damaged(file.path, "its two end records disagree"));
  }
  return record;
}

/** A 64-bit number; one beyond 2^53 can be no place in a file. */
function wholeNumber(file: OpenFile, bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new UserError(damaged(file.path, "it names a place no file reaches"));
  return value;
}
