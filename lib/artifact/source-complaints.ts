import { isUtf8 } from "node:buffer";
import type { Stats } from "node:fs";
import { basename, join } from "node:path";
import type { Complaint } from "../errors/user-error";
import { displayPath, shownName } from "./display-path";

const orLeaveItOut = "or leave it out with a line in .lambdaignore";

/** A link that cannot be followed. */
export function linkComplaint(link: string, what: string, fix: string): Complaint {
  return { what: `the link ${basename(link)} ${what}`, where: displayPath(link), fix: `${fix}, ${orLeaveItOut}` };
}

/** A device, socket or FIFO. */
export function notAFile(path: string, stats: Stats): Complaint {
  const kind = stats.isFIFO() ? "FIFO" : stats.isSocket() ? "socket" : "device";
  return { what: `${basename(path)} is a ${kind}, not a file`, where: displayPath(path), fix: `remove it, ${orLeaveItOut}` };
}

/** A file or folder the system will not let us read. */
export function unreadable(path: string, error: unknown): Complaint {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") {
    return {
      what: `${basename(path)} may not be read: permission denied`,
      where: displayPath(path),
      fix: `give yourself the right to read it, ${orLeaveItOut}`,
    };
  }
  if (code === "ENOENT") {
    return { what: `${basename(path)} vanished`, where: displayPath(path), fix: "try again when nothing writes there" };
  }
  return {
    what: `${basename(path)} cannot be read: ${message}`,
    where: displayPath(path),
    fix: `try again when it is at rest, ${orLeaveItOut}`,
  };
}

/** A name that is not the same on every system, or breaks lists of files; nothing where the name is a good one. */
export function nameComplaint(folder: string, name: Buffer): Complaint | undefined {
  const text = name.toString();
  const fault = !isUtf8(name)
    ? "is not UTF-8"
    : /\p{Cc}/u.test(text)
      ? "has a control character"
      : text.includes("\\")
        ? "has a backslash"
        : undefined;
  if (fault === undefined) return undefined;
  const shown = shownName(name);
  return { what: `the file name ${shown} ${fault}`, where: displayPath(join(folder, shown)), fix: `rename it, ${orLeaveItOut}` };
}
