import { existsSync, statSync } from "node:fs";
import { readInto, withFile } from "../artifact/zip/read-range";

const piece = 1024 * 1024;

/**
 * Whether a file has the mode and content of another. Two links to one file do without a look inside; others are read piece by piece, since a
 * ZIP may hold hundreds of megabytes.
 */
export function sameFile(left: string, right: string): boolean {
  if (!existsSync(right)) return false;
  const [a, b] = [statSync(left), statSync(right)];
  if (a.dev === b.dev && a.ino === b.ino) return true;
  return a.mode === b.mode && a.size === b.size && sameContent(left, right, a.size);
}

function sameContent(left: string, right: string, size: number): boolean {
  const [a, b] = [Buffer.allocUnsafe(Math.min(piece, size)), Buffer.allocUnsafe(Math.min(piece, size))];
  return withFile(left, (one) =>
    withFile(right, (other) => {
      for (let at = 0; at < size; at += piece) {
        const [ours, theirs] = [a.subarray(0, size - at), b.subarray(0, size - at)];
        readInto(one, ours, at);
        readInto(other, theirs, at);
        if (!ours.equals(theirs)) return false;
      }
      return true;
    }),
  );
}
