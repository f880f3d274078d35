import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFault } from "./cache-folder";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { temporaryPath, writeIntoCache } from "./temporary";

/** What names a wheel in the cache. */
export interface WheelId {
  readonly filename: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
}

/** Where the cache keeps a wheel, whether or not it has it. */
export function wheelPath(cache: string, { sha256, filename }: WheelId): string {
  return join(cache, "wheels", sha256, filename);
}

/**
 * Whether the cache holds the wheel, whole. Its sha256 is computed when it is first seen, and again whenever its size or the time of its
 * last change is not as it was then; one that is not what its sha256 says is removed, to be fetched again.
 */
export function hasWheel(cache: string, wheel: WheelId): boolean {
  const path = wheelPath(cache, wheel);
  const stamp = stampOf(path);
  if (stamp === undefined) return false;
  if (readStamp(cache, wheel) === stamp) return true;
  if (withFile(path, hashFile).sha256 === wheel.sha256) {
    writeIntoCache(cache, stampPath(cache, wheel), stamp);
    return true;
  }
  rmSync(dirname(path), { recursive: true, force: true });
  return false;
}

/**
 * Copies a file of this machine into the cache as the wheel, all or nothing.
 *
 * @returns the sha256 it has, where that is not the wheel's and nothing was kept
 * @throws UserError if it cannot be read or the cache not be written
 */
export function adoptWheel(cache: string, file: string, wheel: WheelId): string | undefined {
  const temporary = temporaryPath(cache);
  try {
    copyFileSync(file, temporary);
    const actual = withFile(temporary, hashFile).sha256;
    if (actual !== wheel.sha256) return actual;
    const path = wheelPath(cache, wheel);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    throw cacheFault(file, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function stampPath(cache: string, { sha256 }: WheelId): string {
  return join(cache, "wheels", sha256, ".verified");
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() === true ? `${String(stats.size)} ${String(stats.mtimeNs)}` : undefined;
}

function readStamp(cache: string, wheel: WheelId): string | undefined {
  try {
    return readFileSync(stampPath(cache, wheel), "utf8");
  } catch {
    return undefined;
  }
}
