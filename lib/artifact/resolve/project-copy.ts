import { chmodSync, copyFileSync, mkdirSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { throwIfAny } from "../../errors/user-error";
import { fromDefault } from "../select";
import { defaultRules } from "../selection-rules";
import { readSourceTree, type SourceFile } from "../source-tree";

/** What of a file a copy needs. */
export type CopiedFile = Pick<SourceFile, "path" | "absolutePath" | "executable">;

/** 1980-01-01, the earliest a ZIP can say: build backends write it instead of the time, so that the same folder gives the same wheel. */
export const earliest = 315_532_800;

/** What a build does not see: all that never belongs to a package, and what builds leave behind. Tests may be part of a package. */
const rules = [
  ...defaultRules.filter(({ name }) => !["tests", "lambdaignore"].includes(name)),
  {
    name: "build-output",
    why: "An earlier build's files would get into the wheel.",
    patterns: ["/build/", "/dist/", "*.egg-info/"],
  },
]
  .map((rule) => ({ ...rule, patterns: rule.patterns.filter((pattern) => pattern !== ".gitignore") })) // hatchling reads it
  .map(fromDefault);

/**
 * The files of a Python project that a build is to see.
 *
 * @throws UserError with everything in it that cannot be read
 */
export function readProject(folder: string): readonly SourceFile[] {
  const { files, complaints } = readSourceTree({ root: folder, base: "", rules });
  throwIfAny(complaints);
  return files;
}

/** Copies a project, since building it, or only asking for its version, may write into its folder. Times are all alike. */
export function copyProject(files: readonly CopiedFile[], target: string): void {
  for (const { path, absolutePath, executable } of files) {
    const copy = join(target, path);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(absolutePath, copy);
    chmodSync(copy, executable ? 0o755 : 0o644);
    utimesSync(copy, earliest, earliest);
  }
}
