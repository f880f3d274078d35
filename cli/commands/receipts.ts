import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionReceipt, Receipt } from "../../lib/artifact/receipt/receipt";

/** What the last syntheses said of their functions. */
export interface ReadReceipts {
  readonly functions: readonly FunctionReceipt[];
  /** Receipts that are there and cannot be read: of another release, or changed by somebody. Absolute paths. */
  readonly unreadable: readonly string[];
}

/** Reads the receipts of stack directories; one that has none has no functions. */
export function readReceipts(directories: readonly string[]): ReadReceipts {
  const paths = directories.map((directory) => join(directory, "artifacts.json")).filter((path) => existsSync(path));
  const receipts = paths.map((path) => ({ path, functions: functionsIn(path) }));
  return {
    functions: receipts.flatMap(({ functions }) => functions ?? []),
    unreadable: receipts.flatMap(({ path, functions }) => (functions === undefined ? [path] : [])),
  };
}

function functionsIn(path: string): readonly FunctionReceipt[] | undefined {
  try {
    const { version, functions } = JSON.parse(readFileSync(path, "utf8")) as Partial<Omit<Receipt, "version">> & {
      version: unknown;
    };
    return version === 1 ? functions : undefined;
  } catch {
    return undefined;
  }
}
