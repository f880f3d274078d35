import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRunning } from "../process-running";
import { cacheFault, makeFolder } from "./cache-folder";

const hour = 3_600_000;

/** A name in the cache's folder for half-made things, unused so far. What is made there is renamed to where it belongs once whole. */
export function temporaryPath(cache: string): string {
  return join(makeFolder(join(cache, "tmp")), `${process.pid}-${randomBytes(6).toString("hex")}`);
}

/**
 * Writes a file into the cache, whole or not at all, also where several processes write it at once: the last one's stays.
 *
 * @throws UserError if it cannot be written
 */
export function writeIntoCache(cache: string, path: string, content: string): void {
  const temporary = temporaryPath(cache);
  makeFolder(dirname(path));
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw cacheFault(path, error);
  }
}

/**
 * Removes what killed processes left half-made: after an hour where its process is gone, after a day in any case (a cache may be
 * shared between machines, where process ids say nothing).
 *
 * @param now milliseconds since 1970
 */
export function sweepTemporary(cache: string, now: number = Date.now()): void {
  const folder = join(cache, "tmp");
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (age > 24 * hour || (age > hour && !isRunning(Number.parseInt(name, 10)))) rmSync(path, { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever made there
  }
}
