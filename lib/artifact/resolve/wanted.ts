import { UserError } from "../../errors/user-error";
import { entryKey } from "../cache/entries";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import type { Manifest } from "../requirements/manifest";
import { readPyproject } from "../requirements/pyproject";
import { type IndexSettings, type Listed, readRequirementsFile, type RequirementsFile } from "../requirements/requirements-file";
import { specifierText } from "../requirements/specifier";
import { projectRequirements } from "./project-sources";

const noIndexes: IndexSettings = { indexUrl: undefined, extraIndexUrls: [], findLinks: [], noIndex: false, preReleases: false };

/** What a manifest asks for, and, of one that is resolved by uv, where to look. */
export interface Wanted {
  readonly requirements: readonly Listed[];
  readonly file: RequirementsFile;
}

/** Reads what a requirements.txt or pyproject.toml asks for. */
export function wantedBy(manifest: Manifest & { readonly kind: "requirements" | "pyproject" }, env: NodeJS.ProcessEnv): Wanted {
  if (manifest.kind === "requirements") {
    const file = readRequirementsFile(manifest.path, env);
    return { requirements: file.requirements, file };
  }
  const project = readPyproject(manifest.path);
  if (project.dynamic.includes("dependencies")) {
    throw new UserError({
      what: "the dependencies are dynamic: only a build knows them",
      where: displayPath(manifest.path),
      fix: 'write them under [project] dependencies, or name the file that has them: requirements: "requirements.txt"',
    });
  }
  const requirements = projectRequirements(project);
  return { requirements, file: { requirements, constraints: [], constraintFiles: [], indexes: noIndexes, requireHashes: false } };
}

/** What a lock written for these requirements remembers of them. */
export function lockKey({ file }: Wanted): string {
  const line = ({ requirement: { name, extras, specifier, address, markerText } }: Listed): unknown => [
    ...[name, extras, specifierText(specifier), withoutCredentials(address ?? ""), markerText ?? ""],
  ];
  return entryKey({ requirements: file.requirements.map(line), constraints: file.constraints.map(line) });
}
