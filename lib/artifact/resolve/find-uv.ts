import { spawnSync } from "node:child_process";
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { isFile } from "../file-kind";
import { UserError } from "../../errors/user-error";
import { makeFolder } from "../cache/cache-folder";
import { temporaryPath } from "../cache/temporary";
import type { Uv } from "./run-uv";
import release from "./uv-release.json";

/** Where to look for uv. */
export interface UvSearch {
  /** The cache's folder. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** The folder whose `.local/environments` may hold one. */
  readonly cwd: string;
  readonly offline: boolean;
  /** Takes secrets out of messages. */
  readonly scrub: (text: string) => string;
  /** Is told what takes a while. */
  readonly say: (line: string) => void;
}

const cure = "install uv (python3 -m pip install uv), or name one in LAMBDA_CONTAINER_UV";

/**
 * Finds uv: the one `LAMBDA_CONTAINER_UV` names, else on PATH, in the cache, or in the project's `.local/environments`. Where there is none,
 * pip puts the release this project was tried with, compared by its hashes, into the cache.
 *
 * @throws UserError if none can be had, or the named one does not answer
 */
export function findUv(search: UvSearch): Uv {
  const { cache, env, cwd, offline } = search;
  const named = env.LAMBDA_CONTAINER_UV ?? "";
  if (named !== "") {
    const uv = asked(resolve(cwd, named), env); // it is run in other folders
    if (uv !== undefined) return uv;
    throw new UserError({
      what: "LAMBDA_CONTAINER_UV names no uv that answers",
      where: named,
      fix: "correct the path, or unset it",
    });
  }
  const inCache = join(cache, `uv-${release.version}`, "bin", "uv");
  for (const path of [...onPath(env), inCache, ...inProject(cwd)]) {
    const uv = asked(path, env);
    if (uv !== undefined) return uv;
  }
  if (offline) throw new UserError({ what: "there is no uv here, and none may be fetched offline", fix: cure });
  install(search);
  const installed = asked(inCache, env);
  if (installed !== undefined) return installed;
  throw new UserError({ what: "the uv that pip installed does not run on this machine", where: inCache, fix: cure });
}

/** The uv at a path, if there is one and it runs: a shim of pyenv may lie on PATH and lead nowhere. */
function asked(path: string, env: NodeJS.ProcessEnv): Uv | undefined {
  if (!isFile(path)) return undefined;
  const { status, stdout } = spawnSync(path, ["--version"], { env, encoding: "utf8", timeout: 30_000 });
  const [, version] = /^uv (\d+\.\d+\.\d+)/.exec(status === 0 ? stdout : "") ?? [];
  return version === undefined ? undefined : { path, version };
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? "").split(delimiter).flatMap((folder) => (folder === "" ? [] : [join(folder, "uv")]));
}

function inProject(cwd: string): string[] {
  const environments = join(cwd, ".local", "environments");
  try {
    const names = readdirSync(environments).filter((name) => name.startsWith("tools-"));
    return names.sort().map((name) => join(environments, name, "bin", "uv"));
  } catch {
    return [];
  }
}

function install({ cache, env, scrub, say }: UvSearch): void {
  say(`installing uv ${release.version} into the cache`);
  const target = temporaryPath(cache);
  const list = temporaryPath(cache);
  const final = join(makeFolder(cache), `uv-${release.version}`);
  try {
    writeFileSync(list, [`uv==${release.version}`, ...release.hashes.map((hash) => `--hash=sha256:${hash}`)].join(" \\\n    "));
    const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--no-deps"];
    const all = [...args, "--require-hashes", "--target", target, "--requirement", list];
    const { status, stderr, error } = spawnSync("python3", all, { env, encoding: "utf8" });
    if (status !== 0) {
      const said = error?.message ?? scrub(stderr).trim().split("\n").slice(-3).join("\n");
      throw new UserError({ what: `there is no uv here, and pip cannot install it:\n${said}`, fix: cure }, { cause: error });
    }
    rmSync(final, { recursive: true, force: true });
    renameSync(target, final);
  } catch (error) {
    // Another build was faster.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(list, { force: true });
    rmSync(target, { recursive: true, force: true });
  }
}
