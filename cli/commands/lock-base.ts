import { displayPath, shownText } from "../../lib/artifact/display-path";
import { baseImageOf, type BaseImageId, ociPlatform } from "../../lib/artifact/image/base-image";
import { baseLockPath, isSame, readBaseLock, writeBaseLock } from "../../lib/artifact/image/base-lock";
import type { BaseImage } from "../../lib/artifact/image/oci";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { isManagedRuntime, managedRuntimes } from "../../lib/runtimes/managed-runtimes";
import { fetchBase, OtherPlatforms } from "../registry/fetch-base";
import type { Io } from "./command";

/** What was locked. */
export interface LockedBase {
  /** The lock, as a person would name it. */
  readonly path: string;
  readonly images: readonly (Pick<BaseImage, "name" | "platform" | "digest"> & { readonly before: string | undefined })[];
}

/** What was locked, and what kept other platforms from it that the image may well be there for. */
export interface LockedBases {
  readonly locked: LockedBase;
  readonly complaints: readonly Complaint[];
}

const architectures = ["x86_64", "arm64"] as const;

/**
 * Locks a base image for each platform that its registry has it for, beside those that are locked already.
 *
 * @param named a runtime, or the name of an image
 * @throws UserError if it can be had for no platform, nothing may be fetched, or the lock cannot be read or written
 */
export async function lockBase(named: string, { root, env, err }: Io): Promise<LockedBases> {
  refuseNeither(named);
  refuseOffline(named, env);
  const path = baseLockPath(root, env);
  const locked = readBaseLock(path);
  const fetched: BaseImage[] = [];
  const absent: Complaint[] = [];
  const complaints: Complaint[] = [];
  for (const id of architectures.map((architecture) => wanted(named, architecture))) {
    try {
      fetched.push(await fetchBase(id, env));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      (error instanceof OtherPlatforms ? absent : complaints).push(...error.complaints);
    }
  }
  if (fetched.length === 0) throwIfAny([...complaints, ...absent]);
  for (const { what } of absent) err(what);
  writeBaseLock(path, [...locked.filter((image) => !fetched.some((other) => isSame(other, image))), ...fetched]);
  const report = {
    path: displayPath(path),
    images: fetched.map(({ name, platform, digest }) => ({
      ...{ name, platform, digest, before: locked.find((other) => isSame(other, { name, platform }))?.digest },
    })),
  };
  return { locked: report, complaints };
}

function refuseNeither(named: string): void {
  if (isManagedRuntime(named) || named.includes("/")) return;
  const what = `"${shownText(named)}" is neither a runtime nor the name of an image with its registry`;
  const runtimes = Object.keys(managedRuntimes).join(", ");
  throw new UserError({ what, fix: `name one of ${runtimes}, or an image: public.ecr.aws/lambda/python:3.11` });
}

/** What a registry has by a name may be another image each day: there is nothing to take from a cache. */
function refuseOffline(named: string, env: Io["env"]): void {
  if (env["LAMBDA_CONTAINER_OFFLINE"] !== "1") return;
  const what = `the base image of ${shownText(named)} is in its registry, which is not to be asked`;
  throw new UserError({ what, where: "LAMBDA_CONTAINER_OFFLINE", fix: "run it once with the network, and unset it" });
}

function wanted(named: string, architecture: (typeof architectures)[number]): BaseImageId {
  if (isManagedRuntime(named)) return baseImageOf(named, architecture);
  return { name: named, platform: ociPlatform(architecture) };
}

/** As a person reads it. */
export function lockedBaseText({ path, images }: LockedBase): string {
  const lines = images.map(({ name, platform, digest, before }) => {
    const change = before === undefined ? "added" : before === digest ? "nothing changed" : `was ${before}`;
    return `  ${name}  ${platform}  ${digest}  (${change})`;
  });
  return [path, ...lines].join("\n");
}
