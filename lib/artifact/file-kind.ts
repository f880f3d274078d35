import { type Stats, statSync } from "node:fs";

/** Whether there is a file of this path, links followed; false also where it leads through something that is no folder. */
export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true;
}

/** Whether there is a folder of this path, links followed; false also where it leads through something that is no folder. */
export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() === true;
}

/** An exception costs ten times what the answer does; ENOTDIR, ELOOP and EACCES are thrown all the same. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
