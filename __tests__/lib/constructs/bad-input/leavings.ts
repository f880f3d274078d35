import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project";

/** What is where a synthesis may leave something. */
export interface Leavings {
  /** All of cdktf.out. */
  readonly synthesized: readonly string[];
  /** All else of the project. */
  readonly sources: readonly string[];
  /** Temporary and unfinished files, wherever they may lie. */
  readonly halfMade: readonly string[];
  /** Files in which, or in whose names, there is a secret that the project's own files hold. */
  readonly leaks: readonly string[];
}

/** Looks around. */
export function leavings(project: Project): Leavings {
  const cached = everythingBelow(join(project.folder, "cache"));
  const synthesized = everythingBelow(project.path("cdktf.out"));
  return {
    synthesized: synthesized.map(described),
    sources: everythingBelow(project.path())
      .filter((path) => !/^\/(?:cdktf\.out|node_modules)/.test(path.slice(project.path().length)))
      .map(described),
    halfMade: [...cached.filter((path) => /\/v1\/tmp\/|\.tmp$/.test(path)), ...everythingBelow(join(project.folder, "tmp"))],
    leaks: [...cached, ...synthesized].filter((path) => path.includes("canary") || contentOf(path).includes("canary")),
  };
}

function everythingBelow(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** What it is, its mode, and its content. */
function described(path: string): string {
  return `${path} ${lstatSync(path).mode.toString(8)} ${createHash("sha256").update(contentOf(path)).digest("hex")}`;
}

function contentOf(path: string): Buffer {
  if (!lstatSync(path).isFile()) return Buffer.alloc(0);
  try {
    return readFileSync(path);
  } catch {
    return Buffer.from("not to be read");
  }
}
