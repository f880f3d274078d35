import { diffReceipts } from "../../../../lib/artifact/receipt/diff";
import type { FileDiff, ReceiptDiff, ZipDiff } from "../../../../lib/artifact/receipt/receipt-diff";
import { type MadeFunction, receiptOf } from "./made-receipt";

export const six = { version: "1.17.0", files: { "six.py": "six" } };
export const tool = { version: "1.0", files: { "tool/__init__.py": "one", "tool/a.py": "a" } };
/** A bundle of one file and one distribution. */
export const report: MadeFunction = { files: { "index.py": "import tool\n" }, distributions: { tool } };

/** What differs when the function report becomes another. */
export function diffOf(after: MadeFunction, before = report): ReceiptDiff {
  return diffReceipts(receiptOf({ report: before }), receiptOf({ report: after }));
}

/** The one ZIP that differs. */
export function onlyZip({ zips }: ReceiptDiff): ZipDiff {
  const [zip, ...others] = zips;
  if (zip === undefined || others.length > 0) throw new Error(`there are ${zips.length} ZIPs`);
  return zip;
}

/** In a line: `removed docs/a.md (exclude: docs/)`. */
export const fileSummary = ({ path, change, leftBy }: FileDiff): string =>
  [change, path, ...(leftBy === undefined ? [] : [`(${leftBy})`])].join(" ");
