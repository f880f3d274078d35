import { Deflate, deflateSync } from "fflate";
import { crc32 } from "node:zlib";

/**
 * Of 4.7 MB of Python, level 6 makes 1.187 MB in 124 ms, level 9 makes 1.184 MB in 222 ms (fflate 0.8.3, Node 20). The level is part of the
 * bytes we promise: another one changes every hash.
 */
const level = 6;
const blockLength = 64 * 1024;

/** Content ready for a ZIP. */
export interface Packed {
  /** 0 is stored, 8 is deflated. */
  readonly method: 0 | 8;
  /** The bytes as they stand in the ZIP. */
  readonly data: Uint8Array;
  /** Of the content, in bytes. */
  readonly size: number;
  readonly crc32: number;
}

/**
 * Deflates content, or keeps it as it is where that is no larger. The bytes are the same on every machine: fflate is JavaScript alone, while
 * those of Node's zlib follow its build (nodejs/node #12244, #33610).
 */
export function pack(content: Uint8Array): Packed {
  const deflated = deflateSync(content, { level });
  const isSmaller = deflated.length < content.length;
  return { method: isSmaller ? 8 : 0, data: isSmaller ? deflated : content, size: content.length, crc32: crc32(content) };
}

/** Hands over content piece by piece, in pieces of any length, each valid only during the call. */
export type Reader = (consumer: (piece: Uint8Array) => void) => void;

/**
 * Deflates what is too large for memory, piece by piece. The bytes differ a little from those of {@link pack}, and do not depend on how
 * long the pieces are that `read` hands over.
 */
export function deflateInPieces(read: Reader, write: (data: Uint8Array) => void): void {
  const deflate = new Deflate({ level }, write);
  const block = Buffer.allocUnsafe(blockLength); // fflate's bytes follow the pieces it is given: give it equal ones
  let filled = 0;
  read((piece) => {
    for (let at = 0; at < piece.length;) {
      const length = Math.min(blockLength - filled, piece.length - at);
      block.set(piece.subarray(at, at + length), filled);
      at += length;
      filled += length;
      if (filled === blockLength) {
        deflate.push(block);
        filled = 0;
      }
    }
  });
  deflate.push(block.subarray(0, filled), true);
}
