import type { OpenFile } from "../zip/read-range";
import { readRange } from "../zip/read-range";

/** A part of a file, in bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A file's content that can be read in parts. */
export interface RangeSource {
  readonly size: number;
  /** The bytes of each range, which lie within the file. */
  readonly read: (ranges: readonly Range[]) => readonly Buffer[];
}

/** A content that is in memory. */
export function bytesSource(bytes: Uint8Array): RangeSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: (ranges) => ranges.map(({ offset, length }) => buffer.subarray(offset, offset + length)),
  };
}

/** A file on disk. */
export function fileSource(file: OpenFile, size: number): RangeSource {
  return { size, read: (ranges) => ranges.map(({ offset, length }) => readRange(file, offset, length)) };
}

/** Ranges of a content that goes by piece by piece, kept as they pass. */
export class KeptRanges {
  private readonly kept: { readonly range: Range; readonly bytes: Buffer }[] = [];
  private position = 0;

  constructor(ranges: readonly Range[]) {
    this.add(ranges);
  }

  /** Keeps more ranges, from what was kept so far and what is yet to come. */
  add(ranges: readonly Range[]): void {
    for (const range of ranges) {
      const bytes = Buffer.alloc(range.length);
      for (const earlier of this.kept) copyOverlap(earlier.bytes, earlier.range.offset, bytes, range.offset);
      this.kept.push({ range, bytes });
    }
  }

  /** Takes the next piece. */
  see(piece: Uint8Array): void {
    for (const { range, bytes } of this.kept) copyOverlap(piece, this.position, bytes, range.offset);
    this.position += piece.length;
  }

  /** Takes what came last once more, for ranges added since. */
  seeAgain(piece: Uint8Array): void {
    this.position -= piece.length;
    this.see(piece);
  }

  /** The bytes of a range that lies in a kept one. */
  find({ offset, length }: Range): Buffer | undefined {
    const holder = this.kept.find(({ range }) => offset >= range.offset && offset + length <= range.offset + range.length);
    return holder?.bytes.subarray(offset - holder.range.offset, offset - holder.range.offset + length);
  }
}

function copyOverlap(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number): void {
  const start = Math.max(fromOffset, toOffset);
  const end = Math.min(fromOffset + from.length, toOffset + to.length);
  if (start < end) to.set(from.subarray(start - fromOffset, end - fromOffset), start - toOffset);
}
