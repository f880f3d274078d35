import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isFile } from "../file-kind";
import { UserError } from "../../errors/user-error";
import { type Pyproject, readPyproject } from "../requirements/pyproject";
import type { Listed } from "../requirements/requirements-file";
import { asTable, asText, asTexts, readToml } from "../requirements/toml";
import { normalizedName } from "../wheel/filename";

/**
 * What a project depends on, with `[tool.uv.sources]` followed: a dependency that lies in a folder, and what that folder's own project
 * finds in folders, stand there by their paths.
 *
 * @throws UserError if a source is a repository, or a folder of the workspace is not there
 */
export function projectRequirements(project: Pyproject): Listed[] {
  const found = new Map<string, Listed>();
  const follow = ({ dependencies, sources, path }: Pyproject, isTop: boolean): void => {
    for (const listed of dependencies) {
      const name = listed.requirement.name ?? "";
      const source = Object.entries(sources).find(([key]) => normalizedName(key) === name)?.[1];
      const address = source === undefined ? undefined : sourceAddress(name, source, path, listed);
      if (address === undefined) {
        if (isTop) found.set(`${name} ${listed.line}`, listed);
        continue;
      }
      if (found.has(address)) continue;
      found.set(address, { ...listed, requirement: { ...listed.requirement, specifier: [], address } });
      const inner = join(address, "pyproject.toml");
      if (isFile(inner)) follow(readPyproject(inner), false);
    }
  };
  follow(project, true);
  return [...found.values()];
}

/** A path or URL; undefined where an index has it. */
function sourceAddress(name: string, source: unknown, path: string, listed: Listed): string | undefined {
  const table = asTable(Array.isArray(source) ? (source as unknown[])[0] : source);
  const folder = dirname(path);
  const where = `${listed.file}:${listed.line}`;
  if ("git" in table) {
    const what = `${name} comes from a repository, and only wheels are packed`;
    throw new UserError({ what, where, fix: "put its source into the workspace, or depend on a version that an index has" });
  }
  const own = asText(table.path);
  if (own !== undefined) return resolve(folder, own);
  if (table.workspace === true) return workspaceMember(name, folder, where);
  return asText(table.url);
}

function workspaceMember(name: string, start: string, where: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, "pyproject.toml");
    if (isFile(file) && readPyproject(file).isWorkspaceRoot) {
      const { table } = readToml(file);
      const patterns = asTexts(asTable(asTable(asTable(table.tool).uv).workspace).members);
      const member = patterns.flatMap((pattern) => foldersLike(folder, pattern)).find((each) => projectName(each) === name);
      if (member !== undefined) return member;
      break;
    }
    if (folder === dirname(folder)) break;
  }
  const fix = "add its folder to members in [tool.uv.workspace], or correct the name";
  throw new UserError({ what: `${name} is no member of the workspace`, where, fix });
}

function projectName(folder: string): string | undefined {
  const file = join(folder, "pyproject.toml");
  return isFile(file) ? readPyproject(file).name : undefined;
}

/** The folders a pattern such as `packages/*` names; `*` stands for any part of one name. */
function foldersLike(root: string, pattern: string): string[] {
  let folders = [root];
  for (const segment of pattern.split("/").filter((each) => each !== "" && each !== ".")) {
    const name = new RegExp(`^${segment.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    folders = segment.includes("*")
      ? folders.flatMap((folder) =>
          subfolders(folder)
            .filter((each) => name.test(each))
            .map((each) => join(folder, each)),
        )
      : folders.map((folder) => join(folder, segment));
  }
  return folders;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
