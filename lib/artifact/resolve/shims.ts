import { readdirSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/**
 * A PATH on which uv finds every Python of pyenv. A shim of pyenv's answers for the version a person has selected alone, and uv gives up
 * at one that does not; so the folders of the versions themselves stand in its place, the newest first.
 */
export function withoutShims(path: string): string {
  return path
    .split(delimiter)
    .flatMap((folder) => {
      const versions = basename(folder) === "shims" ? versionsOf(join(dirname(folder), "versions")) : [];
      return versions.length === 0 ? [folder] : versions;
    })
    .join(delimiter);
}

function versionsOf(folder: string): string[] {
  try {
    const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
    return names.map((name) => join(folder, name, "bin"));
  } catch {
    return []; // somebody else's shims
  }
}
