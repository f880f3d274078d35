import { spawnSync } from "node:child_process";
import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFault, makeFolder } from "../cache/cache-folder";
import { keptUnused, removeAtOnce } from "../cache/last-use";
import { lastWords } from "../last-words";

/** A ZIP to unpack. */
export interface UnpackOrder {
  /** Absolute. */
  readonly zip: string;
  /** Absolute, and not there yet. */
  readonly folder: string;
  /** Which of its files. @default all */
  readonly paths?: readonly string[];
  /** A folder whose files are to be there too. Absolute. @default none */
  readonly linked?: string;
}

/** Another number for another layout. */
const format = 1;

/**
 * Unpacks ZIPs by Python's own reader, all in one process.
 *
 * @returns what it said where it failed
 */
export function unpack(python: string, orders: readonly UnpackOrder[]): string | undefined {
  if (orders.length === 0) return undefined;
  const run = spawnSync(python, ["-I", "-S", "-B", join(__dirname, "unpack.py")], {
    input: JSON.stringify(orders),
    env: {},
    encoding: "utf8",
  });
  return run.status === 0 ? undefined : lastWords(run);
}

/**
 * Where the cache keeps what is unpacked and stays as it is when code changes, whether or not it has it.
 *
 * @param key says all that is in it
 */
export function unpackedPath(cache: string, key: string): string {
  return join(cache, `unpacked-${format}`, key);
}

/** Puts what was unpacked elsewhere where it is kept, whole or not at all; where another process was faster, its folder stays. */
export function keepUnpacked(cache: string, key: string, folder: string): void {
  makeFolder(join(cache, `unpacked-${format}`));
  try {
    renameSync(folder, unpackedPath(cache, key));
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw cacheFault(folder, error);
  }
}

/** Removes what nothing has asked for for an hour. */
export function sweepUnpacked(cache: string, now: number = Date.now()): void {
  const folders = readdirSync(cache).filter((name) => /^unpacked-\d+$/.test(name));
  for (const path of folders.flatMap((name) => readdirSync(join(cache, name)).map((sha256) => join(cache, name, sha256)))) {
    const lastUse = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - lastUse > keptUnused) removeAtOnce(cache, path);
  }
}
