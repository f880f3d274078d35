import { entryKey } from "../cache/entries";
import { type Kept, keptFile, type Shelf } from "../cache/kept-file";
import { hexOf } from "./digest";
import { type Layer, type LayerSource, writeLayer } from "./zip-to-layer";

/** A layer's blob in the cache, and what is known of it. */
export type KeptLayer = Kept<Layer>;

const shelf: Shelf<Layer> = {
  name: "layers",
  format: 1,
  fileName: "layer.tar.gz",
  descriptionName: "layer.json",
  sha256: ({ digest }) => hexOf(digest),
};

/**
 * The layer that the files of a ZIP make, from the cache or made now: each ZIP is spliced once.
 *
 * @param source a ZIP with its sha256, hexadecimal, by which the layer is kept
 * @throws UserError as `writeLayer` does, or if the cache cannot be written
 */
export function keptLayer({ path, sha256, stripPrefix }: LayerSource & { readonly sha256: string }, cache: string): KeptLayer {
  return keptFile(shelf, cache, entryKey({ zip: sha256, stripPrefix }), (output) => writeLayer({ path, stripPrefix }, output));
}
