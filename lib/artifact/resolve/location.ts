import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where something lies: an http(s) URL as it is, anything else as an absolute path; undefined for a `file:` URL of another host, which is no
 * path here.
 *
 * @param folder absolute, that relative paths start in; pip knows `file:lib` for such
 */
export function absoluteLocation(location: string, folder: string): string | undefined {
  if (/^https?:/i.test(location)) return location;
  if (!/^file:/i.test(location)) return resolve(folder, location);
  if (!/^file:\/\//i.test(location)) return resolve(folder, decoded(location.slice("file:".length)));
  try {
    return fileURLToPath(location);
  } catch {
    return undefined;
  }
}

/** The last part of a URL's path, decoded where it can be. */
export function lastPart(path: string): string {
  return decoded(path.slice(path.lastIndexOf("/") + 1));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
