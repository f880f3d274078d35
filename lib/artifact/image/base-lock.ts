import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Complaint, throwIfAny, UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { asTable } from "../requirements/toml";
import { writeAtomically } from "../zip/atomic-file";
import { type BaseImageId, baseText, parseBaseImage, relockCommand } from "./base-image";
import type { BaseImage } from "./oci";

/** The file that pins base images, at a project's root: with it, the same commit makes the same images, offline and on any day. */
export const baseLockName = "base-images.lock.json";

/** Where the lock is. The local cloud has one of its own: its base images stand in for those of the same names, and must not be taken for them. */
export function baseLockPath(root: string, env: Readonly<Record<string, string | undefined>>): string {
  return env["LAMBDA_CONTAINER_BASE_LOCK"] || join(root, baseLockName);
}

const version = 1;
const keys = ["name", "platform", "digest", "manifest", "config"] as const;
const example = "npm run lock -- --base python3.11";

/**
 * The base images of a lock, each held against its digests; none where there is no such file.
 *
 * @throws UserError with everything that is wrong: a merge conflict, what is no lock, entries that were edited or are there twice
 */
export function readBaseLock(path: string): BaseImage[] {
  const text = readText(path);
  if (text === undefined) return [];
  const where = displayPath(path);
  const images = parseLock(text, where);
  throwIfAny(images.flatMap((image, index) => entryFaults(image, images.slice(0, index), where)));
  return images;
}

/**
 * One base image of a lock.
 *
 * @throws UserError if it is not there, or as {@link readBaseLock} does
 */
export function lockedBaseImage(path: string, wanted: BaseImageId): BaseImage {
  const found = readBaseLock(path).find((image) => isSame(image, wanted));
  if (found !== undefined) return found;
  throw new UserError({ what: notLocked(baseText(wanted)), where: displayPath(path), fix: relockCommand(wanted) });
}

function notLocked(image: string): string {
  return `the base image ${image} is not locked`;
}

/** The base images of which a text says, as {@link lockedBaseImage} does, that they are not locked. */
export function saidNotLocked(text: string): BaseImageId[] {
  const pattern = new RegExp(notLocked("(\\S+) for (\\S+)"), "g");
  return [...text.matchAll(pattern)].map(([, name = "", platform = ""]) => ({ name, platform }));
}

/**
 * Writes a lock: by name and platform, whatever the order given.
 *
 * @param images no two of one name and platform
 * @throws UserError if it cannot be written
 */
export function writeBaseLock(path: string, images: readonly BaseImage[]): void {
  const order = ({ name, platform }: BaseImage): string => `${name} ${platform}`;
  const sorted = [...images].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const entries = sorted.map((image) => Object.fromEntries(keys.map((key) => [key, image[key]])));
  const text = `${JSON.stringify({ version, images: entries }, undefined, 2)}\n`;
  writeAtomically(path, ({ write }) => {
    write(Buffer.from(text));
  });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(
      {
        what: `the lock of base images cannot be read: ${(error as Error).message}`,
        where: displayPath(path),
        fix: "give yourself the right to read it, or remove it",
      },
      { cause: error },
    );
  }
}

function parseLock(text: string, where: string): BaseImage[] {
  const fix = `restore it, or remove it and lock each base image anew: ${example}`;
  if (/^(?:<<<<<<<|>>>>>>>) /m.test(text)) {
    const what = "there is a merge conflict in the lock of base images";
    throw new UserError({
      what,
      where,
      fix: `keep one side of it, or remove the file and lock each base image anew: ${example}`,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const what = `the lock of base images is not JSON: ${(error as Error).message}`;
    throw new UserError({ what, where, fix }, { cause: error });
  }
  const { version: found, images } = asTable(value);
  if (Array.isArray(images) && found !== version) {
    const what = `the lock of base images is of version ${JSON.stringify(found)}, and this release knows version ${version}`;
    throw new UserError({ what, where, fix });
  }
  if (Array.isArray(images) && images.every(isBaseImage)) return images;
  throw new UserError({ what: "this is no lock of base images", where, fix });
}

function isBaseImage(value: unknown): value is BaseImage {
  const entry = asTable(value);
  return keys.every((key) => typeof entry[key] === "string");
}

function entryFaults(image: BaseImage, before: readonly BaseImage[], where: string): readonly Complaint[] {
  const fix = `remove that entry, then: ${relockCommand(image)}`;
  if (before.some((other) => isSame(other, image))) return [{ what: `${baseText(image)} is locked twice`, where, fix }];
  try {
    parseBaseImage(image, { where, fix });
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.complaints;
    throw error;
  }
}

/** Whether two speak of the same image, for the same platform. */
export function isSame(a: BaseImageId, b: BaseImageId): boolean {
  return a.name === b.name && a.platform === b.platform;
}
