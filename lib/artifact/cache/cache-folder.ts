import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "../../errors/user-error";

/** Raised when the layout of the folder changes, so that an older and a newer release never read each other's files. */
const layout = "v1";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The person's cache folder, absolute: `LAMBDA_CONTAINER_CACHE`, else `lambda-container` in `XDG_CACHE_HOME`, in `~/Library/Caches` on
 * macOS, or in `~/.cache`; in it one folder a layout. It is not made here.
 */
export function cacheFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(base(env, platform), layout);
}

/**
 * Makes a folder in the cache, readable by its owner alone: wheels of a private index lie in it.
 *
 * @throws UserError if it cannot be made
 */
export function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    throw cacheFault(folder, error);
  }
}

/** The error for a cache that cannot be written. */
export function cacheFault(path: string, error: unknown): UserError {
  return new UserError(
    {
      what: `the cache cannot be written: ${(error as Error).message}`,
      where: path,
      fix: "make room there, give yourself the right to write, or name another folder in LAMBDA_CONTAINER_CACHE",
    },
    { cause: error },
  );
}

function base(env: Environment, platform: NodeJS.Platform): string {
  const own = env.LAMBDA_CONTAINER_CACHE;
  if (own !== undefined && own !== "") return resolve(own);
  const xdg = env.XDG_CACHE_HOME;
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "lambda-container");
  const home = env.HOME === undefined || env.HOME === "" ? homedir() : env.HOME;
  return platform === "darwin" ? join(home, "Library", "Caches", "lambda-container") : join(home, ".cache", "lambda-container");
}
