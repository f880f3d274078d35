import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { attemptToWrite, writeAll } from "./atomic-file";
import type { OpenFile } from "./read-range";

/** A file beside another one, for what is too large for memory while that one is made. Whoever makes it removes it. */
export class Scratch {
  length = 0;
  readonly file: OpenFile;

  /** @throws UserError if the system does not let it */
  constructor(private readonly output: string) {
    const path = join(dirname(output), `.${basename(output)}.${randomBytes(6).toString("hex")}.tmp`);
    const fd = attemptToWrite(output, () => {
      mkdirSync(dirname(output), { recursive: true });
      return openSync(path, "wx+", 0o600);
    });
    this.file = { fd, path };
  }

  /** @throws UserError if there is no room */
  append(bytes: Uint8Array): void {
    attemptToWrite(this.output, () => {
      writeAll(this.file.fd, bytes);
    });
    this.length += bytes.length;
  }

  remove(): void {
    closeSync(this.file.fd);
    rmSync(this.file.path, { force: true });
  }
}
