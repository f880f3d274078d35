import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionReceipt, Receipt, ZipReceipt } from "../../lib/artifact/receipt/receipt";

/** What the last syntheses said of their functions. */
export interface ReadReceipts {
  readonly functions: readonly FunctionReceipt[];
  readonly zips: readonly ZipReceipt[];
  /** Receipts that are there and cannot be read: of another release, or changed by somebody. Absolute paths. */
  readonly unreadable: readonly string[];
}

/** Reads the receipts of stack directories; one that has none has no functions. */
export function readReceipts(directories: readonly string[]): ReadReceipts {
  const paths = directories.map((directory) => join(directory, "artifacts.json")).filter((path) => existsSync(path));
  const receipts = paths.map((path) => ({ path, receipt: receiptIn(path) }));
  return {
    functions: receipts.flatMap(({ receipt }) => receipt?.functions ?? []),
    zips: receipts.flatMap(({ receipt }) => receipt?.zips ?? []),
    unreadable: receipts.flatMap(({ path, receipt }) => (receipt === undefined ? [path] : [])),
  };
}

function receiptIn(path: string): Receipt | undefined {
  try {
    const receipt = JSON.parse(readFileSync(path, "utf8")) as Omit<Receipt, "version"> & { version: unknown };
    return receipt.version === 1 && Array.isArray(receipt.functions) ? { ...receipt, version: 1 } : undefined;
  } catch {
    return undefined;
  }
}
