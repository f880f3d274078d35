import { readFileSync } from "node:fs";
import type { SourceFile } from "./source-tree";
import { attempt } from "./zip/read-range";

/** The files in which packaging tools look for the address of an index. */
const namesIndexes =
  /(?:^|\/)(?:[^/]*requirements[^/]*\.(?:txt|in)|pyproject\.toml|pylock[^/]*\.toml|uv\.(?:toml|lock)|Pipfile(?:\.lock)?)$/i;
const userInfo = /https?:\/\/([^\s/?#'"`<>]+)@/gi;
const variables = /\$\{\w+\}|:/g;

/**
 * Whether a first-party file holds the login of an index: a user or a password in a URL, written out and not as `${VARIABLE}`. It is read where it
 * lies, and would be read by whoever may download the function.
 *
 * @throws UserError if it cannot be read
 */
export function holdsLogin({ path, absolutePath }: SourceFile): boolean {
  if (!namesIndexes.test(path)) return false;
  const text = attempt(absolutePath, () => readFileSync(absolutePath, "latin1"));
  return [...text.matchAll(userInfo)].some(([, login = ""]) => login.replaceAll(variables, "") !== "");
}
