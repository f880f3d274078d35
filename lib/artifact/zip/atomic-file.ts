import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";

/** A file being written. */
export interface Sink {
  readonly fd: number;
  /** Appends the bytes, all of them. */
  readonly write: (bytes: Uint8Array) => void;
}

/**
 * Writes a file whole or not at all: into a new file beside it, which takes its name at the end. Makes the folders above it. Two that write
 * the same file at once do not meet, and the last one wins. After a failure nothing is left; after a killed process the unfinished file.
 *
 * @param unfinished where it is until it is whole, on the same file system; by default a hidden `.tmp` file beside it
 * @throws UserError if the system does not let it; what `action` throws passes through
 */
export function writeAtomically<T>(path: string, action: (sink: Sink) => T, unfinished = hiddenBeside(path)): T {
  const fd = attemptToWrite(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(unfinished, "wx+", 0o666);
  });
  try {
    const result = closing(fd, () =>
      action({
        fd,
        write: (bytes) => {
          attemptToWrite(path, () => {
            writeAll(fd, bytes);
          });
        },
      }),
    );
    attemptToWrite(path, () => {
      renameSync(unfinished, path);
    });
    return result;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function hiddenBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

function closing<T>(fd: number, action: () => T): T {
  try {
    return action();
  } finally {
    closeSync(fd);
  }
}

/** Runs what writes to a file, and tells a person if the system does not let it. */
export function attemptToWrite<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UserError(
      {
        what: `the file cannot be written: ${(error as Error).message}`,
        where: displayPath(path),
        fix: "make room, or give yourself the right to write there",
      },
      { cause: error },
    );
  }
}

/** Writes on from where the file stands. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
