import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import { displayPath, shownText } from "../display-path";
import { damaged } from "./zip-fault";

/** A file open for reading. */
export interface OpenFile {
  readonly fd: number;
  /** For messages. */
  readonly path: string;
}

/**
 * Opens a file, runs, and closes it whatever happens.
 *
 * @throws UserError if the file cannot be opened
 */
export function withFile<T>(path: string, action: (file: OpenFile) => T): T {
  const fd = openForReading(path);
  try {
    return action({ fd, path });
  } finally {
    closeSync(fd);
  }
}

/** @throws UserError if the file cannot be opened */
export function openForReading(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw cannotBeRead(path, error);
  }
}

/**
 * Fills `target` with the file's bytes from `position` on.
 *
 * @throws UserError if the file ends before, or cannot be read
 */
export function readInto(file: OpenFile, target: Uint8Array, position: number): void {
  let done = 0;
  while (done < target.length) {
    const count = attempt(file.path, () => readSync(file.fd, target, done, target.length - done, position + done));
    if (count === 0) throw new UserError(damaged(file.path, `it ends at byte ${position + done}, before its content does`));
    done += count;
  }
}

/** A part of a file, in a buffer of its own. Throws as {@link readInto} does. */
export function readRange(file: OpenFile, position: number, length: number): Buffer {
  const target = Buffer.allocUnsafe(length);
  readInto(file, target, position);
  return target;
}

/** Runs what reads a file, and tells a person if the system does not let it. */
export function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw cannotBeRead(path, error);
  }
}

function cannotBeRead(path: string, error: unknown): UserError {
  return new UserError(
    {
      what: `the file cannot be read: ${shownText((error as Error).message)}`,
      where: shownText(displayPath(path)),
      fix: "check that it is there and that you may read it, then try again",
    },
    { cause: error },
  );
}
