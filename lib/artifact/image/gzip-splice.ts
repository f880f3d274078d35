import type { DeflateEnd } from "./deflate-end";

/** The beginning of a gzip file: no name, no time, no system that made it. https://www.rfc-editor.org/rfc/rfc1952 section 2.3 */
export const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The most that a block of a deflated stream holds as it is: https://www.rfc-editor.org/rfc/rfc1951 section 3.2.4. */
export const longestStored = 0xffff;

/** What makes a deflated stream one that goes on. */
export interface Seam {
  /** Bits to be cleared, by the byte of the stream that they are in: that byte is to be masked. */
  readonly edits: readonly { readonly byte: number; readonly mask: number }[];
  /** Comes after the stream. */
  readonly after: Buffer;
}

/**
 * How a deflated stream becomes the beginning of a longer one: its last block is no longer the last, and where it ends within a byte, an empty
 * stored block, of which nothing is to be seen, fills that up. What follows refers to nothing before it, so it stays as it is.
 *
 * The way of zlib's own gzjoin: https://github.com/madler/zlib/blob/develop/examples/gzjoin.c
 */
export function seamOf({ lastBlock, end }: DeflateEnd): Seam {
  const notLast = { byte: Math.floor(lastBlock / 8), mask: 0xff ^ (1 << (lastBlock % 8)) };
  const used = end % 8;
  if (used === 0) return { edits: [notLast], after: Buffer.alloc(0) };
  const nothingElse = { byte: Math.floor(end / 8), mask: (1 << used) - 1 };
  // The head of a block has three bits, all zero here, for which there may be room in the last byte.
  return { edits: [notLast, nothingElse], after: Buffer.from(used <= 5 ? [0, 0, 0xff, 0xff] : [0, 0, 0, 0xff, 0xff]) };
}

/** In front of bytes that are stored as they are, and that others follow. */
export function storedHead(length: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(length, 1);
  head.writeUInt16LE(longestStored ^ length, 3);
  return head;
}

/**
 * The end of a gzip file: an empty block, which is the last one, and the sums.
 *
 * @param crc32 of the content
 * @param size of the content, in bytes, of which a gzip file tells the rest of a division by 4 GiB
 */
export function gzipTrailer(crc32: number, size: number): Buffer {
  const trailer = Buffer.from([1, 0, 0, 0xff, 0xff, ...Array<number>(8).fill(0)]);
  trailer.writeUInt32LE(crc32, 5);
  trailer.writeUInt32LE(size % 2 ** 32, 9);
  return trailer;
}
