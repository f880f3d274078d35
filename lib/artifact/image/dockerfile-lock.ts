import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Complaint, UserError } from "../../errors/user-error";
import { entryKey } from "../cache/entries";
import { displayPath } from "../display-path";
import { asTable } from "../requirements/toml";
import { attemptToWrite, writeAtomically } from "../zip/atomic-file";
import { buildCommand } from "./build-command";
import { parseBaseImage } from "./base-image";
import type { BaseImage } from "./oci";

/** An image that a builder made of a Dockerfile for one function and platform, as the lock beside it holds it. */
export interface BuiltImage extends Omit<BaseImage, "name"> {
  /** The function's folder, relative to the Dockerfile's: several functions may share one. `.` for the same. */
  readonly source: string;
  /** Stands for the Dockerfile and the files that it was given: another one means that the image is out of date. */
  readonly madeFrom: string;
  /** With which it was built anew, as later images of the same Dockerfile are: see `freshArgument`. @default it never was */
  readonly fresh?: string;
}

const version = 1;
const keys = ["source", "platform", "madeFrom", "digest", "manifest", "config"] as const;

/** The lock of a Dockerfile lies beside it, and belongs into version control: with it, any machine plans the image that was built. */
export function dockerfileLock(dockerfile: string): string {
  return `${dockerfile}.lock.json`;
}

/**
 * Where this machine keeps what it builds of a Dockerfile for itself, in a folder that `LAMBDA_CONTAINER_DOCKERFILE_LOCKS` names; undefined where it
 * builds for everybody, into the lock beside the Dockerfile. The local cloud has such a folder: it needs all of an image, not its digest alone.
 */
export function ownDockerfileLock(dockerfile: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = env["LAMBDA_CONTAINER_DOCKERFILE_LOCKS"];
  return folder ? dockerfileLock(join(folder, `${basename(dockerfile)}-${entryKey({ dockerfile }).slice(0, 12)}`)) : undefined;
}

/**
 * The images in the lock of a Dockerfile, each held against its digests; none where there is no lock.
 *
 * @throws UserError where the lock cannot be read, or was edited
 */
export function readDockerfileLock(path: string): readonly BuiltImage[] {
  const about = {
    where: displayPath(path),
    fix: `restore it, or remove it and build the image anew: ${buildCommand()}`,
  };
  const { version: found, images } = asTable(readJson(path, about));
  if (found === undefined && images === undefined) return [];
  if (found !== version || !Array.isArray(images) || !images.every(isBuiltImage))
    throw new UserError({ ...about, what: "this is no lock of an image that this release knows" });
  for (const image of images) parseBaseImage({ ...image, name: displayPath(path.replace(/\.lock\.json$/, "")) }, about);
  return images;
}

/**
 * Puts an image into the lock of a Dockerfile, in place of the one for its folder and platform.
 *
 * @throws UserError if it cannot be written, or what is there cannot be read
 */
export function writeDockerfileLock(path: string, image: BuiltImage): void {
  const place = ({ source, platform }: BuiltImage): string => `${source} ${platform}`;
  const others = readDockerfileLock(path).filter((other) => place(other) !== place(image));
  const images = [...others, image].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const entries = images.map((each) => Object.fromEntries([...keys, "fresh" as const].map((key) => [key, each[key]])));
  attemptToWrite(path, () => mkdirSync(dirname(path), { recursive: true }));
  writeAtomically(path, ({ write }) => {
    write(Buffer.from(`${JSON.stringify({ version, images: entries }, undefined, 2)}\n`));
  });
}

/** Empty where there is no such file. */
function readJson(path: string, about: Pick<Complaint, "where" | "fix">): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    const what = `the lock of the image cannot be read: ${(error as Error).message}`;
    throw new UserError({ ...about, what }, { cause: error });
  }
}

function isBuiltImage(value: unknown): value is BuiltImage {
  const entry = asTable(value);
  return keys.every((key) => typeof entry[key] === "string") && ["string", "undefined"].includes(typeof entry["fresh"]);
}
