import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stringify } from "smol-toml";
import { type Complaint, throwIfAny, UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import type { LockForm } from "../requirements/lock-names";
import { type LockedDistribution, readLock } from "./lock-changes";
import { type LockPlace, lockPlace } from "./lock-place";
import { platformOf } from "./platform";
import { lockHeading } from "./requirements-lock";
import type { Resolved } from "./resolution";
import type { DependencyRequest } from "./resolve-context";
import { resolveWanted } from "./resolve-wanted";
import { lockKey, wantedBy } from "./wanted";

/** A lock that was written. */
export interface WrittenLock extends LockPlace {
  readonly resolved: Resolved;
  /** What the one before held; undefined where there was none. */
  readonly before: readonly LockedDistribution[] | undefined;
}

/**
 * Resolves anew what a function needs and writes the lock beside its manifest, whole or not at all: `pylock.toml`, or requirements with
 * hashes, which name no address, as `requirements.lock.txt`. The lock is for one runtime and architecture; it holds URLs without credentials.
 *
 * @param form @default that of the lock the function names, else a pylock.toml
 * @throws UserError if there is nothing to lock, or uv.lock is what locks it
 */
export function writeLock(request: DependencyRequest, form?: LockForm): WrittenLock {
  const place = lockPlace(request, form);
  if ("why" in place) throw new UserError(place.why);
  const { manifest, path } = place;
  const env = request.env ?? process.env;
  const before = readLock(path, place.form, env);
  const wanted = wantedBy(manifest, env);
  const resolved = resolveWanted(wanted, manifest.path, { ...request, refresh: request.refresh ?? true });
  const text =
    place.form === "pylock" ? pylockText(resolved, lockKey(wanted), path) : requirementsText(resolved, lockKey(wanted));
  writeBeside(path, text);
  return { ...place, resolved, before };
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
 * @throws UserError if a part of it comes from where no index leads: a folder, a file, an address
 */
function requirementsText({ resolution }: Resolved, requirements: string): string {
  const { distributions } = resolution;
  throwIfAny(
    distributions.flatMap(({ name, wheel: { origin } }): Complaint[] => {
      if (origin === "index") return [];
      const comesFrom = origin === "built" ? "is built of a folder" : "comes from an address or a file of its own";
      const what = `${name} ${comesFrom}, which requirements cannot lock by hash alone`;
      return [{ what, fix: "lock as pylock.toml instead: --form pylock" }];
    }),
  );
  const lines = distributions.map(({ name, version, wheel }) => `${name}==${version} \\\n    --hash=sha256:${wheel.sha256}`);
  return [...lockHeading(resolution, requirements), ...lines, ""].join("\n");
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
