import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { placeFile } from "../build/place-zip";
import { attemptToWrite, writeAtomically } from "../zip/atomic-file";
import type { ComposedImage } from "./compose-image";
import { digestOf } from "./digest";
import type { BaseImage, Descriptor } from "./oci";
import type { Layer } from "./zip-to-layer";

/**
 * What the index of a layout says, on which the image's digest does not depend.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export const annotation = {
  /** Where the layers are that are not in the layout. */
  baseName: "org.opencontainers.image.base.name",
  baseDigest: "org.opencontainers.image.base.digest",
} as const;

/** The one image of a layout. */
export interface LayoutIndex {
  readonly schemaVersion: 2;
  readonly manifests: readonly (Descriptor & { readonly annotations?: Readonly<Record<string, string>> })[];
}

/** What to place. */
export interface PlacedImage {
  readonly image: Pick<ComposedImage, "digest" | "manifest" | "mediaType" | "config">;
  /** Has the layers that are not placed. @default nobody says who has them */
  readonly base?: Pick<BaseImage, "name" | "digest">;
  /** Layers in the cache. */
  readonly layers: readonly (Pick<Layer, "digest"> & { readonly path: string })[];
}

/** Where a layout's folder has a blob. */
export function blobPath(folder: string, digest: string): string {
  return join(folder, "blobs", ...digest.split(":"));
}

/**
 * Puts an image into a folder as an OCI image layout, without the layers that a registry has already. Nothing in it names this machine or day.
 *
 * @param folder made where it is not there; files of these names are replaced, the index last
 * @throws UserError if it cannot be written
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function placeLayout(folder: string, { image, base, layers }: PlacedImage): void {
  const blobs = join(folder, "blobs", "sha256");
  attemptToWrite(blobs, () => mkdirSync(blobs, { recursive: true }));
  for (const { digest, path } of layers) placeFile(path, blobPath(folder, digest), "layer");
  for (const text of [image.config, image.manifest]) writeText(blobPath(folder, digestOf(text)), text);
  writeText(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  const { manifest, mediaType, digest } = image;
  const annotations = base && { [annotation.baseName]: base.name, [annotation.baseDigest]: base.digest };
  const descriptor = { mediaType, digest, size: Buffer.byteLength(manifest), annotations };
  writeText(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [descriptor] } satisfies LayoutIndex));
}

function writeText(path: string, text: string): void {
  writeAtomically(path, ({ write }) => {
    write(Buffer.from(text));
  });
}
