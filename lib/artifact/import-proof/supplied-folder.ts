import { readdirSync, statSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../errors/user-error";
import { suppliedModules, suppliedPackages } from "../../runtimes/supplied-packages";
import { makeFolder } from "../cache/cache-folder";
import { isFolder } from "../file-kind";
import { normalizedName } from "../wheel/filename";

/** What stands for the packages AWS supplies. */
export interface SuppliedFolder {
  /** Absolute. */
  readonly path: string;
  /** The entries of it that AWS supplies too: it may hold more. */
  readonly entries: readonly string[];
  /** By the names they are imported by. */
  readonly modules: readonly string[];
  /** Another one once a package has changed. */
  readonly stamp: string;
}

/**
 * Finds a folder with the packages AWS supplies: the one that `LAMBDA_CONTAINER_SUPPLIED` names, or the environment of the local cloud for this
 * runtime.
 *
 * @param cwd the folder whose `.local/environments` may hold one
 * @throws UserError if the named one is no folder
 */
export function findSupplied(runtime: string, env: NodeJS.ProcessEnv, cwd: string): SuppliedFolder | undefined {
  const named = env.LAMBDA_CONTAINER_SUPPLIED ?? "";
  if (named === "")
    return environments(runtime, cwd)
      .map(suppliedAt)
      .find(({ modules }) => modules.includes("boto3"));
  if (isFolder(named)) return suppliedAt(resolve(named));
  throw new UserError({
    what: "LAMBDA_CONTAINER_SUPPLIED names no folder",
    where: named,
    fix: "name a folder in which boto3 and what it needs are installed, or unset it",
  });
}

/** Makes a folder that leads to what AWS supplies alone, so that nothing else is found by chance. */
export function linkSupplied(supplied: SuppliedFolder | undefined, folder: string): void {
  makeFolder(folder);
  for (const name of supplied?.entries ?? []) symlinkSync(join(supplied?.path ?? "", name), join(folder, name));
}

function environments(runtime: string, cwd: string): string[] {
  const folder = join(cwd, ".local", "environments");
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(`${runtime}-`));
    const paths = names.map((name) => join(folder, name, "lib", runtime, "site-packages")).filter(isFolder);
    return paths.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs || (a < b ? -1 : 1));
  } catch {
    return [];
  }
}

function suppliedAt(path: string): SuppliedFolder {
  const supplied = readdirSync(path).filter((name) => suppliedModules.has(moduleOf(name)) || isMetadata(name));
  const stamped = supplied.sort().flatMap((name) => {
    const { mtimeMs } = statSync(join(path, name), { throwIfNoEntry: false }) ?? {}; // a link may lead nowhere
    return mtimeMs === undefined ? [] : [{ name, stamp: `${name} ${mtimeMs}` }];
  });
  const entries = stamped.map(({ name }) => name);
  const modules = entries.map(moduleOf).filter((name) => suppliedModules.has(name));
  return { path, entries, modules: modules.sort(), stamp: [path, ...stamped.map(({ stamp }) => stamp)].join("\n") };
}

function moduleOf(entry: string): string {
  return entry.replace(/\.py$/, "");
}

function isMetadata(entry: string): boolean {
  const [, name = ""] = /^(.+?)-[^-]+\.dist-info$/.exec(entry) ?? [];
  return (suppliedPackages as readonly string[]).includes(normalizedName(name));
}
