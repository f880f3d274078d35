import { basename, dirname, join, resolve } from "node:path";
import { isFile } from "../file-kind";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { normalizedName } from "../wheel/filename";
import { lockName, namedLock } from "./lock-names";
import { type Pyproject, readPyproject } from "./pyproject";
import { asList, asTable, asText, asTexts, readToml } from "./toml";

/** Where a function says what it needs. Paths are absolute. */
export type Manifest =
  | { readonly kind: "requirements"; readonly path: string; readonly pylock: string | undefined }
  | { readonly kind: "pyproject"; readonly path: string; readonly pylock: string | undefined }
  | { readonly kind: "uv-lock"; readonly path: string; readonly lock: string }
  | { readonly kind: "pylock"; readonly path: string };

/** Files that say what is needed in a way that is not read here, and what to do. */
const foreign: Readonly<Record<string, string>> = {
  Pipfile: "write its packages into a requirements.txt: pipenv requirements > requirements.txt",
  "environment.yml": "write its pip packages into a requirements.txt",
};

/**
 * Finds what a source folder depends on: its requirements.txt or pyproject.toml, with pylock.toml beside it or, for pyproject.toml, the
 * uv.lock of its workspace, which may lie in a folder above. A pyproject.toml without `[project]` only configures tools and does not count.
 *
 * @param source the folder
 * @param named a file, relative to the folder, to read instead of what would be found
 * @returns undefined where the folder names no dependency
 * @throws UserError if there are two kinds, or one that is not read here
 */
export function findManifest(source: string, named?: string): Manifest | undefined {
  const folder = resolve(source);
  if (named !== undefined) return namedManifest(folder, named);
  const requirements = fileIn(folder, "requirements.txt");
  const project = projectIn(folder);
  const pylock = fileIn(folder, "pylock.toml");
  if (requirements !== undefined && project !== undefined) throw twoKinds(requirements, project.path);
  if (requirements !== undefined) return { kind: "requirements", path: requirements, pylock };
  if (project !== undefined) return projectManifest(project, pylock);
  if (pylock !== undefined) return { kind: "pylock", path: pylock };
  for (const [name, fix] of Object.entries(foreign)) {
    const file = fileIn(folder, name);
    if (file !== undefined)
      throw new UserError({ what: `dependencies are not read from ${name}`, where: displayPath(file), fix });
  }
  return undefined;
}

function namedManifest(folder: string, named: string): Manifest {
  const path = resolve(folder, named);
  if (!isFile(path)) {
    throw new UserError({
      what: `the requirements ${named} do not exist`,
      where: displayPath(path),
      fix: "create the file, or correct the path: it is relative to the source folder",
    });
  }
  const name = basename(path);
  if (namedLock(name)?.form === "pylock") return { kind: "pylock", path };
  if (name === "uv.lock") {
    const pyproject = fileIn(folder, "pyproject.toml") ?? join(dirname(path), "pyproject.toml");
    return { kind: "uv-lock", path: pyproject, lock: path };
  }
  if (name === "pyproject.toml") return projectManifest(readPyproject(path), fileIn(dirname(path), "pylock.toml"));
  const pylock = namedLock(name) === undefined ? fileIn(dirname(path), lockName(name, "pylock")) : undefined;
  return { kind: "requirements", path, pylock };
}

function projectIn(folder: string): Pyproject | undefined {
  const path = fileIn(folder, "pyproject.toml");
  if (path === undefined) return undefined;
  const project = readPyproject(path);
  if (project.foreignTool !== undefined) {
    throw new UserError({
      what: `the dependencies are in [tool.${project.foreignTool}], which is not read`,
      where: displayPath(path),
      fix: `move them to [project] dependencies, or write a requirements.txt: ${project.foreignTool} export > requirements.txt`,
    });
  }
  return project.name === undefined ? undefined : project;
}

function projectManifest(project: Pyproject, pylock: string | undefined): Manifest {
  const { path } = project;
  const lock = uvLockOf(project);
  if (lock !== undefined && pylock !== undefined) throw twoKinds(lock, pylock);
  return lock === undefined ? { kind: "pyproject", path, pylock } : { kind: "uv-lock", path, lock };
}

/** The uv.lock beside the project, or that of the workspace above which it is a member of. */
function uvLockOf({ path, name }: Pyproject): string | undefined {
  const own = dirname(path);
  for (let folder = own; ; folder = dirname(folder)) {
    const lock = fileIn(folder, "uv.lock");
    if (lock !== undefined && (folder === own || hasMember(lock, own, name))) return lock;
    if (folder === dirname(folder)) return undefined;
  }
}

function hasMember(lock: string, member: string, name: string | undefined): boolean {
  const { table } = readToml(lock);
  if (asTexts(asTable(table.manifest).members).some((known) => normalizedName(known) === name)) {
    return asList(table.package)
      .map((entry) => asTable(asTable(entry).source))
      .some((origin) => {
        const path = asText(origin.editable) ?? asText(origin.virtual) ?? asText(origin.directory);
        return path !== undefined && resolve(dirname(lock), path) === member;
      });
  }
  return false;
}

function twoKinds(first: string, second: string): UserError {
  const [a, b] = [basename(first), basename(second)];
  return new UserError({
    what: `${a} and ${b} both say what the function needs`,
    where: `${displayPath(first)} and ${displayPath(second)}`,
    fix: `name the one that counts, requirements: "${a}" or "${b}", or remove the other`,
  });
}

function fileIn(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return isFile(path) ? path : undefined;
}
