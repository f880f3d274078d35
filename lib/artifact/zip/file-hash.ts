import { createHash } from "node:crypto";
import { fstatSync } from "node:fs";
import { attempt, type OpenFile, readInto } from "./read-range";

/**
 * Length and sha256, hexadecimal, of a whole file, read a megabyte at a time.
 *
 * @throws UserError if it cannot be read
 */
export function hashFile(file: OpenFile): { readonly sha256: string; readonly bytes: number } {
  const bytes = attempt(file.path, () => fstatSync(file.fd).size);
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(Math.min(bytes, 1024 * 1024));
  for (let at = 0; at < bytes; at += buffer.length) {
    const piece = buffer.subarray(0, bytes - at);
    readInto(file, piece, at);
    hash.update(piece);
  }
  return { sha256: hash.digest("hex"), bytes };
}
