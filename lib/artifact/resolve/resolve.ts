import { dirname } from "node:path";
import { displayPath } from "../display-path";
import { sweepTemporary } from "../cache/temporary";
import { findManifest, type Manifest } from "../requirements/manifest";
import { parsePylock } from "../requirements/pylock";
import { readPyproject } from "../requirements/pyproject";
import { readTomlText } from "../requirements/toml";
import { checkLockFits } from "./lock-fits";
import { platformOf } from "./platform";
import { checkRequirementsLock } from "./requirements-lock";
import type { Resolved } from "./resolution";
import { type DependencyRequest, resolveContext, type ResolveContext } from "./resolve-context";
import { resolveLocked } from "./resolve-locked";
import { resolveWanted } from "./resolve-wanted";
import { exportUvLock, linesOfUvLock } from "./uv-lock";
import { uvSettings } from "./uv-settings";
import { lockKey, wantedBy } from "./wanted";

/**
 * Finds out which wheel of what a function needs, for its runtime and architecture and whatever this machine is. Locks are honoured with
 * their hashes; without one uv resolves, and the answer stands until the requirements change or a refresh is asked for. Where all is
 * cached, no process starts.
 *
 * @returns undefined where the folder names no dependency
 * @throws UserError with file, line and cure
 */
export function resolveDependencies(request: DependencyRequest): Resolved | undefined {
  const manifest = findManifest(request.source, request.requirements);
  if (manifest === undefined) return undefined;
  const resolved = resolveManifest(manifest, request);
  const distributions = [...resolved.resolution.distributions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...resolved, resolution: { ...resolved.resolution, distributions } };
}

function resolveManifest(manifest: Manifest, request: DependencyRequest): Resolved {
  const env = request.env ?? process.env;
  const { kind, path } = manifest;
  if (kind === "pylock") {
    const lock = {
      text: readTomlText(path),
      folder: dirname(path),
      file: displayPath(path),
      sources: [path],
      requirements: [],
    };
    return resolveLocked(lock, prepare(request, []));
  }
  if (kind === "uv-lock") {
    const { dependencies: requirements } = readPyproject(path);
    const { lock } = manifest;
    const locked = readTomlText(lock);
    const context = prepare(request, [...uvSettings(dirname(path), env).texts, locked]);
    const text = exportUvLock(path, lock, context);
    const lineOf = linesOfUvLock(locked);
    const sources = [path, lock];
    return resolveLocked({ text, folder: dirname(path), file: displayPath(lock), lineOf, sources, requirements }, context);
  }
  const wanted = wantedBy(manifest, env);
  const { pylock } = manifest;
  if (pylock === undefined) {
    if (kind === "requirements")
      checkRequirementsLock(path, wanted.requirements, platformOf(request.runtime, request.architecture), env);
    return resolveWanted(wanted, path, request);
  }
  const context = prepare(request, []);
  const text = readTomlText(pylock);
  const file = displayPath(pylock);
  const { requirements } = wanted;
  checkLockFits(parsePylock(text, file), requirements, context.platform, lockKey(wanted), file);
  return resolveLocked({ text, folder: dirname(pylock), file, sources: [path, pylock], requirements }, context);
}

function prepare(request: DependencyRequest, texts: readonly string[]): ResolveContext {
  const context = resolveContext(request, texts);
  sweepTemporary(context.cache);
  return context;
}
