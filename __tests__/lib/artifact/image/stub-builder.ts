import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf } from "../../../../lib/artifact/image/digest";
import { write } from "../temporary-folder";

/** What a stub builds that a builder does not, or otherwise. */
export interface OddBuild {
  readonly architecture?: string;
  readonly command?: readonly string[];
  /** Of its one layer, as the manifest has it. Bytes. */
  readonly size?: number;
  /** Where the text of the manifest is not that of one image. */
  readonly manifest?: string;
  readonly without?: "layer";
}

/** Writes the OCI layout of an image with one layer. Answers its digest. */
export function writeBuild(folder: string, content: string, odd: OddBuild = {}): string {
  const { architecture = "amd64", command = ["index.handler"] } = odd;
  const layer = gzipSync(content);
  const config = JSON.stringify({
    ...{ architecture, os: "linux", config: { Cmd: command } },
    rootfs: { type: "layers", diff_ids: [digestOf(content)] },
  });
  const pointer = (mediaType: string, blob: string | Uint8Array, size = blob.length): object => ({
    ...{ mediaType: `application/vnd.oci.image.${mediaType}`, digest: digestOf(blob), size },
  });
  const manifest =
    odd.manifest ??
    JSON.stringify({
      schemaVersion: 2,
      config: pointer("config.v1+json", config),
      layers: [pointer("layer.v1.tar+gzip", layer, odd.size)],
    });
  const blobs = [config, manifest, ...(odd.without === undefined ? [layer] : [])];
  mkdirSync(folder, { recursive: true });
  write(folder, {
    "oci-layout": '{"imageLayoutVersion":"1.0.0"}',
    "index.json": JSON.stringify({ schemaVersion: 2, manifests: [pointer("manifest.v1+json", manifest)] }),
  });
  for (const blob of blobs) write(folder, { [`blobs/${digestOf(blob).replace(":", "/")}`]: blob as string });
  return digestOf(manifest);
}

/**
 * Writes a program that stands for a builder: it notes what it is told, one command a line, in `said` beside it, and what COPY would find in
 * `context`; where an image is to be put it puts the layout `build` beside it.
 *
 * @param status with which it ends where it is to build
 * @returns its path
 */
export function stubBuilder(folder: string, name: string, status = 0): string {
  const path = join(folder, name);
  write(folder, {
    [name]: [
      "#!/bin/sh",
      'case "$1" in --version) exit 0;; esac',
      '[ "$1 $2" = "buildx version" ] && exit 0',
      `echo "$SOURCE_DATE_EPOCH $*" >> '${folder}/said'`,
      `[ ${status} = 0 ] || exit ${status}`,
      'for last in "$@"; do',
      `  case "$last" in`,
      `    oci:*) cp -r '${folder}/build' "\${last#oci:}";;`,
      `    type=oci,dest=*) dest=\${last#type=oci,dest=}; cp -r '${folder}/build' "\${dest%%,*}";;`,
      "  esac",
      "done",
      `[ -d "$last" ] && (cd "$last" && find . -type f | sort) > '${folder}/context'`,
      "exit 0",
      "",
    ].join("\n"),
  });
  chmodSync(path, 0o755);
  return path;
}
