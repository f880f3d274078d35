import { readFileSync } from "node:fs";
import type { Receipt } from "../artifact/receipt/receipt";

/** Of the receipt in a stack directory. */
export const receiptName = "artifacts.json";

/**
 * What the receipt that a synthesis left has of something; nothing where there is no receipt, or something else in its place, which will be
 * replaced.
 *
 * @param read takes all it needs out of the receipt: what is not there, or not so, makes it fail
 */
export function readReceipt<T>(path: string, read: (receipt: Receipt) => readonly T[]): readonly T[] {
  try {
    return read(JSON.parse(readFileSync(path, "utf8")) as Receipt);
  } catch {
    return [];
  }
}
