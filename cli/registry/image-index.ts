import type { Descriptor } from "../../lib/artifact/image/oci";
import { isDigest } from "../../lib/artifact/image/digest";
import { isPlatformWord } from "../../lib/artifact/image/parse-manifest";
import { asTable } from "../../lib/artifact/requirements/toml";
import { jsonTable } from "./json";

/**
 * One image in an index, which is a list of images for several platforms.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export interface IndexEntry extends Pick<Descriptor, "digest"> {
  /** `linux/amd64` */
  readonly platform: string;
  /** Whether it is no image but what its builder says about one, which docker files under `unknown/unknown`. */
  readonly isAttestation: boolean;
}

/** The manifests there are, as an `Accept` header: OCI's and docker's, of one image and of an index. */
export const acceptedManifests = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/** The images in an index; undefined where a manifest is not one. */
export function parseIndex(manifest: string): readonly IndexEntry[] | undefined {
  const { manifests } = jsonTable(manifest);
  if (!Array.isArray(manifests)) return undefined;
  return manifests.flatMap((entry): IndexEntry[] => {
    const { digest, platform, annotations } = asTable(entry);
    if (typeof digest !== "string" || !isDigest(digest)) return [];
    const isAttestation = asTable(annotations)["vnd.docker.reference.type"] === "attestation-manifest";
    return [{ digest, platform: platformOf(asTable(platform)), isAttestation }];
  });
}

/** `linux/amd64`, of an image's config or of an entry in an index. */
function platformOf({ os, architecture }: { readonly os?: unknown; readonly architecture?: unknown }): string {
  return [os, architecture].map((part) => (isPlatformWord(part) ? part : "unknown")).join("/");
}
