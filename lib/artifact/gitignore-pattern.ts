import ignore from "ignore";

/** Whether a path, posix and relative, folders with a slash at the end, is itself matched: folders above it do not count. */
export type Matcher = (path: string) => boolean;

/** Matches what one of the patterns, each without `!`, matches by the rules of `.gitignore`. */
export function matcher(patterns: readonly string[], ignoreCase = false): Matcher {
  // Negated, because for a negated pattern the library tells a match of the path itself from one of a folder above it.
  const rules = ignore({ ignoreCase }).add(patterns.map((pattern) => ({ pattern: `!${pattern}` })));
  return (path) => rules.test(path).unignored;
}

/** The folders on the way to whatever a pattern matches. */
export interface Way {
  /** Folders the pattern spells out: `tests` of `tests/data.json`, `**` + `/tests` of the same below any folder. */
  readonly names: Matcher;
  /** Folders the pattern may lead through, those its `**` stands for included. */
  readonly passes: Matcher;
}

/** The way to what a pattern, without `!`, matches. A pattern without a slash in the middle spells out no folder at all. */
export function wayTo(pattern: string): Way {
  const segments = pattern.replace(/^\//, "").replace(/\/$/, "").split("/");
  const folders = segments
    .slice(0, -1)
    .map((last, index) => ({ named: !/^\*{2,}$/.test(last), pattern: `/${segments.slice(0, index + 1).join("/")}/` }));
  return {
    names: matcher(folders.filter(({ named }) => named).map((folder) => folder.pattern)),
    passes: matcher(folders.map((folder) => folder.pattern)),
  };
}

/** What is wrong with a pattern and how to write it instead; nothing where it is a good one. `root` is absolute. */
export function patternFault(pattern: string, root: string): { readonly what: string; readonly fix: string } | undefined {
  const body = pattern.replace(/^!/, "").replace(/(?<!\\) +$/, "");
  const shown = JSON.stringify(pattern);
  if (body === "") return { what: `the pattern ${shown} is empty`, fix: "remove it, or name a file or a folder" };
  if (/(?<!\\)(?:\\\\)*\\$/.test(body)) {
    return { what: `the pattern ${shown} ends in a lone backslash`, fix: "remove the backslash, or write two for one" };
  }
  // Of a root such as /app one cannot tell: the pattern may mean the folder app in it.
  const isBelowRoot = /^\/.+\//.test(root) && `${body}/`.startsWith(`${root}/`);
  if (isBelowRoot || /^(?:[a-z]:[\\/]|~\/|\\\\)/i.test(body)) {
    return { what: `the pattern ${shown} is a path of this machine`, fix: "write it relative to the source folder" };
  }
  if (/^(?:\/\/|\/$)/.test(body)) return { what: `the pattern ${shown} names no file`, fix: "name a file or a folder" };
  if (body.split("/").some((segment) => segment === "." || segment === "..")) {
    return {
      what: `the pattern ${shown} matches nothing: it has a "." or ".." in it`,
      fix: "start at the source folder: /data/a.json",
    };
  }
  try {
    matcher([body])("probe");
  } catch (error) {
    return { what: `the pattern ${shown} cannot be read: ${(error as Error).message}`, fix: "write it as in a .gitignore file" };
  }
  return undefined;
}
