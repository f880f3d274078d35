import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { baseImageOf, type BaseImageId } from "../../../lib/artifact/image/base-image";
import { digestOf } from "../../../lib/artifact/image/digest";
import type { BaseImage, ImageConfig, ImageManifest } from "../../../lib/artifact/image/oci";
import { UserError } from "../../../lib/errors/user-error";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { run } from "../../process/run";
import type { Repository } from "../../registry/repository";
import { blobOf, uploadBlob } from "../../registry/upload-blob";
import type { RuntimeEnvironment } from "../environments";

/** A base image made of this machine's Python, where AWS's cannot be had. Other machines make another. */
export interface StandInBase extends BaseImage {
  /** The file of its one layer, absolute. */
  readonly layer: string;
}

const program = join(__dirname, "..", "python", "base_layer.py");

/** As AWS's own are: https://distribution.github.io/distribution/spec/manifest-v2-2/#media-types */
const mediaTypes = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
} as const;

/**
 * As AWS's images have them, but for their handler. What reads them here: the entrypoint, the loader, and functions.
 * https://github.com/aws/aws-lambda-base-images (Dockerfile of the branch of each Python)
 */
const runtimeConfig = {
  Env: [
    "LANG=en_US.UTF-8",
    "TZ=:/etc/localtime",
    "PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
    "LAMBDA_TASK_ROOT=/var/task",
    "LAMBDA_RUNTIME_DIR=/var/runtime",
  ],
  Entrypoint: ["/lambda-entrypoint.sh"],
  WorkingDir: "/var/task",
} as const;

/** The one of AWS's base images for which this machine's stands in. */
export function standInFor(runtime: ManagedRuntimeName): BaseImageId {
  return baseImageOf(runtime, process.arch === "arm64" ? "arm64" : "x86_64");
}

/**
 * Assembles the base image that stands in for `public.ecr.aws/lambda/python`: this machine's Python of the same minor, what AWS supplies
 * beside it, and the libraries they load. The machine's glibc is newer than AWS's, so that what runs here may not load there.
 *
 * @param environment the one that plays the runtime
 * @param folder where its layer goes; made where it is not there
 * @throws UserError where the machine has no Python of that minor, or is no Linux with glibc
 */
export async function makeStandInBase(
  runtime: ManagedRuntimeName,
  { interpreter, exact, version }: RuntimeEnvironment,
  folder: string,
): Promise<StandInBase> {
  if (!exact) {
    throw new UserError({
      what: `a base image for ${runtime} cannot be made of Python ${version}`,
      fix: `install ${runtime} (uv python install ${runtime.slice("python".length)}), or take AWS's own: export LAMBDA_CONTAINER_BASE_REGISTRY=https://public.ecr.aws`,
    });
  }
  mkdirSync(folder, { recursive: true });
  const layer = join(folder, `${runtime}-layer.tar.gz`);
  const said = await run({ file: interpreter, args: ["-s", "-B", program, layer], env: { PATH: process.env["PATH"] } });
  const { digest, size, diffId } = JSON.parse(said) as { digest: string; size: number; diffId: string };

  const id = standInFor(runtime);
  const [os = "", architecture = ""] = id.platform.split("/");
  const config: ImageConfig = {
    architecture,
    os,
    config: runtimeConfig,
    rootfs: { type: "layers", diff_ids: [diffId] },
    history: [{ created: "1970-01-01T00:00:00Z", created_by: `lambda-container: stands in for ${id.name}` }],
  };
  const configText = JSON.stringify(config);
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(configText), size: Buffer.byteLength(configText) },
    layers: [{ mediaType: mediaTypes.layer, digest, size }],
  };
  const manifestText = JSON.stringify(manifest);
  return { ...id, digest: digestOf(manifestText), manifest: manifestText, config: configText, layer };
}

/**
 * Pushes a stand-in to where it is looked for instead of AWS's registry, under the tag that AWS's has.
 *
 * @throws UserError where the registry does not take it
 */
export async function pushStandInBase(base: StandInBase, repository: Repository): Promise<void> {
  await uploadBlob(repository, blobOf(readFileSync(base.layer), mediaTypes.layer));
  await uploadBlob(repository, blobOf(Buffer.from(base.config), mediaTypes.config));
  await repository.putManifest(base.name.split(":").at(-1) ?? "latest", base.manifest, mediaTypes.manifest);
}
