import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const chunkBytes = 1_048_576;

/** The sha256, hexadecimal, of a file's content, read in pieces of 1 MB. Throws what Node throws. */
export function hashFile(path: string): string {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
    return hash.digest("hex");
  } finally {
    closeSync(file);
  }
}
