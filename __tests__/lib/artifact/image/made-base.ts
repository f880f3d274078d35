import { digestOf } from "../../../../lib/artifact/image/digest";
import type { BaseImage } from "../../../../lib/artifact/image/oci";

const dockerTypes = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};
const ociTypes = {
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
};

/** Config of a base as docker writes it, with more in it than this project knows of. */
export const config = {
  architecture: "amd64",
  config: {
    Env: ["LANG=en_US.UTF-8", "LAMBDA_TASK_ROOT=/var/task"],
    Cmd: null,
    WorkingDir: "/var/task",
    Entrypoint: ["/lambda-entrypoint.sh"],
    OnBuild: null,
  },
  created: "2026-08-04T07:15:09.123456789Z",
  docker_version: "27.1",
  history: [
    { created: "2026-08-04T07:15:09Z", created_by: "ADD file" },
    { created: "2026-08-04T07:15:09Z", empty_layer: true },
  ],
  os: "linux",
  rootfs: { type: "layers", diff_ids: [digestOf("tar 1"), digestOf("tar 2")] },
};

/** What of a base image is not as usual. */
export interface Odd {
  readonly name?: string;
  readonly platform?: string;
  readonly ownConfig?: unknown;
  /** Replaces or adds to what the manifest says. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Makes a base image of its config, in docker's way or OCI's; its manifest is indented and ends with a line, as registries have them. */
export function madeBase(
  way: "docker" | "oci",
  { name = "public.ecr.aws/lambda/python:3.11", platform = "linux/amd64", ownConfig = config, manifest: more = {} }: Odd = {},
): BaseImage {
  const text = JSON.stringify(ownConfig);
  const [configType, layerType] = way === "docker" ? [dockerTypes.config, dockerTypes.layer] : [ociTypes.config, ociTypes.layer];
  const manifest = `${JSON.stringify(
    {
      schemaVersion: 2,
      ...(way === "docker" ? { mediaType: dockerTypes.manifest } : {}),
      config: { mediaType: configType, size: Buffer.byteLength(text), digest: digestOf(text) },
      layers: ["blob 1", "blob 2"].map((blob, index) => ({ mediaType: layerType, size: 1_000 + index, digest: digestOf(blob) })),
      ...more,
    },
    undefined,
    3,
  )}\n`;
  return { name, platform, digest: digestOf(manifest), manifest, config: text };
}

/** The config of the base with something else in it. */
export function changedConfig(change: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...config, ...change };
}
