import type { ComparedZip } from "./compared";
import { paired } from "./paired";
import type { RepackedDiff } from "./receipt-diff";

/** What the engine writes in every ZIP it makes, whoever makes it where. */
const spliceTime = "1980-01-01T00:00:00";

/** Of a ZIP's file what its content does not decide; each as far as it is known. */
interface Packed {
  readonly path: string;
  readonly position?: number;
  readonly modified?: string;
  readonly compressedBytes?: number;
}

/**
 * Why two ZIPs of the same contents have other bytes, modes aside. What cannot be seen is named by what is left: of two receipts the order and the
 * times are the same, so that it is the compression.
 */
export function repackedDiffs(before: ComparedZip, after: ComparedZip, hasOtherModes: boolean): RepackedDiff[] {
  const [old, now] = [packedFiles(before), packedFiles(after)];
  const pairs = paired(old, now, ({ path }) => path);
  const differing = (key: "modified" | "compressedBytes"): string[] =>
    pairs.flatMap(({ key: path, before: a, after: b }) =>
      a?.[key] !== undefined && b?.[key] !== undefined && a[key] !== b[key] ? [path] : [],
    );
  const isSeen = [...old, ...now].every(({ compressedBytes }) => compressedBytes !== undefined);
  const seen = [
    ...diff("times", differing("modified")),
    ...diff("order", outOfPlace(old, now)),
    ...diff("compression", differing("compressedBytes")),
  ];
  if (seen.length > 0 || hasOtherModes) return seen;
  return [{ what: isSeen ? "rest" : "compression", files: now.length }];
}

function diff(what: RepackedDiff["what"], paths: readonly string[]): RepackedDiff[] {
  const [example] = paths;
  return example === undefined ? [] : [{ what, files: paths.length, example }];
}

function packedFiles({ madeBy, files }: ComparedZip): Packed[] {
  return files.map(({ path, packed }, position) =>
    madeBy === "splice" ? { path, position, modified: spliceTime } : { path, ...packed },
  );
}

/** The files that have another place, where all places are known. */
function outOfPlace(before: readonly Packed[], after: readonly Packed[]): string[] {
  const inOrder = (files: readonly Packed[]): Packed[] => [...files].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  if ([...before, ...after].some(({ position }) => position === undefined)) return [];
  const [old, now] = [inOrder(before), inOrder(after)];
  return now.flatMap(({ path }, at) => (old[at]?.path === path ? [] : [path]));
}
