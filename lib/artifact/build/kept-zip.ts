import { type Kept, keptFile, type Shelf } from "../cache/kept-file";
import type { MadeZip } from "./make-zip";

/** A ZIP in the cache, and what is known of it. */
export type KeptZip = Kept<MadeZip>;

const shelf: Shelf<MadeZip> = {
  name: "artifacts",
  format: 1,
  fileName: "artifact.zip",
  descriptionName: "contents.json",
  sha256: ({ contents }) => contents.sha256,
};

/**
 * The ZIP that was made under this key, checked, or else made now: see {@link keptFile}.
 *
 * @param key says all its bytes depend on
 * @param make writes the ZIP at the path it is given
 * @throws UserError what `make` throws, or if the cache cannot be written
 */
export function keptZip(cache: string, key: string, make: (output: string) => MadeZip): KeptZip {
  return keptFile(shelf, cache, key, make);
}
