import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Repository } from "../../../../cli/registry/repository";
import { blobOf, uploadBlob } from "../../../../cli/registry/upload-blob";
import { digestOf } from "../../../../lib/artifact/image/digest";
import type { Descriptor } from "../../../../lib/artifact/image/oci";
import { write } from "../../../lib/artifact/temporary-folder";

const mediaTypes = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
} as const;

/** A layer as `tar` makes it. */
export interface HandMadeLayer {
  readonly blob: Buffer<ArrayBuffer>;
  readonly descriptor: Descriptor;
}

/** What an image says of how it runs. */
export type RunConfig = Readonly<Record<string, unknown>>;

/** Packs files, path to content, into a layer by this machine's tar. */
export function handMadeLayer(folder: string, files: Readonly<Record<string, string>>): HandMadeLayer {
  const content = mkdtempSync(join(folder, "layer-"));
  write(content, files);
  execFileSync("tar", ["-czf", `${content}.tar.gz`, "-C", content, ...Object.keys(files)]);
  const blob = Buffer.from(readFileSync(`${content}.tar.gz`));
  return { blob, descriptor: { mediaType: mediaTypes.layer, digest: digestOf(blob), size: blob.length } };
}

/** Pushes an image of these layers. Answers its digest. */
export async function pushHandMade(
  repository: Repository,
  layers: readonly HandMadeLayer[],
  config: RunConfig,
  tag?: string,
): Promise<string> {
  const diffIds = layers.map(({ blob }) => digestOf(gunzipSync(blob)));
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const history = layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "tar" })); // builders refuse images of which less is told
  const rootfs = { type: "layers", diff_ids: diffIds };
  const configText = JSON.stringify({ architecture, os: "linux", config, rootfs, history });
  const descriptor = { mediaType: mediaTypes.config, digest: digestOf(configText), size: configText.length };
  const manifest = JSON.stringify({
    ...{ schemaVersion: 2, mediaType: mediaTypes.manifest, config: descriptor },
    layers: layers.map((layer) => layer.descriptor),
  });
  const blobs = [...layers.map(({ blob }) => blobOf(blob, mediaTypes.layer)), blobOf(Buffer.from(configText), mediaTypes.config)];
  for (const blob of blobs) await uploadBlob(repository, blob);
  await repository.putManifest(tag ?? digestOf(manifest), manifest, mediaTypes.manifest);
  return digestOf(manifest);
}
