import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UserError } from "../../errors/user-error";
import { entryKey, readEntry, writeEntry } from "../cache/entries";
import { temporaryPath } from "../cache/temporary";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import { readPyproject } from "../requirements/pyproject";
import { asList, asTable, asText, readToml } from "../requirements/toml";
import { type CopiedFile, copyProject, readProject } from "./project-copy";
import type { ResolveContext } from "./resolve-context";
import { runUv, type UvOutcome } from "./run-uv";
import { uvFailure } from "./uv-failure";

/** Part of the key: another number for whatever changes what an entry says. */
const format = 1;

/**
 * What a uv.lock says of one project, as the text of a pylock.toml with paths relative to the project's folder. uv itself checks that the
 * lock fits the project and its workspace, and reads it; once for each content of these.
 *
 * @param pyproject absolute path of the project's pyproject.toml
 * @param lock absolute path
 * @throws UserError if the lock no longer fits
 */
export function exportUvLock(pyproject: string, lock: string, context: ResolveContext): string {
  const folder = dirname(pyproject);
  const key = exportKey(pyproject, lock);
  const known = context.refresh ? undefined : readEntry(context.cache, "exports", key);
  if (typeof known === "string") return known;
  context.say(`reading ${displayPath(lock)}`);
  const { status, stdout, stderr } = exported(folder, projectFolders(lock), context);
  if (status === 0) {
    const text = withoutCredentials(stdout);
    writeEntry(context.cache, "exports", key, text);
    return text;
  }
  const said = context.scrub(stderr);
  if (/needs to be updated|--locked|--check/.test(said)) {
    throw new UserError({
      what: "uv.lock no longer fits pyproject.toml",
      where: displayPath(lock),
      fix: `in ${displayPath(folder)}, run: uv lock`,
    });
  }
  if (/Failed to parse .*uv\.lock|invalid.*lock/i.test(said)) {
    const [first = ""] = /cause: ([^\n]*)/.exec(said)?.slice(1) ?? [];
    throw new UserError({
      what: `uv.lock cannot be read: ${first}`,
      where: displayPath(lock),
      fix: `remove it, then run: uv lock`,
    });
  }
  throw new UserError(
    uvFailure({
      said,
      platform: context.platform,
      manifest: displayPath(pyproject),
      where: () => undefined,
      newestFitting: () => undefined,
    }),
  );
}

/** Finds the line, from 1, where a uv.lock has a distribution, by its normalised name; 1 where it has none. */
export function linesOfUvLock(text: string): (name: string) => number {
  const names = text.split("\n").map((line, index) => [/^name = "([^"]*)"$/.exec(line)?.[1] ?? "", index] as const);
  const lines = new Map(names.reverse()); // of several versions the first
  return (name) => lines.get(name) ?? 1;
}

/**
 * Runs `uv export` in the folder or, where uv would have to ask a build backend for what a project says of itself, in a copy: setuptools
 * answers by writing into the project.
 */
function exported(folder: string, projects: readonly string[], context: ResolveContext): UvOutcome {
  const { env, offline } = context;
  const args = [
    ...["export", "--quiet", "--locked", "--format", "pylock.toml", "--no-header", "--no-dev", "--no-default-groups"],
    ...["--no-emit-project", "--no-editable"],
  ];
  if (!projects.some(isDynamic)) return runUv(context.uv(), { args, cwd: folder, env, offline });
  const work = temporaryPath(context.cache);
  const root = commonFolder(projects);
  try {
    for (const project of projects) {
      const isRoot = projects.every((other) => other === project || other.startsWith(`${project}${sep}`));
      // Of a workspace's root only what makes it one: it may hold anything else.
      const names = ["pyproject.toml", "uv.lock", "uv.toml", "README.md"];
      const files = isRoot && projects.length > 1 && !isDynamic(project) ? filesNamed(project, names) : readProject(project);
      copyProject(files, join(work, relative(root, project)));
    }
    return runUv(context.uv(), { args, cwd: join(work, relative(root, folder)), env, offline });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function isDynamic(folder: string): boolean {
  const path = join(folder, "pyproject.toml");
  if (!existsSync(path)) return existsSync(join(folder, "setup.py"));
  const { name, dynamic, isWorkspaceRoot } = readPyproject(path);
  return dynamic.length > 0 || (name === undefined && !isWorkspaceRoot);
}

function filesNamed(folder: string, names: readonly string[]): CopiedFile[] {
  const present = names.filter((name) => existsSync(join(folder, name)));
  return present.map((path) => ({ path, absolutePath: join(folder, path), executable: false }));
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? sep;
  while (!folders.every((folder) => folder === common || folder.startsWith(`${common}${sep}`))) {
    if (common === dirname(common)) return common;
    common = dirname(common);
  }
  return common;
}

/** The folder of the lock, and every one that it says has a project. */
function projectFolders(lock: string): string[] {
  const root = dirname(lock);
  const folders = asList(readToml(lock).table.package).flatMap((entry) => {
    const origin = asTable(asTable(entry).source);
    const path = asText(origin.editable) ?? asText(origin.virtual) ?? asText(origin.directory);
    return path === undefined ? [] : [resolve(root, path)];
  });
  return [...new Set([root, ...folders])];
}

/** The lock, and the pyproject.toml of all that it says lies in a folder: what uv compares it with. */
function exportKey(pyproject: string, lock: string): string {
  const root = dirname(lock);
  const files = projectFolders(lock).flatMap((folder) =>
    isDynamic(folder) ? readProject(folder).map(({ absolutePath }) => absolutePath) : [resolve(folder, "pyproject.toml")],
  );
  return entryKey({
    format,
    project: relative(root, pyproject),
    lock: withoutCredentials(readFileSync(lock, "utf8")),
    projects: files.sort().map((file) => [relative(root, file), withoutCredentials(contentOf(file))]),
  });
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // a workspace's root need not be a project; a member that is gone is for uv to name
  }
}
