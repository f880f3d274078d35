import { type Complaint, UserError } from "../../errors/user-error";
import { shownText } from "../display-path";
import { type OpenFile, readRange } from "./read-range";
import { wideNumbers } from "./wide-numbers";
import { damaged } from "./zip-fault";

/** What the central directory says of an entry. */
export interface ListedEntry {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

const headerLength = 30;
const sizesFollow = 0x8; // in a record after the data, which may be all that knows them

/**
 * Where an entry's data begins, by its own header.
 *
 * @param end where the central directory begins
 * @throws UserError if no header lies there, or it says anything else than the directory does
 */
export function readDataOffset(file: OpenFile, listed: ListedEntry, end: number): number {
  const { name, nameBytes, headerOffset } = listed;
  const nameEnd = headerLength + nameBytes.length;
  if (headerOffset + nameEnd > end)
    throw new UserError(damaged(file.path, `the entry ${shownText(name)} lies beyond the end of the file`));
  const header = readRange(file, headerOffset, nameEnd);
  const hasName = header.readUInt16LE(26) === nameBytes.length && header.subarray(headerLength).equals(nameBytes);
  if (header.readUInt32LE(0) !== 0x04034b50 || !hasName) {
    throw new UserError(damaged(file.path, `the entry ${shownText(name)} does not begin where the list says`));
  }
  const extraLength = header.readUInt16LE(28);
  const dataOffset = headerOffset + nameEnd + extraLength;
  if (dataOffset + listed.compressedSize > end) {
    throw new UserError(damaged(file.path, `the entry ${shownText(name)} lies beyond the end of the file`));
  }
  const fault = disagreement(file, listed, header, () => readRange(file, headerOffset + nameEnd, extraLength));
  if (fault !== undefined) throw new UserError(fault);
  return dataOffset;
}

function disagreement(file: OpenFile, listed: ListedEntry, header: Buffer, extra: () => Buffer): Complaint | undefined {
  const short = [header.readUInt32LE(22), header.readUInt32LE(18)];
  const [size, compressedSize] = short.includes(0xffffffff) ? wideNumbers(short, extra()) : short;
  const mayBeZero = (listed.flags & sizesFollow) !== 0;
  const says = (value: number | undefined, expected: number): boolean => value === expected || (mayBeZero && value === 0);
  const agrees =
    header.readUInt16LE(6) === listed.flags &&
    header.readUInt16LE(8) === listed.method &&
    says(header.readUInt32LE(14), listed.crc32) &&
    says(size, listed.size) &&
    says(compressedSize, listed.compressedSize);
  return agrees
    ? undefined
    : damaged(file.path, `the entry ${shownText(listed.name)} has a header of its own that says otherwise than the list`);
}
