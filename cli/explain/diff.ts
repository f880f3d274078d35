import { basename } from "node:path";
import { diffReceipts } from "../../lib/artifact/receipt/diff";
import type { Receipt, SizesReceipt } from "../../lib/artifact/receipt/receipt";
import type { FunctionDiff, ReceiptDiff } from "../../lib/artifact/receipt/receipt-diff";
import { UserError } from "../../lib/errors/user-error";
import type { InspectedFunction } from "../../lib/artifact/inspect/inspected";
import { fromReceipt, fromZips } from "./diff/compared-sides";

/** What to hold against what: a stack directory's receipt, or a function's ZIP with the layers that were named. */
export type DiffSide =
  | { readonly is: "receipt"; readonly receipt: Receipt; readonly shown: string }
  | { readonly is: "zip"; readonly inspected: InspectedFunction; readonly shown: string };

/**
 * What a plan cannot say: what differs between two sides, each a receipt or ZIPs. Nothing differs where `functions` and `zips` are empty. Texts in it
 * are plain, and not yet safe for a terminal. Sizes in bytes.
 */
export interface ArtifactDiff extends ReceiptDiff {
  readonly version: 1;
  /** Both as a person named them. */
  readonly before: string;
  readonly after: string;
  /** What one side has and the other cannot say, each a clause. */
  readonly notCompared: readonly string[];
}

/**
 * Holds one side against the other.
 *
 * @param name which function of a receipt a ZIP is held against. @default the one with a ZIP of that file name, or else the only one with a ZIP
 * @throws UserError if it is not clear which function that is, or the receipt has none of that name
 */
export function diffArtifacts(before: DiffSide, after: DiffSide, name?: string): ArtifactDiff {
  const named = { version: 1, before: before.shown, after: after.shown } as const;
  if (before.is === "receipt" && after.is === "receipt")
    return { ...named, ...diffReceipts(before.receipt, after.receipt), notCompared: [] };
  const fn = functionName(before, after, name);
  const holds = [before, after].flatMap((side) => (side.is === "zip" ? side.inspected.zips.map((zip) => zip.holds) : []));
  const [old, now] = [before, after].map((side) =>
    side.is === "zip" ? { compared: fromZips(side.inspected, fn), missing: [] } : fromReceipt(side.receipt, fn, holds),
  );
  if (old === undefined || now === undefined) throw new Error("two sides are two sides");
  const { functions, zips } = withoutNames(diffReceipts(old.compared, now.compared));
  const notCompared = [...old.missing, ...now.missing];
  return { ...named, zips, functions: notCompared.length === 0 ? functions : functions.map(withoutUnpacked), notCompared };
}

/** What is unpacked counts together with layers, so that where one is not compared nothing is said of it. */
function withoutUnpacked(fn: FunctionDiff): FunctionDiff {
  const zippedAlone = (sizes: SizesReceipt | undefined): SizesReceipt | undefined =>
    sizes === undefined ? undefined : { ...sizes, unzippedBytes: undefined };
  return { ...fn, sizes: { before: zippedAlone(fn.sizes.before), after: zippedAlone(fn.sizes.after) } };
}

function functionName(before: DiffSide, after: DiffSide, name: string | undefined): string {
  const [receipt, zip] = before.is === "receipt" ? [before, after] : [after, before];
  if (receipt.is !== "receipt" || zip.is !== "zip") return name ?? basename(after.shown);
  const all = receipt.receipt.functions.filter(({ zips, strategy }) => zips.length > 0 && strategy !== "image");
  const isMeant = (zips: readonly string[]): boolean => zips.some((path) => basename(path) === basename(zip.shown));
  const meant = name === undefined ? all.filter(({ zips }) => isMeant(zips)) : all.filter((each) => each.name === name);
  const [only, ...others] = name === undefined && meant.length === 0 ? all : meant;
  if (only !== undefined && others.length === 0) return only.name;
  const names = all.map((each) => each.name).join(", ");
  throw new UserError({
    what:
      name === undefined
        ? `which function of ${receipt.shown} to hold against ${zip.shown} is not clear`
        : `${receipt.shown} has no function ${name} with a ZIP`,
    where: receipt.shown,
    fix: names === "" ? "none of its functions has a ZIP: name another receipt" : `name one with --function: ${names}`,
  });
}

/** A ZIP is named otherwise than in a receipt, wherever it lies: that alone is no difference, nor that only an apply makes its bytes. */
function withoutNames({ functions, zips }: ReceiptDiff): ReceiptDiff {
  const differing = zips.filter(
    ({ change, distributions, files, left }) =>
      (change !== "nothing" && change !== "unknown") || distributions.length + files.length + left.length > 0,
  );
  return { zips: differing, functions: functions.filter(({ settings }) => settings.length > 0 || differing.length > 0) };
}
