import { chmodSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFault, makeFolder } from "../cache/cache-folder";
import { readCheckedJson, writeCheckedJson } from "../cache/checked-json";
import { keptUnused, noteUse, removeAtOnce } from "../cache/last-use";
import { sweepTemporary, temporaryPath } from "../cache/temporary";
import { isVerified, remember } from "../cache/verified-file";
import { isFolder } from "../file-kind";
import type { MadeZip } from "./make-zip";

/** A ZIP in the cache, and what is known of it. */
export interface KeptZip extends MadeZip {
  /** Absolute, with mode 0644. */
  readonly path: string;
}

/**
 * Part of the cache's paths. Another number for whatever changes the bytes of a ZIP that is made of the same things, or what is said of it: old
 * ones are then never looked at.
 */
const format = 1;
const zipName = "artifact.zip";
const contentsName = "contents.json";
const stampName = ".verified";

/**
 * The ZIP that was made under this key, checked, or else made now, whole or not at all. One that no stack directory is linked to is removed
 * when nothing has asked for it for an hour: each edit of a bundle's code makes another.
 *
 * @param key says all its bytes depend on
 * @param make writes the ZIP at the path it is given
 * @throws UserError what `make` throws, or if the cache cannot be written
 */
export function keptZip(cache: string, key: string, make: (output: string) => MadeZip): KeptZip {
  const folder = join(cache, `artifacts-${format}`, key);
  const known = findKept(cache, folder);
  if (known !== undefined) return known;
  const work = makeFolder(temporaryPath(cache));
  try {
    sweepTemporary(cache);
    sweepUnused(cache);
    const made = make(join(work, zipName));
    chmodSync(join(work, zipName), 0o644); // it is linked into stack directories, whatever the umask
    writeCheckedJson(join(work, contentsName), made);
    remember({ cache, path: join(work, zipName), stampPath: join(work, stampName) }); // its sha256 was taken while it was written
    // Where another process was faster, its file is taken: a stack directory may be linked to that one by now.
    return findKept(cache, folder) ?? putInPlace(work, folder, made);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Damage is not removed but replaced later: what is judged here may be another process's new one a moment on. */
function findKept(cache: string, folder: string): KeptZip | undefined {
  const made = readCheckedJson(join(folder, contentsName)) as MadeZip | undefined;
  if (made === undefined || !noteUse(join(folder, contentsName))) return undefined;
  const path = join(folder, zipName);
  const verdict = isVerified({ cache, path, sha256: made.contents.sha256, stampPath: join(folder, stampName) });
  return verdict === "verified" ? { path, ...made } : undefined;
}

/** File by file, each at once, so that at no moment the ZIP is missing: two that make it make the same. */
function putInPlace(work: string, folder: string, made: MadeZip): KeptZip {
  makeFolder(folder);
  try {
    for (const name of [zipName, stampName, contentsName]) renameSync(join(work, name), join(folder, name));
  } catch (error) {
    throw cacheFault(folder, error);
  }
  return { path: join(folder, zipName), ...made };
}

/** A link from a stack directory keeps a ZIP; where links cannot be made, its last use does. */
function sweepUnused(cache: string): void {
  for (const folder of keptFolders(cache)) {
    const links = statSync(join(folder, zipName), { throwIfNoEntry: false })?.nlink ?? 1;
    const lastUse =
      statSync(join(folder, contentsName), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false });
    if (links === 1 && Date.now() - (lastUse?.mtimeMs ?? Infinity) > keptUnused) removeAtOnce(cache, folder);
  }
}

/** Those of other formats too. */
function keptFolders(cache: string): string[] {
  const formats = readdirSync(cache).filter((name) => /^artifacts-\d+$/.test(name));
  const kept = formats.flatMap((name) => readdirSync(join(cache, name)).map((key) => join(cache, name, key)));
  return kept.filter(isFolder); // a file browser leaves its own files everywhere
}
