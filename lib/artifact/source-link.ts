import { realpathSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Complaint } from "../errors/user-error";
import { displayPath } from "./display-path";
import { judgePath, type Rule } from "./select";
import { linkComplaint, unreadable } from "./source-complaints";

/** Where a link stands: what it may lead to depends on it. */
export interface LinkPlace {
  /** Real path of the source folder, which a link must not leave. */
  readonly realRoot: string;
  /** Real paths of the folders the link lies in, to which it must not lead back. */
  readonly realPaths: readonly string[];
  /** What the source folder's paths begin with in the artifact. */
  readonly base: string;
  readonly rules: readonly Rule[];
}

/** Whether a link ends at a folder, wherever that lies. */
export function leadsToFolder(link: string): boolean {
  try {
    return statSync(link, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false; // a loop, or not allowed: followLink says so if the link is to ship
  }
}

/** The real path a link leads to, or why it cannot be staged as a copy of that. */
export function followLink(
  link: string,
  isFolder: boolean,
  { realRoot, realPaths, base, rules }: LinkPlace,
): { readonly realPath: string } | { readonly complaint: Complaint } {
  let realPath: string;
  try {
    realPath = realpathSync(link);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { complaint: linkComplaint(link, "leads nowhere", "mend or remove it") };
    if (code === "ELOOP") return { complaint: linkComplaint(link, "leads in a circle", "mend or remove it") };
    return { complaint: unreadable(link, error) };
  }
  if (realPaths.includes(realPath)) {
    return { complaint: linkComplaint(link, "leads back to a folder it lies in", "remove it") };
  }
  const inside = relative(realRoot, realPath).split(sep);
  if (inside[0] === "..") {
    const what = `leaves the source folder, for ${displayPath(realPath)}`;
    return {
      complaint: linkComplaint(link, what, isFolder ? "name the folder under additionalSources" : "replace it by a copy"),
    };
  }
  // A link is no way around the rules: notes.txt may not bring .env along.
  const target = `${base}${inside.join("/")}${isFolder ? "/" : ""}`;
  const { leftBy } = judgePath(rules, target);
  if (leftBy !== undefined) {
    const what = `leads to ${displayPath(realPath)}, which the rule ${leftBy.name} leaves out`;
    return { complaint: linkComplaint(link, what, `remove it, or put /${target} under include if that is to ship`) };
  }
  return { realPath };
}
