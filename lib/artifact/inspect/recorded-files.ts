import { posix } from "node:path";
import { placement } from "../wheel/layout";

/** A file that a distribution says is its own. */
export interface RecordedFile {
  /** Below the folder it is imported from; one that lies outside begins with `../`. */
  readonly path: string;
  /** As RECORD has it: `sha256=…` in base64 without padding; empty where it names none. */
  readonly hash: string;
}

/**
 * The files of a wheel's RECORD, where an installer, or this project, puts them. A line that is none is passed over.
 *
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
 */
export function recordedFiles(record: string): RecordedFile[] {
  return record.split(/\r?\n/).flatMap((line) => {
    const match = /^"((?:[^"]|"")+)",([^,]*),[^,]*$/.exec(line) ?? /^([^"].*),([^,]*),[^,]*$/.exec(line);
    if (match === null) return [];
    const [, path = "", hash = ""] = match;
    const to = placement({ name: path.replaceAll('""', '"') });
    return "path" in to ? [{ path: posix.normalize(to.path), hash }] : [];
  });
}

/**
 * The files that `pip install` listed beside the metadata of an egg.
 *
 * @param folder the `*.egg-info`, below the folder it is imported from
 */
export function installedFiles(text: string, folder: string): RecordedFile[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.map((line) => ({ path: posix.join(folder, line), hash: "" }));
}

/** Whether a file has the content that RECORD says; true where it says none, or by a hash that was not taken. */
export function isAsRecorded(hash: string, sha256: string): boolean {
  const [, expected] = /^sha256=([\w-]+)=*$/.exec(hash) ?? [];
  return expected === undefined || expected === Buffer.from(sha256, "hex").toString("base64url");
}
