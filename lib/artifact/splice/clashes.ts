import type { Complaint } from "../../errors/user-error";
import { ownerOf, placeOf, type PlannedEntry } from "./plan";

interface Claim {
  readonly path: string;
  readonly isFolder: boolean;
  readonly entry: PlannedEntry;
}

/**
 * Complaints about files that cannot lie side by side once the ZIP is unpacked: a file where another has a folder, and paths that differ
 * only in upper and lower case or in how Unicode composes a letter.
 */
export function clashes(entries: readonly PlannedEntry[]): Complaint[] {
  const claims = new Map<string, Claim>();
  const found = new Map<string, Complaint>();
  for (const entry of entries) {
    for (const claim of claimsOf(entry, claims)) {
      const key = keyOf(claim.path);
      const first = claims.get(key);
      if (first === undefined) claims.set(key, claim);
      else if (first.path !== claim.path) {
        // Two folders that look alike say it for all that is in them.
        if (folderOf(first.path) === folderOf(claim.path)) found.set(`${first.path}\0${claim.path}`, lookAlike(first, claim));
      } else if (first.isFolder !== claim.isFolder) found.set(claim.path, fileAndFolder(first, claim));
    }
  }
  return [...found.values()];
}

/** The file's path and the folders above it, up to the first that is claimed as it is, and so those above it too. */
function claimsOf(entry: PlannedEntry, claims: ReadonlyMap<string, Claim>): Claim[] {
  const own: Claim[] = [{ path: entry.path, isFolder: false, entry }];
  for (let end = entry.path.lastIndexOf("/"); end > 0; end = entry.path.lastIndexOf("/", end - 1)) {
    const path = entry.path.slice(0, end);
    const first = claims.get(keyOf(path));
    if (first?.path === path && first.isFolder) break;
    own.push({ path, isFolder: true, entry });
  }
  return own;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function keyOf(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

function lookAlike(first: Claim, second: Claim): Complaint {
  return {
    what: `${first.path} of ${ownerOf(first.entry)} and ${second.path} of ${ownerOf(second.entry)} are one name on macOS or Windows`,
    ...placeOf(first.entry),
    ...placeOf(second.entry),
    fix: "rename one of them if it is yours, else use another release of one of the two",
  };
}

function fileAndFolder(first: Claim, second: Claim): Complaint {
  const [file, folder] = first.isFolder ? [second, first] : [first, second];
  return {
    what: `${file.path} is a file of ${ownerOf(file.entry)} and a folder of ${ownerOf(folder.entry)}`,
    ...placeOf(first.entry),
    ...placeOf(second.entry),
    fix: "rename one of them if it is yours, else use another release of one of the two",
  };
}
