/**
 * What points at a blob of a registry or of an image layout.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md
 */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * An image for one platform, as OCI and as docker's schema 2 write it.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export interface ImageManifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly config: Descriptor;
  /** The lowest first. */
  readonly layers: readonly Descriptor[];
}

/**
 * What an image's config says, of which more is kept than stands here.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly created?: string;
  /** How to run it: Env, Entrypoint, WorkingDir and the rest. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The digests of the layers' tars before compression, in the order of the manifest's layers. */
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history?: readonly unknown[];
}

/** An image that others start from, for one platform, as `base-images.lock.json` holds it. */
export interface BaseImage {
  /** As in a Dockerfile's FROM: `public.ecr.aws/lambda/python:3.11`. */
  readonly name: string;
  /** `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  /** Of the manifest: `sha256:…`. */
  readonly digest: string;
  /** The text as the registry has it: its sha256 is `digest`. */
  readonly manifest: string;
  /** The text as the registry has it: its sha256 is the digest that the manifest names. */
  readonly config: string;
}
