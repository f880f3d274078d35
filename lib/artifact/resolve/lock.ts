import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stringify } from "smol-toml";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import { findManifest, type Manifest } from "../requirements/manifest";
import { platformOf } from "./platform";
import type { Resolved } from "./resolution";
import type { DependencyRequest } from "./resolve-context";
import { resolveWanted } from "./resolve-wanted";
import { lockKey, wantedBy } from "./wanted";

/** In which form to write a lock. */
export type LockForm = "pylock" | "requirements";

/** A lock that was written. */
export interface WrittenLock {
  /** Absolute. */
  readonly path: string;
  readonly resolved: Resolved;
}

/**
 * Resolves anew what a function needs and writes the lock beside its manifest, whole or not at all: `pylock.toml`, or requirements with
 * hashes, which name no address, as `requirements.lock.txt`. The lock is for one runtime and architecture; it holds URLs without credentials.
 *
 * @throws UserError if there is nothing to lock, or uv.lock is what locks it
 */
export function writeLock(request: DependencyRequest, form: LockForm = "pylock"): WrittenLock {
  const manifest = lockable(request);
  const wanted = wantedBy(manifest, request.env ?? process.env);
  const resolved = resolveWanted(wanted, manifest.path, { ...request, refresh: request.refresh ?? true });
  const path = join(dirname(manifest.path), form === "pylock" ? "pylock.toml" : "requirements.lock.txt");
  writeBeside(path, form === "pylock" ? pylockText(resolved, lockKey(wanted), path) : requirementsText(resolved));
  return { path, resolved };
}

/** A resolution as a pylock.toml: https://packaging.python.org/en/latest/specifications/pylock-toml/ */
function pylockText({ resolution, locations, folders }: Resolved, requirements: string, path: string): string {
  const { runtime, architecture, distributions } = resolution;
  const { python, machine } = platformOf(runtime, architecture);
  const fromLock = (place: string): string => relative(dirname(path), place).replaceAll("\\", "/");
  const packages = distributions.map(({ name, version, wheel: { filename, sha256, size } }) => {
    const folder = folders.get(sha256);
    if (folder !== undefined) return { name, directory: { path: fromLock(folder) } };
    const location = locations.get(sha256) ?? "";
    const address = /^https?:/i.test(location) ? { url: withoutCredentials(location) } : { path: fromLock(location) };
    return {
      name,
      version,
      wheels: [{ name: filename, ...address, ...(size === undefined ? {} : { size }), hashes: { sha256 } }],
    };
  });
  const environments = [`sys_platform == 'linux' and platform_machine == '${machine}' and python_version == '${python}'`];
  const own = { "lambda-container": { runtime, architecture, requirements } };
  const head = { "lock-version": "1.0", "created-by": "lambda-container", environments, "requires-python": `==${python}.*` };
  return `${stringify({ ...head, packages, tool: own })}\n`;
}

/**
 * A resolution as requirements with hashes.
 *
 * @throws UserError if a part of it is built of a folder
 */
function requirementsText({ resolution }: Resolved): string {
  const { runtime, architecture, distributions } = resolution;
  const built = distributions.find(({ wheel }) => wheel.origin === "built");
  if (built !== undefined) {
    const what = `${built.name} is built of a folder, which requirements cannot lock by hash`;
    throw new UserError({ what, fix: "lock as pylock.toml instead" });
  }
  const lines = distributions.map(({ name, version, wheel }) => `${name}==${version} \\\n    --hash=sha256:${wheel.sha256}`);
  return [`# Locked for ${runtime} on ${architecture}. Write it anew with: npm run lock`, ...lines, ""].join("\n");
}

function lockable(request: DependencyRequest): Manifest & { readonly kind: "requirements" | "pyproject" } {
  const manifest = findManifest(request.source, request.requirements);
  if (manifest === undefined) {
    throw new UserError({
      what: "there is nothing to lock: the folder names no dependency",
      where: displayPath(request.source),
      fix: "write a requirements.txt with what it needs",
    });
  }
  if (manifest.kind === "uv-lock") {
    throw new UserError({
      what: "uv.lock is what locks this project",
      where: displayPath(manifest.lock),
      fix: "write it anew with: uv lock",
    });
  }
  if (manifest.kind === "pylock") {
    const what = "there is no manifest beside the lock to write it from";
    throw new UserError({ what, where: displayPath(manifest.path), fix: "write a requirements.txt with what it needs" });
  }
  return manifest;
}

function writeBeside(path: string, text: string): void {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(dirname(path), ".lock-"));
    writeFileSync(join(folder, "lock"), text);
    renameSync(join(folder, "lock"), path);
  } catch (error) {
    const what = `the lock cannot be written: ${(error as Error).message}`;
    throw new UserError({ what, where: displayPath(path), fix: "give yourself the right to write there" }, { cause: error });
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
