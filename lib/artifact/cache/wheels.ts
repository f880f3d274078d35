import { closeSync, copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFault } from "./cache-folder";
import { hashFile } from "../zip/file-hash";
import { openForReading, withFile } from "../zip/read-range";
import { temporaryPath } from "./temporary";
import { isVerified, remember } from "./verified-file";

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
 * Whether the cache holds the wheel, whole. One that is not what its sha256 says stays for what is fetched instead to take its place: what is
 * judged here may be another process's new one a moment on.
 */
export function hasWheel(cache: string, wheel: WheelId): boolean {
  const path = wheelPath(cache, wheel);
  return isVerified({ cache, path, sha256: wheel.sha256, stampPath: stampPath(path) }) === "verified";
}

/**
 * Copies a file of this machine into the cache as the wheel, all or nothing.
 *
 * @returns the sha256 it has, where that is not the wheel's and nothing was kept
 * @throws UserError if it cannot be read or the cache not be written
 */
export function adoptWheel(cache: string, file: string, wheel: WheelId): string | undefined {
  const temporary = temporaryPath(cache);
  const path = wheelPath(cache, wheel);
  closeSync(openForReading(file)); // what fails from here on is the cache's fault
  try {
    copyFileSync(file, temporary);
    const actual = withFile(temporary, hashFile).sha256;
    if (actual !== wheel.sha256) return actual;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    remember({ cache, path: temporary, stampPath: stampPath(path) });
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    throw cacheFault(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function stampPath(wheel: string): string {
  return join(dirname(wheel), ".verified");
}
