import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { asTable } from "../requirements/toml";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { digestOf } from "./digest";
import { annotation, blobPath } from "./image-layout";
import type { BaseImage, Descriptor, ImageConfig, ImageManifest } from "./oci";
import { isDescriptor, parseConfig, parseManifest } from "./parse-manifest";

/** An image as it lies in a layout's folder, each blob held against its digest. */
export interface ImageLayout {
  /** The manifest's: what a registry has the image by. */
  readonly digest: string;
  /** With which the manifest is to be sent. */
  readonly mediaType: string;
  /** As it is to be sent. */
  readonly manifestText: string;
  readonly manifest: ImageManifest;
  /** As it is to be sent. */
  readonly configText: string;
  readonly config: ImageConfig;
  /** Of the layers that are not here; undefined where the layout does not say. */
  readonly base: Pick<BaseImage, "name" | "digest"> | undefined;
  /** Paths of what is here, config and layers, by digest. */
  readonly blobs: ReadonlyMap<string, string>;
}

const fix = "write it anew: npm run synth";
const notOfItsName = "is damaged: its content is not the one of its name";

/**
 * Reads the image of a layout, and all of the blobs that are in it.
 *
 * @throws UserError if there is none, several, or one of them is not the one of its digest
 */
export function readLayout(folder: string): ImageLayout {
  const { descriptor, base } = readIndex(folder);
  const manifestText = readBlob(folder, descriptor.digest, "manifest");
  const manifest = parseManifest(manifestText, refusing(blobPath(folder, descriptor.digest), "manifest"));
  const { digest } = manifest.config;
  const configText = readBlob(folder, digest, "config");
  const config = parseConfig(configText, manifest.layers.length, refusing(blobPath(folder, digest), "config"));
  const layers = manifest.layers.filter((layer) => existsSync(blobPath(folder, layer.digest)));
  for (const layer of layers) checkLayer(folder, layer);
  const blobs = new Map([manifest.config, ...layers].map((blob) => [blob.digest, blobPath(folder, blob.digest)]));
  return { digest: descriptor.digest, mediaType: descriptor.mediaType, manifestText, manifest, configText, config, base, blobs };
}

function readIndex(folder: string): { readonly descriptor: Descriptor; readonly base: ImageLayout["base"] } {
  const { imageLayoutVersion } = asTable(readJson(folder, "oci-layout"));
  if (imageLayoutVersion !== "1.0.0") {
    const what = `the image's layout is of version ${JSON.stringify(imageLayoutVersion)}, and only "1.0.0" is known`;
    throw new UserError({ what, where: displayPath(join(folder, "oci-layout")), fix });
  }
  const refuse = refusing(join(folder, "index.json"), "index");
  const { manifests } = asTable(readJson(folder, "index.json"));
  const [descriptor, ...others] = Array.isArray(manifests) ? (manifests as unknown[]) : [];
  if (!isDescriptor(descriptor) || others.length > 0) throw refuse("does not name one image");
  const { [annotation.baseName]: name, [annotation.baseDigest]: digest } = asTable(asTable(descriptor).annotations);
  return { descriptor, base: typeof name === "string" && typeof digest === "string" ? { name, digest } : undefined };
}

function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  const text = readText(path, `there is no image here: ${name} cannot be read`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError({ what: `${name} is not JSON`, where: displayPath(path), fix }, { cause: error });
  }
}

function readBlob(folder: string, digest: string, what: string): string {
  const path = blobPath(folder, digest);
  const text = readText(path, `the image's ${what} cannot be read`);
  if (digestOf(text) !== digest) throw refusing(path, what)(notOfItsName);
  return text;
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError({ what: `${what}: ${(error as Error).message}`, where: displayPath(path), fix }, { cause: error });
  }
}

function checkLayer(folder: string, { digest }: Descriptor): void {
  const path = blobPath(folder, digest);
  if (`sha256:${withFile(path, hashFile).sha256}` !== digest) throw refusing(path, "layer")(notOfItsName);
}

function refusing(path: string, what: string): (fault: string) => UserError {
  return (fault) => new UserError({ what: `the image's ${what} ${fault}`, where: displayPath(path), fix });
}
