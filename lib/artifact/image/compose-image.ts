import { UserError } from "../../errors/user-error";
import type { Architecture } from "../resolve/platform";
import { baseText, ociPlatform, parseBaseImage, relockCommand } from "./base-image";
import { digestOf } from "./digest";
import type { BaseImage, Descriptor, ImageManifest } from "./oci";
import type { Layer } from "./zip-to-layer";

/** What to make an image of. */
export interface ImageParts {
  readonly base: BaseImage;
  /** @default the function has none */
  readonly dependencies?: Layer;
  /** Lies above the dependencies: what changes most often is the last of the layers. */
  readonly code: Layer;
  /** What the base's runtime is told to call: `index.handler`. */
  readonly handler: string;
  /** Of the function. */
  readonly architecture: Architecture;
}

/** An image, of which all but the layers' blobs is here. */
export interface ComposedImage {
  /** By which a registry has it: `sha256:…`. */
  readonly digest: string;
  /** As it is to be sent: its sha256 is `digest`. */
  readonly manifest: string;
  readonly mediaType: string;
  /** As it is to be sent: its sha256 is the digest that the manifest names. */
  readonly config: string;
  /** Those that the base's registry has. The lowest first. */
  readonly baseLayers: readonly Descriptor[];
  /** Of all layers, the base's too, compressed. */
  readonly bytes: number;
}

interface MediaTypes {
  readonly manifest: string;
  readonly config: string;
  readonly layer: string;
}

/** https://github.com/opencontainers/image-spec/blob/main/media-types.md */
const oci: MediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
};
/** https://distribution.github.io/distribution/spec/manifest-v2-2/#media-types */
const docker: MediaTypes = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

/** What stands for the time of a layer where the base has none, since an image that says when it was made is another one each time. */
const noTime = "1970-01-01T00:00:00Z";

/**
 * The image that has the base's layers and ours above them, and the base's config with the handler as command. It is as its base is, OCI's or
 * docker's, and depends on what is given and nothing else.
 *
 * @throws UserError if the base is damaged, no image for one platform, or for another architecture
 */
export function composeImage({ base, dependencies, code, handler, architecture }: ImageParts): ComposedImage {
  const parsed = parseBaseImage(base);
  if (base.platform !== ociPlatform(architecture)) throw new UserError(otherPlatform(base, architecture));
  const types = mediaTypesOf(parsed.manifest);
  const { created = noTime, rootfs, history = [] } = parsed.config;
  const isTold = history.length > 0; // ours alone would tell of fewer layers than there are
  const added = [
    ...(dependencies === undefined ? [] : [{ layer: dependencies, holds: "dependencies" }]),
    { layer: code, holds: "code" },
  ];
  const config = JSON.stringify({
    ...parsed.config,
    config: { ...parsed.config.config, Cmd: [handler] },
    rootfs: { ...rootfs, diff_ids: [...rootfs.diff_ids, ...added.map(({ layer }) => layer.diffId)] },
    ...(isTold ? { history: [...history, ...added.map(({ holds }) => historyOf(holds, created))] } : {}),
  });
  const baseLayers = parsed.manifest.layers;
  const ours = added.map(({ layer }) => ({ mediaType: types.layer, digest: layer.digest, size: layer.bytes }));
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: digestOf(config), size: Buffer.byteLength(config) },
    layers: [...baseLayers, ...ours],
  };
  const text = JSON.stringify(manifest);
  const bytes = manifest.layers.reduce((sum, { size }) => sum + size, 0);
  return { digest: digestOf(text), manifest: text, mediaType: types.manifest, config, baseLayers, bytes };
}

function historyOf(holds: string, created: string): { readonly created: string; readonly created_by: string } {
  return { created, created_by: `lambda-container: ${holds}` };
}

/** A manifest of OCI's need not say what it is; its config always does. */
function mediaTypesOf({ mediaType, config }: ImageManifest): MediaTypes {
  const isDocker = mediaType === undefined ? config.mediaType === docker.config : mediaType === docker.manifest;
  return isDocker ? docker : oci;
}

function otherPlatform(base: BaseImage, architecture: Architecture): { readonly what: string; readonly fix: string } {
  const what = `${baseText(base)} is no base for a function on ${architecture}`;
  return { what, fix: `${relockCommand(base)}, which locks it for ${ociPlatform(architecture)} too` };
}
