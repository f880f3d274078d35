import type { LeftFile, ShippedFile } from "../build/zip-contents";
import { paired } from "./paired";
import type { FileDiff, FileSide } from "./receipt-diff";

/** Files that ship, and what stays behind beside them. */
export interface SelectedFiles {
  readonly files: readonly ShippedFile[];
  readonly left: readonly LeftFile[];
}

/** Every file that is not the same before and after, by path. */
export function fileDiffs(before: SelectedFiles, after: SelectedFiles): FileDiff[] {
  const pairs = paired(before.files, after.files, ({ path }) => path);
  return pairs.flatMap(({ key: path, ...pair }): FileDiff[] => {
    const [old, now] = [fileSide(pair.before), fileSide(pair.after)];
    if (old === undefined)
      return now === undefined ? [] : [{ path, change: "added", after: now, leftBy: ruleFor(path, now, before) }];
    if (now === undefined) return [{ path, change: "removed", before: old, leftBy: ruleFor(path, old, after) }];
    const change = changeBetween(old, now);
    return change === undefined ? [] : [{ path, change, before: old, after: now }];
  });
}

function changeBetween(before: FileSide, after: FileSide): FileDiff["change"] | undefined {
  if (before.sha256 !== after.sha256) return "content";
  if (before.mode !== after.mode) return "mode";
  return before.origin === after.origin ? undefined : "origin";
}

function fileSide(file: ShippedFile | undefined): FileSide | undefined {
  if (file === undefined) return undefined;
  const { bytes, sha256, mode, origin } = file;
  return { bytes, sha256, mode, origin };
}

/** The rule by which a file that is only on the other side stays behind: its own, or that of a folder above it. */
function ruleFor(path: string, { origin }: FileSide, { left }: SelectedFiles): string | undefined {
  return left.find((each) => (each.distribution ?? "first-party") === origin && covers(each, path))?.rule;
}

/** Whether what stays behind is this file, or a folder above it. */
export function covers({ path: left }: Pick<LeftFile, "path">, path: string): boolean {
  return left === path || (left.endsWith("/") && path.startsWith(left));
}
