import { createHash } from "node:crypto";

/** What counts of a file: its name, whether it can be executed, and its content. */
export interface HashedFile {
  /** Posix path in the artifact, without control characters. */
  readonly path: string;
  readonly executable: boolean;
  /** sha256 of the content, hexadecimal. */
  readonly sha256: string;
}

/**
 * The sha256, hexadecimal, of a set of files: of names, contents and normalised modes. Order, times, owners, umask and the
 * folder the files lie in do not count; a rename or `chmod +x` does.
 */
export function contentHash(files: readonly HashedFile[]): string {
  const hash = createHash("sha256");
  for (const { path, executable, sha256 } of [...files].sort(byPath)) {
    hash.update(`${path}\0${executable ? "755" : "644"}\0${sha256}\n`);
  }
  return hash.digest("hex");
}

/** Orders by code units of the path: the same on every machine and under every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
