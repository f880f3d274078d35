import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../zip/atomic-file";
import { hashFile } from "../zip/file-hash";
import { type OpenFile, withFile } from "../zip/read-range";
import { buildIndex } from "./build-index";
import { checkFilename } from "./dist-info";
import type { IndexedWheel, WheelIndex } from "./wheel-index";

/** A wheel to be read. */
export interface FetchedWheel {
  /** Where it lies; the name is the wheel's own. */
  readonly path: string;
  /** Of the wheel, hexadecimal. */
  readonly sha256: string;
}

/** Part of the cache's paths. Another number for whatever changes what an index says: old entries are then never looked at. */
const format = 1;

/**
 * What a wheel holds, from the cache or, the first time, from the wheel itself, which is then checked from the first byte to the last. An
 * entry of the cache that is damaged is made anew.
 *
 * @param cacheFolder takes `wheel-index-1/<sha256>.json` and, for few wheels, `<sha256>.deflated` beside it
 * @throws UserError if the wheel is damaged, or holds what no artifact should, or the cache cannot be written
 */
export function indexWheel({ path, sha256 }: FetchedWheel, cacheFolder: string): IndexedWheel {
  return withFile(path, (file) => {
    const place = join(cacheFolder, `wheel-index-${format}`, sha256);
    const index = cachedIndex(place, sha256) ?? fillCache(file, sha256, place);
    checkFilename(file, index);
    return { path, index, ...(index.recompressed === undefined ? {} : { recompressedPath: `${place}.deflated` }) };
  });
}

function fillCache(file: OpenFile, sha256: string, place: string): WheelIndex {
  // The file beside the index comes first, and two that make it at once make the same: an index never speaks of one that is not there.
  const index = writeAtomically(`${place}.deflated`, ({ write }) => buildIndex(file, sha256, write));
  if (index.recompressed === undefined) rmSync(`${place}.deflated`, { force: true });
  const body = JSON.stringify(index);
  writeAtomically(`${place}.json`, ({ write }) => {
    write(Buffer.from(`${sha256Of(body)}\n${body}`));
  });
  return index;
}

function cachedIndex(place: string, sha256: string): WheelIndex | undefined {
  try {
    const text = readFileSync(`${place}.json`, "utf8");
    const body = text.slice(65);
    if (text.slice(0, 65) !== `${sha256Of(body)}\n`) return undefined;
    const index = JSON.parse(body) as WheelIndex; // our own words, by the hash in front of them
    return index.sha256 === sha256 && isWhole(`${place}.deflated`, index.recompressed) ? index : undefined;
  } catch {
    return undefined; // not there, or not readable: made anew, and if that fails, it says so
  }
}

function isWhole(path: string, expected: WheelIndex["recompressed"]): boolean {
  if (expected === undefined) return true;
  const { sha256, bytes } = withFile(path, hashFile);
  return bytes === expected.bytes && sha256 === expected.sha256;
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
