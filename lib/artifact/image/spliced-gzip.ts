import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { UserError } from "../../errors/user-error";
import type { Sink } from "../zip/atomic-file";
import type { ZipRecord } from "../zip/central-directory";
import { pack } from "../zip/deflate";
import { readContent } from "../zip/entry-content";
import { HashedStream } from "../zip/hashed-stream";
import { type OpenFile, readInto } from "../zip/read-range";
import { damaged } from "../zip/zip-fault";
import { findDeflateEnd, type ReadAt } from "./deflate-end";
import { gzipHeader, gzipTrailer, longestStored, seamOf, storedHead } from "./gzip-splice";

/** A gzip file that was written. Digests are `sha256:…`. */
export interface WrittenGzip {
  readonly digest: string;
  readonly bytes: number;
  /** Of the content. */
  readonly contentDigest: string;
}

/**
 * A gzip file as it is written, of one member, in which the entries of a ZIP lie as they were deflated: nothing is compressed again. That it is one
 * member, and not one for each entry, is for readers that stop after the first, as Python's tarfile does with a stream.
 */
export class SplicedGzip {
  private size = 0;
  private crc = 0;
  private readonly contentHash = createHash("sha256");
  private readonly buffer = Buffer.allocUnsafeSlow(256 * 1024);

  private readonly stream: HashedStream;

  constructor(sink: Sink) {
    this.stream = new HashedStream(sink);
    this.stream.write(gzipHeader);
  }

  /** Appends what is deflated here. */
  put(content: Buffer): void {
    this.count(content);
    const { method, data } = pack(content);
    this.append(method, data.length, (target, position) => {
      const piece = data.subarray(position, position + target.length);
      target.set(piece);
      return piece.length;
    });
  }

  /**
   * Appends an entry's content, checked.
   *
   * @throws UserError if it is not what the ZIP says
   */
  copy(zip: OpenFile, record: ZipRecord): void {
    const { name, method, dataOffset, compressedSize } = record;
    readContent(zip, record, (piece) => {
      this.count(piece);
    });
    const end = this.append(method, compressedSize, (target, position) => {
      const length = Math.min(target.length, compressedSize - position);
      readInto(zip, target.subarray(0, length), dataOffset + position);
      return length;
    });
    if (end !== compressedSize)
      throw new UserError(damaged(zip.path, `the content of ${name} does not fit: something comes after its end`));
  }

  end(): WrittenGzip {
    this.stream.write(gzipTrailer(this.crc, this.size));
    const { sha256, bytes } = this.stream.end();
    return { digest: `sha256:${sha256}`, bytes, contentDigest: `sha256:${this.contentHash.digest("hex")}` };
  }

  /** Appends content as it is packed, and answers how much of that it needed. */
  private append(method: 0 | 8, length: number, readAt: ReadAt): number {
    if (method === 0) {
      for (let done = 0; done < length; done += longestStored) {
        const piece = this.buffer.subarray(0, Math.min(longestStored, length - done));
        readAt(piece, done);
        this.stream.write(storedHead(piece.length));
        this.stream.write(piece);
      }
      return length;
    }
    const found = findDeflateEnd(readAt);
    const { edits, after } = seamOf(found);
    for (let done = 0; done < length; done += this.buffer.length) {
      const piece = this.buffer.subarray(0, Math.min(this.buffer.length, length - done));
      readAt(piece, done);
      for (const { byte, mask } of edits) {
        const at = byte - done;
        if (at >= 0 && at < piece.length) piece[at] = (piece[at] ?? 0) & mask;
      }
      this.stream.write(piece);
    }
    this.stream.write(after);
    return Math.ceil(found.end / 8);
  }

  private count(content: Uint8Array): void {
    this.contentHash.update(content);
    this.crc = crc32(content, this.crc);
    this.size += content.length;
  }
}
