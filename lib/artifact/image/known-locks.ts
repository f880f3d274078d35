import { existsSync, readFileSync } from "node:fs";
import { entryKey, readEntries, readEntry, writeEntry } from "../cache/entries";

/**
 * Notes in the cache that a lock of built images is in use: the layers that it names stay there, since nothing can fetch them anew.
 *
 * @param lock absolute path
 * @throws UserError if the cache cannot be written
 */
export function noteLock(cache: string, lock: string): void {
  if (!existsSync(cache)) return; // of which nothing can go
  const key = entryKey({ lock });
  if (readEntry(cache, "image-locks", key) !== lock) writeEntry(cache, "image-locks", key, lock);
}

/** The sha256, hexadecimal, of everything that the noted locks name, as they are now. */
export function lockedHashes(cache: string): ReadonlySet<string> {
  const texts = readEntries(cache, "image-locks").flatMap((lock) => (typeof lock === "string" ? readText(lock) : []));
  return new Set(texts.flatMap((text) => [...text.matchAll(/sha256:([0-9a-f]{64})/g)].map(([, hash = ""]) => hash)));
}

function readText(path: string): string[] {
  try {
    return [readFileSync(path, "utf8")];
  } catch {
    return []; // on another branch, or gone
  }
}
