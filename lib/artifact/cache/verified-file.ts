import { readFileSync, statSync } from "node:fs";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { writeIntoCache } from "./temporary";

/** A file of the cache that is what its sha256 says. */
export interface VerifiedFile {
  /** The cache's folder. */
  readonly cache: string;
  /** Absolute. */
  readonly path: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** Where it is remembered how the file looked when its content was last read. */
  readonly stampPath: string;
}

/**
 * Whether the file is there and is what its sha256 says: that is computed when it is first asked, and again whenever the file's size or the
 * time of its last change is not as it was then.
 */
export function isVerified({ cache, path, sha256, stampPath }: VerifiedFile): "verified" | "absent" | "damaged" {
  const stamp = stampOf(path);
  if (stamp === undefined) return "absent";
  if (readStamp(stampPath) === stamp) return "verified";
  if (withFile(path, hashFile).sha256 !== sha256) return "damaged";
  writeIntoCache(cache, stampPath, stamp);
  return "verified";
}

/** Remembers that the file was just written or read whole and is what its sha256 says, so that nobody reads it again for that. */
export function remember({ cache, path, stampPath }: Omit<VerifiedFile, "sha256">): void {
  const stamp = stampOf(path);
  if (stamp !== undefined) writeIntoCache(cache, stampPath, stamp);
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() === true ? `${String(stats.size)} ${String(stats.mtimeNs)}` : undefined;
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
