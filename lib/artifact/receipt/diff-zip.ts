import type { LeftFile } from "../build/zip-contents";
import type { ComparedDistribution, ComparedZip } from "./compared";
import { fileDiffs } from "./diff-files";
import { repackedDiffs } from "./diff-packing";
import { paired } from "./paired";
import type {
  DistributionDiff,
  DistributionSide,
  FileDiff,
  LeftDiff,
  RepackedDiff,
  Sides,
  ZipChange,
  ZipDiff,
  ZipSide,
} from "./receipt-diff";

/** A ZIP as a function has it. */
export interface ZipOfFunction {
  readonly zip: ComparedZip;
  /** The first-party files that stay behind, of what could be in it. */
  readonly ownLeft: readonly LeftFile[];
}

/**
 * Holds a ZIP against what it was.
 *
 * @returns undefined where nothing differs
 */
export function diffZip(functions: readonly string[], { before, after }: Sides<ZipOfFunction>): ZipDiff | undefined {
  const distributions = distributionDiffs(before?.zip, after?.zip);
  const renewed = new Set(distributions.filter(({ change }) => change !== "wheel").map(({ name }) => name));
  const [leftBefore, leftAfter] = [leftOf(before), leftOf(after)];
  const all = fileDiffs({ files: before?.zip.files ?? [], left: leftBefore }, { files: after?.zip.files ?? [], left: leftAfter });
  const files = all.filter((file) => [file.before, file.after].some((side) => side !== undefined && !renewed.has(side.origin)));
  const isFound = [before, after].some((side) => side?.zip.madeBy === "somebody");
  const left = isFound ? [] : leftDiffs(leftBefore, leftAfter).filter(({ distribution }) => !renewed.has(distribution ?? ""));
  const change = zipChange(before?.zip, after?.zip, all);
  const isSame = change === "nothing" && before?.zip.path === after?.zip.path;
  if (isSame && distributions.length + files.length + left.length === 0) return undefined;
  const holds = (after ?? before)?.zip.holds ?? "function";
  const [old, now] = [zipSide(before?.zip), zipSide(after?.zip)];
  const repacked = repackedBetween(before?.zip, after?.zip, all);
  return { functions, holds, change, repacked, before: old, after: now, distributions, files, left };
}

function zipChange(before: ComparedZip | undefined, after: ComparedZip | undefined, files: readonly FileDiff[]): ZipChange {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (files.some(({ change }) => change !== "origin")) return "content";
  if (before.sha256 !== undefined && after.sha256 !== undefined) return before.sha256 === after.sha256 ? "nothing" : "packing";
  return before.madeBy === after.madeBy ? "nothing" : "unknown";
}

function repackedBetween(
  before: ComparedZip | undefined,
  after: ComparedZip | undefined,
  files: readonly FileDiff[],
): RepackedDiff[] {
  const isOther = before?.sha256 !== undefined && after?.sha256 !== undefined && before.sha256 !== after.sha256;
  if (!isOther || files.some(({ change }) => change !== "origin" && change !== "mode")) return [];
  return repackedDiffs(
    before,
    after,
    files.some(({ change }) => change === "mode"),
  );
}

function zipSide(zip: ComparedZip | undefined): ZipSide | undefined {
  if (zip === undefined) return undefined;
  const { path, madeBy, sha256, bytes, unzippedBytes, files } = zip;
  const made = sha256 === undefined || bytes === undefined ? {} : { sha256, bytes };
  return { path, madeBy, ...made, unzippedBytes, files: files.length };
}

function distributionDiffs(before: ComparedZip | undefined, after: ComparedZip | undefined): DistributionDiff[] {
  const all = paired(before?.distributions ?? [], after?.distributions ?? [], ({ name }) => name);
  return all.flatMap(({ key: name, ...sides }): DistributionDiff[] => {
    const [old, now] = [distributionSide(before, sides.before), distributionSide(after, sides.after)];
    if (old === undefined) return [{ name, change: "added", after: now, omitted: omissionOf(before, name) }];
    if (now === undefined) return [{ name, change: "removed", before: old, omitted: omissionOf(after, name) }];
    const change = changeBetween(old, now);
    return change === undefined ? [] : [{ name, change, before: old, after: now }];
  });
}

function changeBetween(before: DistributionSide, after: DistributionSide): "version" | "wheel" | undefined {
  if (before.version !== after.version) return "version";
  const [old, now] = [before.wheelSha256, after.wheelSha256];
  return old !== undefined && now !== undefined && old !== now ? "wheel" : undefined;
}

function distributionSide(
  zip: ComparedZip | undefined,
  distribution: ComparedDistribution | undefined,
): DistributionSide | undefined {
  if (distribution === undefined) return undefined;
  const { name, version, wheel, requiredBy, unzippedBytes } = distribution;
  const files = zip?.files.filter(({ origin }) => origin === name).length ?? 0;
  const taken = wheel === undefined ? {} : { wheelSha256: wheel.sha256, wheelBytes: wheel.bytes };
  return { version, requiredBy, ...taken, unzippedBytes, files };
}

function omissionOf(zip: ComparedZip | undefined, wanted: string): string | undefined {
  return zip?.omitted?.find(({ name }) => name === wanted)?.why;
}

function leftOf(each: ZipOfFunction | undefined): LeftFile[] {
  return each === undefined ? [] : [...each.ownLeft, ...(each.zip.left ?? [])];
}

function leftDiffs(before: readonly LeftFile[], after: readonly LeftFile[]): LeftDiff[] {
  return paired(before, after, ({ path, distribution = "" }) => `${path}\0${distribution}`)
    .filter((each) => each.before?.rule !== each.after?.rule)
    .map(({ before: old, after: now }) => {
      const { path = "", distribution } = now ?? old ?? {};
      return { path, distribution, before: old?.rule, after: now?.rule };
    });
}
