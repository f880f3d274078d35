import { dirname } from "node:path";
import { type Complaint, throwIfAny } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { normalizedName } from "../wheel/filename";
import { parseRequirement } from "./requirement";
import type { Listed } from "./requirements-file";
import { asTable, asText, asTexts, readToml, type Table } from "./toml";

/** What a pyproject.toml says of a project: https://packaging.python.org/en/latest/specifications/pyproject-toml/ */
export interface Pyproject {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Normalised; undefined where there is no `[project]`. */
  readonly name: string | undefined;
  readonly dependencies: readonly Listed[];
  /** What the build backend fills in. */
  readonly dynamic: readonly string[];
  /** `[tool.uv.sources]`: which dependency comes from where. */
  readonly sources: Table;
  readonly isWorkspaceRoot: boolean;
  /** Whether a tool keeps the dependencies in a table of its own, and which. */
  readonly foreignTool: "poetry" | undefined;
}

/**
 * Reads a pyproject.toml.
 *
 * @throws UserError with the lines that are wrong
 */
export function readPyproject(path: string): Pyproject {
  const { text, table } = readToml(path);
  const project = asTable(table.project);
  const tool = asTable(table.tool);
  const uv = asTable(tool.uv);
  const complaints: Complaint[] = [];
  const dependencies = asTexts(project.dependencies).flatMap((dependency): Listed[] => {
    const line = lineOf(text, dependency);
    const parsed = parseRequirement(dependency);
    if ("requirement" in parsed) {
      return [
        { requirement: parsed.requirement, text: dependency, file: displayPath(path), line, folder: dirname(path), hashes: [] },
      ];
    }
    complaints.push({ what: parsed.fault, where: `${displayPath(path)}:${line}`, fix: 'write it as "name>=1.2"' });
    return [];
  });
  throwIfAny(complaints);
  const name = asText(project.name);
  return {
    path,
    text,
    name: name === undefined ? undefined : normalizedName(name),
    dependencies,
    dynamic: asTexts(project.dynamic),
    sources: asTable(uv.sources),
    isWorkspaceRoot: "workspace" in uv,
    foreignTool: "dependencies" in asTable(tool.poetry) && !("dependencies" in project) ? "poetry" : undefined,
  };
}

/** The line, from 1, where a text stands in quotes; 1 where it cannot be found. */
function lineOf(text: string, quoted: string): number {
  const places = [JSON.stringify(quoted), `'${quoted}'`].map((form) => text.indexOf(form)).filter((place) => place >= 0);
  return places.length === 0 ? 1 : text.slice(0, Math.min(...places)).split("\n").length;
}
