import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isFile } from "../../lib/artifact/file-kind";
import { type Digests, DigestTaker } from "./named-hash";

/** What lies where a plan has a file. */
export type FoundFile =
  | { readonly is: "missing" }
  /** A folder, a device, or what may not be read. */
  | { readonly is: "unreadable"; readonly why: string }
  | { readonly is: "there"; readonly digests: Digests };

/**
 * Where Terraform's AWS provider opens a file. The steps of the path are left as they are: those that lead through a link and up again mean what the
 * system says they do.
 *
 * @param directory in which Terraform runs, absolute
 */
export function pathOpened(directory: string, path: string): string {
  if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(1));
  return isAbsolute(path) ? path : `${directory}/${path}`;
}

/** Reads a file to its end, a megabyte at a time. A pipe or a device is not opened: it might never end. */
export function findFile(path: string): FoundFile {
  if (!existsSync(path)) return { is: "missing" };
  if (!isFile(path)) return { is: "unreadable", why: "it is no file" };
  try {
    return { is: "there", digests: digestsOf(path) };
  } catch (error) {
    return { is: "unreadable", why: (error as NodeJS.ErrnoException).code ?? (error as Error).message };
  }
}

function digestsOf(path: string): Digests {
  const taker = new DigestTaker();
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) taker.take(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
  return taker.digests();
}
