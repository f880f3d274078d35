import { chmodSync, constants, copyFileSync, linkSync, rmSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import type { KeptZip } from "./kept-zip";

/**
 * Puts a ZIP of the cache where it is wanted: as a link, which costs nothing whatever its size, or, on another file system, as a copy.
 *
 * @param target in a folder that exists; what is there is replaced
 * @throws UserError if it cannot be written
 */
export function placeZip({ path }: Pick<KeptZip, "path">, target: string): void {
  placeFile(path, target, "ZIP");
}

/** As {@link placeZip}, for any file of the cache; `what` says to a person what could not be written. */
export function placeFile(path: string, target: string, what: string): void {
  try {
    rmSync(target, { force: true }); // never written through: it may be a link into the cache
    linkOrCopy(path, target);
  } catch (error) {
    const fix = "make room, or give yourself the right to write there";
    throw new UserError(
      { what: `the ${what} cannot be written: ${(error as Error).message}`, where: displayPath(target), fix },
      { cause: error },
    );
  }
}

function linkOrCopy(path: string, target: string): void {
  try {
    linkSync(path, target);
  } catch {
    copyFileSync(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(target, 0o644);
  }
}
