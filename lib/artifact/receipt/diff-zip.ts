import type { LeftFile, ShippedDistribution } from "../build/zip-contents";
import { fileDiffs } from "./diff-files";
import { paired } from "./paired";
import type { ZipReceipt } from "./receipt";
import type { DistributionDiff, DistributionSide, FileDiff, LeftDiff, Sides, ZipChange, ZipDiff, ZipSide } from "./receipt-diff";

/** A ZIP as a function has it. */
export interface ZipOfFunction {
  readonly zip: ZipReceipt;
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
  const left = leftDiffs(leftBefore, leftAfter).filter(({ distribution }) => !renewed.has(distribution ?? ""));
  const change = zipChange(before?.zip, after?.zip, all);
  const isSame = change === "nothing" && before?.zip.path === after?.zip.path;
  if (isSame && distributions.length + files.length + left.length === 0) return undefined;
  const holds = (after ?? before)?.zip.holds ?? "function";
  const [old, now] = [zipSide(before?.zip), zipSide(after?.zip)];
  return { functions, holds, change, before: old, after: now, distributions, files, left };
}

function zipChange(before: ZipReceipt | undefined, after: ZipReceipt | undefined, files: readonly FileDiff[]): ZipChange {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (files.some(({ change }) => change !== "origin")) return "content";
  if (before.madeBy !== after.madeBy) return "unknown";
  return before.madeBy === "splice" && after.madeBy === "splice" && before.sha256 !== after.sha256 ? "compression" : "nothing";
}

function zipSide(zip: ZipReceipt | undefined): ZipSide | undefined {
  if (zip === undefined) return undefined;
  const { path, madeBy, unzippedBytes, files } = zip;
  const made = zip.madeBy === "splice" ? { sha256: zip.sha256, bytes: zip.bytes } : {};
  return { path, madeBy, ...made, unzippedBytes, files: files.length };
}

function distributionDiffs(before: ZipReceipt | undefined, after: ZipReceipt | undefined): DistributionDiff[] {
  const all = paired(distributionsOf(before), distributionsOf(after), ({ name }) => name);
  return all.flatMap(({ key: name, ...sides }): DistributionDiff[] => {
    const [old, now] = [distributionSide(before, sides.before), distributionSide(after, sides.after)];
    if (old === undefined) return [{ name, change: "added", after: now, omitted: omissionOf(before, name) }];
    if (now === undefined) return [{ name, change: "removed", before: old, omitted: omissionOf(after, name) }];
    const change = old.version !== now.version ? "version" : old.wheelSha256 !== now.wheelSha256 ? "wheel" : undefined;
    return change === undefined ? [] : [{ name, change, before: old, after: now }];
  });
}

function distributionsOf(zip: ZipReceipt | undefined): readonly ShippedDistribution[] {
  return zip?.madeBy === "splice" ? zip.distributions : [];
}

function distributionSide(
  zip: ZipReceipt | undefined,
  distribution: ShippedDistribution | undefined,
): DistributionSide | undefined {
  if (distribution === undefined) return undefined;
  const { name, version, wheel, unzippedBytes } = distribution;
  const files = zip?.files.filter(({ origin }) => origin === name).length ?? 0;
  return { version, wheelSha256: wheel.sha256, wheelBytes: wheel.bytes, unzippedBytes, files };
}

function omissionOf(zip: ZipReceipt | undefined, wanted: string): string | undefined {
  return zip?.madeBy === "splice" ? zip.omitted.find(({ name }) => name === wanted)?.why : undefined;
}

function leftOf(each: ZipOfFunction | undefined): LeftFile[] {
  return each === undefined ? [] : [...each.ownLeft, ...(each.zip.madeBy === "splice" ? each.zip.left : [])];
}

function leftDiffs(before: readonly LeftFile[], after: readonly LeftFile[]): LeftDiff[] {
  return paired(before, after, ({ path, distribution = "" }) => `${path}\0${distribution}`)
    .filter((each) => each.before?.rule !== each.after?.rule)
    .map(({ before: old, after: now }) => {
      const { path = "", distribution } = now ?? old ?? {};
      return { path, distribution, before: old?.rule, after: now?.rule };
    });
}
