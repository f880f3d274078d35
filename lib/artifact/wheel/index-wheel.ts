import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCheckedJson, writeCheckedJson } from "../cache/checked-json";
import { temporaryPath } from "../cache/temporary";
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
const format = 2;

/**
 * What a wheel holds, from the cache or, the first time, from the wheel itself, which is then checked from the first byte to the last. An
 * entry of the cache that is damaged is made anew.
 *
 * @param cacheFolder takes `wheel-index-2/<sha256>.json` and, for few wheels, `<sha256>.deflated` beside it
 * @throws UserError if the wheel is damaged, or holds what no artifact should, or the cache cannot be written
 */
export function indexWheel({ path, sha256 }: FetchedWheel, cacheFolder: string): IndexedWheel {
  return withFile(path, (file) => {
    const place = join(cacheFolder, `wheel-index-${format}`, sha256);
    const index = cachedIndex(place, sha256) ?? fillCache(file, sha256, place, () => temporaryPath(cacheFolder));
    checkFilename(file, index);
    return { path, index, ...(index.recompressed === undefined ? {} : { recompressedPath: `${place}.deflated` }) };
  });
}

/** @param temporary where unfinished files lie, to be swept if this process is killed */
function fillCache(file: OpenFile, sha256: string, place: string, temporary: () => string): WheelIndex {
  // The file beside the index comes first, and two that make it at once make the same: an index never speaks of one that is not there.
  const index = writeAtomically(`${place}.deflated`, ({ write }) => buildIndex(file, sha256, write), temporary());
  if (index.recompressed === undefined) rmSync(`${place}.deflated`, { force: true });
  writeCheckedJson(`${place}.json`, index, temporary());
  return index;
}

function cachedIndex(place: string, sha256: string): WheelIndex | undefined {
  const index = readCheckedJson(`${place}.json`) as WheelIndex | undefined;
  return index?.sha256 === sha256 && isWhole(`${place}.deflated`, index.recompressed) ? index : undefined;
}

function isWhole(path: string, expected: WheelIndex["recompressed"]): boolean {
  if (expected === undefined) return true;
  if (!existsSync(path)) return false;
  const { sha256, bytes } = withFile(path, hashFile);
  return bytes === expected.bytes && sha256 === expected.sha256;
}
