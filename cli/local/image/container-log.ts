import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * The file that a container writes its standard output and error to. A pipe would tell us of a line before or after the answer it belongs
 * to; what was written before an answer is in a file when the answer comes.
 */
export class ContainerLog {
  /** Bytes that were handed out. */
  private read = 0;

  /** @param path absolute; made where it is not there */
  constructor(private readonly path: string) {
    closeSync(this.open());
  }

  /** The file, for a process to write to. To be closed. */
  open(): number {
    return openSync(this.path, "a+");
  }

  /** What was written since this was asked last. */
  news(): string {
    const file = this.open();
    try {
      const { size } = fstatSync(file);
      if (size < this.read) this.read = 0; // who opens /dev/stdout anew to write there begins the file anew
      const bytes = Buffer.alloc(size - this.read);
      const length = readSync(file, bytes, 0, bytes.length, this.read);
      this.read += length;
      return bytes.toString("utf8", 0, length);
    } finally {
      closeSync(file);
    }
  }
}
