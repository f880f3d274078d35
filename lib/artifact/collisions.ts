import type { Complaint } from "../errors/user-error";
import { displayPath } from "./display-path";
import type { SourceFile } from "./source-tree";

interface Claim {
  readonly path: string;
  readonly isFolder: boolean;
  readonly file: SourceFile;
}

/**
 * Complaints about files that cannot lie side by side: two that would get the same path, or paths that differ only in upper and lower
 * case or in how Unicode composes a letter, of which a checkout on macOS or Windows has but one.
 */
export function collisions(files: readonly SourceFile[]): Complaint[] {
  const claims = new Map<string, Claim>();
  const found = new Map<string, Complaint>();
  const note = (key: string, complaint: Complaint): unknown => found.has(key) || found.set(key, complaint); // a folder's once
  for (const claim of files.flatMap(claimsOf)) {
    const key = claim.path.normalize("NFC").toLowerCase();
    const first = claims.get(key);
    if (first === undefined) claims.set(key, claim);
    else if (first.path !== claim.path) note(`${first.path}\0${claim.path}`, lookAlike(first, claim));
    else if (!first.isFolder || !claim.isFolder) note(claim.path, samePath(first, claim));
  }
  return [...found.values()];
}

/** The file's path and the folders above it. */
function claimsOf(file: SourceFile): Claim[] {
  const segments = file.path.split("/");
  return segments.map((_, index) => ({
    path: segments.slice(0, index + 1).join("/"),
    isFolder: index < segments.length - 1,
    file,
  }));
}

function samePath({ path, file: first }: Claim, { file: second }: Claim): Complaint {
  return {
    what: `two sources give ${path}: ${displayPath(first.absolutePath)} and ${displayPath(second.absolutePath)}`,
    where: displayPath(second.absolutePath),
    fix: "rename one of them, or leave it out with a line in .lambdaignore",
  };
}

function lookAlike({ path: first }: Claim, { path: second, file }: Claim): Complaint {
  const names =
    first.normalize("NFC") === second.normalize("NFC")
      ? `${spelledOut(first)} and ${spelledOut(second)}`
      : `${first} and ${second}`;
  return {
    what: `${names} are one name on macOS or Windows, which do not tell them apart`,
    where: displayPath(file.absolutePath),
    fix: "rename one of them, or leave it out with a line in .lambdaignore",
  };
}

/** Tells letters apart that look the same. */
function spelledOut(path: string): string {
  return path.replace(/[^ -~]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
