import { chmodSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFault, makeFolder } from "./cache-folder";
import { readCheckedJson, writeCheckedJson } from "./checked-json";
import { keptUnused, noteUse, removeAtOnce } from "./last-use";
import { sweepTemporary, temporaryPath } from "./temporary";
import { isVerified, remember } from "./verified-file";
import { isFolder } from "../file-kind";

/** One sort of files that are made, kept, and linked to from stack directories. */
export interface Shelf<Made> {
  /** Begins the name of its folder in the cache. */
  readonly name: string;
  /**
   * Ends it. Another number for whatever changes the bytes of a file that is made of the same things, or what is said of it: old ones are then
   * never looked at.
   */
  readonly format: number;
  readonly fileName: string;
  /** Of the file that says what is known of it. */
  readonly descriptionName: string;
  /** The file's hash, hexadecimal, which is a part of what is known of it. */
  readonly sha256: (made: Made) => string;
  /** Hashes of files that stay although nothing is linked to them. @default none do */
  readonly pinned?: (cache: string) => ReadonlySet<string>;
}

/** What is known of a kept file, and where it is: absolute, with mode 0644. */
export type Kept<Made> = Made & { readonly path: string };

const stampName = ".verified";

/**
 * The file that was made under this key, checked, or else made now, whole or not at all. One that no stack directory is linked to is removed when
 * nothing has asked for it for an hour: each edit of a function's code makes another.
 *
 * @param key says all its bytes depend on
 * @param make writes the file at the path it is given; what it answers survives JSON
 * @throws UserError what `make` throws, or if the cache cannot be written
 */
export function keptFile<Made extends object>(
  shelf: Shelf<Made>,
  cache: string,
  key: string,
  make: (output: string) => Made,
): Kept<Made> {
  const folder = folderOf(shelf, cache, key);
  const known = findKept(shelf, cache, folder);
  if (known !== undefined) return known;
  const work = makeFolder(temporaryPath(cache));
  try {
    sweepTemporary(cache);
    sweepUnused(shelf, cache);
    const path = join(work, shelf.fileName);
    const made = make(path);
    chmodSync(path, 0o644); // it is linked into stack directories, whatever the umask
    writeCheckedJson(join(work, shelf.descriptionName), made);
    remember({ cache, path, stampPath: join(work, stampName) }); // its sha256 was taken while it was written
    // Where another process was faster, its file is taken: a stack directory may be linked to that one by now.
    return findKept(shelf, cache, folder) ?? putInPlace(shelf, work, folder, made);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The file that was made under this key, checked; undefined where there is none. */
export function foundFile<Made extends object>(shelf: Shelf<Made>, cache: string, key: string): Kept<Made> | undefined {
  return findKept(shelf, cache, folderOf(shelf, cache, key));
}

function folderOf<Made>({ name, format }: Shelf<Made>, cache: string, key: string): string {
  return join(cache, `${name}-${format}`, key);
}

/** Damage is not removed but replaced later: what is judged here may be another process's new one a moment on. */
function findKept<Made extends object>(shelf: Shelf<Made>, cache: string, folder: string): Kept<Made> | undefined {
  const description = join(folder, shelf.descriptionName);
  const made = readCheckedJson(description) as Made | undefined;
  if (made === undefined || !noteUse(description)) return undefined;
  const path = join(folder, shelf.fileName);
  const verdict = isVerified({ cache, path, sha256: shelf.sha256(made), stampPath: join(folder, stampName) });
  return verdict === "verified" ? { ...made, path } : undefined;
}

/** File by file, each at once, so that at no moment the kept one is missing: two that make it make the same. */
function putInPlace<Made extends object>(shelf: Shelf<Made>, work: string, folder: string, made: Made): Kept<Made> {
  makeFolder(folder);
  try {
    for (const name of [shelf.fileName, stampName, shelf.descriptionName]) renameSync(join(work, name), join(folder, name));
  } catch (error) {
    throw cacheFault(folder, error);
  }
  return { ...made, path: join(folder, shelf.fileName) };
}

/** A link from a stack directory keeps a file; where links cannot be made, its last use does. */
function sweepUnused<Made extends object>(shelf: Shelf<Made>, cache: string): void {
  const pinned = shelf.pinned?.(cache);
  const isPinned = (folder: string): boolean => {
    if (pinned === undefined) return false;
    const made = readCheckedJson(join(folder, shelf.descriptionName)) as Made | undefined;
    return made !== undefined && pinned.has(shelf.sha256(made));
  };
  for (const folder of keptFolders(shelf, cache)) {
    const links = statSync(join(folder, shelf.fileName), { throwIfNoEntry: false })?.nlink ?? 1;
    const lastUse =
      statSync(join(folder, shelf.descriptionName), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false });
    if (links === 1 && Date.now() - (lastUse?.mtimeMs ?? Infinity) > keptUnused && !isPinned(folder)) removeAtOnce(cache, folder);
  }
}

/** Those of other formats too. */
function keptFolders<Made>({ name }: Shelf<Made>, cache: string): string[] {
  const formats = readdirSync(cache).filter((each) => each.startsWith(`${name}-`) && /^\d+$/.test(each.slice(name.length + 1)));
  const kept = formats.flatMap((format) => readdirSync(join(cache, format)).map((key) => join(cache, format, key)));
  return kept.filter(isFolder); // a file browser leaves its own files everywhere
}
