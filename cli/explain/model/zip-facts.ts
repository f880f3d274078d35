import type { ZipReceipt } from "../../../lib/artifact/receipt/receipt";
import type { ZipFacts } from "./function-sources";

/** What a ZIP itself says, beside its receipt. Sizes in bytes. */
export interface SeenInZip {
  /** Of each file as it lies there, by its path. */
  readonly compressed: ReadonlyMap<string, number>;
  /** Of the ZIP. @default as the receipt has it */
  readonly bytes?: number;
  /** Of the ZIP, hexadecimal. @default as the receipt has it */
  readonly sha256?: string;
}

/** What the receipt has of a ZIP. */
export function zipFactsOfReceipt(zip: ZipReceipt, seen?: SeenInZip): ZipFacts {
  const { path, holds, madeBy, unzippedBytes } = zip;
  const files = zip.files.map(({ path: name, bytes, mode, origin }) => {
    const compressedBytes = seen?.compressed.get(name);
    return { path: name, bytes, ...(compressedBytes === undefined ? {} : { compressedBytes }), mode, origin };
  });
  const common = { path, holds, madeBy, unzippedBytes, files };
  if (zip.madeBy === "archive_file") {
    const { bytes, sha256 } = seen ?? {};
    const made = { ...(bytes === undefined ? {} : { bytes }), ...(sha256 === undefined ? {} : { sha256 }) };
    return { ...common, ...made, distributions: [], left: [], omitted: [] };
  }
  const distributions = zip.distributions.map(({ name, version, unzippedBytes: unpacked, requiredBy, wheel }) => {
    const { filename, sha256, bytes } = wheel;
    return { name, version, unzippedBytes: unpacked, requiredBy, wheel: { filename, sha256, bytes } };
  });
  const { bytes, sha256, left, omitted } = zip;
  return { ...common, bytes, sha256, distributions, left, omitted };
}
