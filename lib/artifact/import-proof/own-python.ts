import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { isFile } from "../file-kind";
import { findPythons } from "../python-scan/find-python";

/** A Python of the runtime's own minor. */
export interface OwnPython {
  readonly path: string;
  /** Another one for another file: it stands for the Python in keys of the cache. */
  readonly stamp: string;
}

/**
 * The Pythons of one minor on this machine, without running one: what `LAMBDA_CONTAINER_PYTHON` names if it is of that minor, then those on PATH
 * and among pyenv's versions, then those that uv manages.
 */
export function ownPythons(minor: number, env: NodeJS.ProcessEnv): OwnPython[] {
  const onPath = { PATH: env.PATH };
  const places = (env.LAMBDA_CONTAINER_PYTHON ?? "") === "" ? [onPath] : [env, onPath];
  const pythons = places.flatMap((each) => findPythons(minor, each));
  const found = pythons.flatMap((python) => (python.minor === minor ? [python.path] : []));
  const paths = [...new Set([...found, ...managedByUv(minor, env)].flatMap(real))];
  return paths.map((path) => {
    const { size, mtimeMs } = statSync(path);
    return { path, stamp: `${path} ${size} ${mtimeMs}` };
  });
}

/** See https://docs.astral.sh/uv/reference/storage/#python-versions (seen 2026-11). */
function managedByUv(minor: number, env: NodeJS.ProcessEnv): string[] {
  const data = env.XDG_DATA_HOME ?? (env.HOME === undefined ? undefined : join(env.HOME, ".local", "share"));
  const folder = env.UV_PYTHON_INSTALL_DIR ?? (data === undefined ? undefined : join(data, "uv", "python"));
  if (folder === undefined) return [];
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(`cpython-3.${minor}.`));
    return names
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((name) => join(folder, name, "bin", `python3.${minor}`));
  } catch {
    return [];
  }
}

/** Links are followed: an environment's `python` would look for its own packages. */
function real(path: string): string[] {
  return isFile(path) ? [realpathSync(path)] : [];
}
