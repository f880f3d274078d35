import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeIntoCache } from "./temporary";

/** What an entry is about; each kind has its own folder. */
export type EntryKind = "resolutions" | "exports" | "built" | "image-locks";

/** The key of whatever the parts say: the sha256, hexadecimal, of them as JSON. Never pass credentials. */
export function entryKey(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** What was kept under the key; undefined if nothing was, or if it is no longer what was written. */
export function readEntry(cache: string, kind: EntryKind, key: string): unknown {
  let entry: unknown;
  try {
    entry = JSON.parse(readFileSync(entryPath(cache, kind, key), "utf8"));
  } catch {
    return undefined; // absent, cut short or not ours: made anew
  }
  if (typeof entry !== "object" || entry === null || !("value" in entry) || !("sha256" in entry)) return undefined;
  return entry.sha256 === entryKey(entry.value) ? entry.value : undefined;
}

/** All values of a kind, as {@link readEntry} has them. */
export function readEntries(cache: string, kind: EntryKind): unknown[] {
  let names: string[];
  try {
    names = readdirSync(join(cache, kind));
  } catch {
    return []; // nothing was ever kept
  }
  return names.map((name) => readEntry(cache, kind, basename(name, ".json"))).filter((value) => value !== undefined);
}

/**
 * Keeps a value that survives JSON under the key.
 *
 * @throws UserError if the cache cannot be written
 */
export function writeEntry(cache: string, kind: EntryKind, key: string, value: unknown): void {
  writeIntoCache(cache, entryPath(cache, kind, key), JSON.stringify({ sha256: entryKey(value), value }));
}

function entryPath(cache: string, kind: EntryKind, key: string): string {
  return join(cache, kind, `${key}.json`);
}
