import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { composeImage } from "../../../lib/artifact/image/compose-image";
import { digestOf } from "../../../lib/artifact/image/digest";
import { placeLayout } from "../../../lib/artifact/image/image-layout";
import type { BaseImage } from "../../../lib/artifact/image/oci";
import { type ImageLayout, readLayout } from "../../../lib/artifact/image/read-layout";
import { changedConfig, madeBase } from "../../lib/artifact/image/made-base";
import type { RepositoryStore } from "./registry-store";

/** Bytes that look like nothing in particular, the same each time. */
function bytesOf(seed: string, length: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at * 32 < length; at += 1) pieces.push(createHash("sha256").update(`${seed} ${at}`).digest());
  return Buffer.concat(pieces).subarray(0, length);
}

/** The base's layers: one is sent in one request, the other in several. */
export const baseLayers = [bytesOf("base 1", 2_500_000), bytesOf("base 2", 40_000)] as const;
/** Ours: the dependencies', and the code's. */
export const ownLayers = [bytesOf("dependencies", 1_700_000), bytesOf("code", 3_000)] as const;

const layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/** A base image with layers that are really there. */
export function realBase(architecture: "amd64" | "arm64" = "amd64"): BaseImage {
  const layers = baseLayers.map((layer) => ({ mediaType: layerType, size: layer.length, digest: digestOf(layer) }));
  return madeBase("docker", {
    ...{ manifest: { layers }, platform: `linux/${architecture}` },
    ...(architecture === "arm64" ? { ownConfig: changedConfig({ architecture }) } : {}),
  });
}

/** Puts a base image into a repository, under a tag. */
export function addBase(store: RepositoryStore, base = realBase(), tag = "3.11"): void {
  for (const blob of [...baseLayers, Buffer.from(base.config)]) store.add(blob);
  store.put(tag, base.manifest, (JSON.parse(base.manifest) as { mediaType: string }).mediaType);
}

/** Makes an image of the base and our layers, and places it in a folder. */
export function madeLayout(folder: string, base = realBase()): ImageLayout {
  const [dependencies, code] = ownLayers.map((content, index) => {
    const path = join(folder, `layer ${index}`);
    writeFileSync(path, content);
    const digest = digestOf(content);
    return { path, digest, diffId: digestOf(`tar ${index}`), bytes: content.length, unpackedBytes: content.length };
  }) as [OwnLayer, OwnLayer];
  const image = composeImage({ base, dependencies, code, handler: "index.handler", architecture: "x86_64" });
  placeLayout(join(folder, "layout"), { image, base, layers: [dependencies, code] });
  return readLayout(join(folder, "layout"));
}

interface OwnLayer {
  readonly path: string;
  readonly digest: string;
  readonly diffId: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
}
