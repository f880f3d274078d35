import { basename, dirname, join, resolve } from "node:path";
import { isFile } from "../file-kind";
import { type Complaint, UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { type LockForm, lockName, manifestNames, type NamedLock, namedLock } from "../requirements/lock-names";
import { findManifest, type Manifest } from "../requirements/manifest";
import { isOwnLock } from "./requirements-lock";
import type { DependencyRequest } from "./resolve-context";

/** What requirements.txt and pyproject.toml are, and uv.lock is not: something that a lock is made from. */
export type LockableManifest = Manifest & { readonly kind: "requirements" | "pyproject" };

/** From what to make a lock, and where it goes. */
export interface LockPlace {
  readonly manifest: LockableManifest;
  /** Absolute. */
  readonly path: string;
  readonly form: LockForm;
}

/** A folder whose lock is not for us to write. */
export interface NoLockNeeded {
  readonly why: Complaint;
}

/**
 * Where the lock of a function goes: beside the manifest it is made from. Where the function names a lock as its requirements, that very
 * file is written anew from its manifest.
 *
 * @param form @default that of the lock the function names, else a pylock.toml
 * @throws UserError if the manifest cannot be found
 */
export function lockPlace(
  { source, requirements }: Pick<DependencyRequest, "source" | "requirements">,
  form?: LockForm,
): LockPlace | NoLockNeeded {
  const named = requirements === undefined ? undefined : resolve(source, requirements);
  const lock = named === undefined ? undefined : (namedLock(basename(named)) ?? renamedLock(named));
  if (named === undefined || lock === undefined) {
    const manifest = findManifest(source, requirements);
    if (manifest === undefined) return { why: nothingToLock(source) };
    if (manifest.kind === "uv-lock") return { why: lockedByUv(manifest.lock) };
    if (manifest.kind === "pylock") throw withoutManifest(manifest.path);
    return beside(manifest, form ?? "pylock");
  }
  const manifest = manifestOf(named, lock, source);
  if (manifest === undefined) throw withoutManifest(named);
  if (manifest.kind === "uv-lock") throw new UserError(lockedByUv(manifest.lock, named));
  return form === undefined || form === lock.form ? { manifest, path: named, form: lock.form } : beside(manifest, form);
}

/** Whether a function reads a lock, when it names this as its requirements, or nothing. */
export function readsLock({ source, requirements }: Pick<DependencyRequest, "source" | "requirements">, lock: string): boolean {
  const manifest = findManifest(source, requirements);
  if (manifest === undefined) return false;
  return manifest.path === lock || ("pylock" in manifest && manifest.pylock === lock);
}

function beside(manifest: LockableManifest, form: LockForm): LockPlace {
  return { manifest, path: join(dirname(manifest.path), lockName(basename(manifest.path), form)), form };
}

/** The manifest a lock was made from: one of its own name, else what is found beside it, or in the source folder. */
function manifestOf(lock: string, name: NamedLock, source: string): Exclude<Manifest, { kind: "pylock" }> | undefined {
  const own = manifestNames(name).find((each) => isFile(join(dirname(lock), each)));
  const uvLock = join(dirname(lock), "uv.lock");
  if (own === undefined && isFile(uvLock)) throw new UserError(lockedByUv(uvLock, lock));
  const candidates = own === undefined ? [[dirname(lock)], [resolve(source)]] : [[dirname(lock), own]];
  for (const [folder = "", named] of candidates) {
    const manifest = findManifest(folder, named);
    if (manifest !== undefined && manifest.kind !== "pylock" && manifest.path !== lock) return manifest;
  }
  return undefined;
}

/** A lock of ours that somebody gave another name. */
function renamedLock(path: string): NamedLock | undefined {
  return isOwnLock(path) ? { form: "requirements", stem: undefined } : undefined;
}

function nothingToLock(source: string): Complaint {
  return {
    what: "there is nothing to lock: the folder names no dependency",
    where: displayPath(resolve(source)),
    fix: "write a requirements.txt with what it needs",
  };
}

/** @param exported the lock that a function names instead, which then comes from uv.lock */
function lockedByUv(lock: string, exported?: string): Complaint {
  const fix = exported === undefined ? "write it anew with: uv lock" : `uv lock, then: uv export -o ${basename(exported)}`;
  return { what: "uv.lock is what locks this project", where: displayPath(lock), fix };
}

function withoutManifest(lock: string): UserError {
  return new UserError({
    what: "there is no manifest beside the lock to write it from",
    where: displayPath(lock),
    fix: "write a requirements.txt with what it needs",
  });
}
