import { posix } from "node:path";
import { diffText } from "../../lib/artifact/receipt/diff-text";
import type { Receipt, ZipReceipt } from "../../lib/artifact/receipt/receipt";
import { UserError } from "../../lib/errors/user-error";
import { changedZip } from "../explain/diff/changed-zip";
import { shownSentence } from "../explain/safe-text";

/** As much of a receipt as is read. */
export type KnownReceipt = Pick<Receipt, "functions" | "zips">;

/** What a receipt says of a file that lies in its stack directory. */
export interface ReceiptSide {
  /** Hexadecimal. Absent of a ZIP that Terraform makes. */
  readonly sha256?: string;
  /** What is in the file that is here and is not in the receipt's, or the reverse, a line each; none where nothing is. */
  readonly changed: () => readonly string[];
}

/**
 * What a receipt says of a ZIP.
 *
 * @param path as a plan has it
 * @param opened where the ZIP lies
 * @returns undefined where it says nothing of it
 */
export function receiptSide(receipt: KnownReceipt | undefined, path: string, opened: string): ReceiptSide | undefined {
  const zip = zipOf(receipt, path);
  if (receipt === undefined || zip === undefined) return undefined;
  return {
    ...(zip.madeBy === "splice" ? { sha256: zip.sha256 } : {}),
    changed: () => changesIn(receipt, zip.path, opened),
  };
}

function zipOf(receipt: KnownReceipt | undefined, path: string): ZipReceipt | undefined {
  return receipt?.zips.find((zip) => zip.path === posix.normalize(path));
}

function changesIn(receipt: KnownReceipt, path: string, opened: string): string[] {
  try {
    const diff = changedZip(receipt, path, opened);
    return diff === undefined || diff.zips.length === 0 ? [] : diffText(diff).split("\n").map(shownSentence);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.complaints.map(({ what }) => what);
  }
}
