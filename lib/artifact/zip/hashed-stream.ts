import { createHash, type Hash } from "node:crypto";
import type { Sink } from "./atomic-file";
import { type OpenFile, readInto } from "./read-range";

/** Puts everything through one buffer, which is hashed and written whenever it is full. */
export class HashedStream {
  /** Bytes so far. */
  position = 0;
  private filled = 0;
  private readonly buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  private readonly hash: Hash = createHash("sha256");

  constructor(private readonly sink: Sink) {}

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const room = this.room(bytes.length - done);
      room.set(bytes.subarray(done, done + room.length));
      done += room.length;
    }
  }

  /** Takes a range of a file over. */
  copy(file: OpenFile, offset: number, length: number): void {
    for (let done = 0; done < length;) {
      const room = this.room(length - done);
      readInto(file, room, offset + done);
      done += room.length;
    }
  }

  /** Writes what is left, and answers the sha256, hexadecimal, and the length of it all. */
  end(): { readonly sha256: string; readonly bytes: number } {
    this.flush();
    return { sha256: this.hash.digest("hex"), bytes: this.position };
  }

  /** The next free bytes, as many as wanted or as there are; they count as filled. */
  private room(wanted: number): Buffer {
    if (this.filled === this.buffer.length) this.flush();
    const length = Math.min(wanted, this.buffer.length - this.filled);
    const room = this.buffer.subarray(this.filled, this.filled + length);
    this.filled += length;
    this.position += length;
    return room;
  }

  private flush(): void {
    const bytes = this.buffer.subarray(0, this.filled);
    this.hash.update(bytes);
    this.sink.write(bytes);
    this.filled = 0;
  }
}
