import { renameSync, rmSync, utimesSync } from "node:fs";
import { temporaryPath } from "./temporary";

/** Milliseconds for which what nothing asks for is kept. */
export const keptUnused = 3_600_000;

/** Notes the use of a file or folder, by which other processes know not to remove it; false where there is none, or one has just been removed. */
export function noteUse(path: string): boolean {
  try {
    utimesSync(path, new Date(), new Date());
    return true;
  } catch {
    return false;
  }
}

/** Removes a folder by way of that of unfinished things, since another process may be about to make the same anew. */
export function removeAtOnce(cache: string, folder: string): void {
  const aside = temporaryPath(cache);
  try {
    renameSync(folder, aside);
  } catch {
    return; // another process was faster
  }
  rmSync(aside, { recursive: true, force: true });
}
