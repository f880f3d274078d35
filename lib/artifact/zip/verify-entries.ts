import { createHash } from "node:crypto";
import { type Complaint, UserError } from "../../errors/user-error";
import type { ZipRecord } from "./central-directory";
import { readContent } from "./entry-content";
import type { OpenFile } from "./read-range";
import { throwFirst } from "./zip-fault";

/** Sees an entry's content go by. */
export type Witness = (record: ZipRecord, piece: Uint8Array) => void;

/**
 * Inflates every entry, checks size and CRC-32, and returns each content's sha256, hexadecimal, in the order given. It costs reading and
 * inflating all there is; do it once a file and keep the result by the file's hash.
 *
 * @throws UserError with every entry that does not fit
 */
export function verifyEntries(file: OpenFile, records: readonly ZipRecord[], witness: Witness = () => undefined): string[] {
  const complaints: Complaint[] = [];
  const hashes = records.map((record) => {
    const hash = createHash("sha256");
    try {
      readContent(file, record, (piece) => {
        hash.update(piece);
        witness(record, piece);
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      complaints.push(...error.complaints);
    }
    return hash.digest("hex");
  });
  throwFirst(complaints);
  return hashes;
}
