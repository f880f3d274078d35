import { isDeepStrictEqual } from "node:util";
import type { Descriptor, ImageConfig } from "../../lib/artifact/image/oci";
import { parseConfig, parseManifest, type Refuse } from "../../lib/artifact/image/parse-manifest";
import { figure, size } from "../../lib/artifact/receipt/byte-figures";
import { type Complaint, UserError } from "../../lib/errors/user-error";
import { lambdaLimits } from "../../lib/runtimes/limits";
import { parseIndex, platformOf } from "./image-index";
import type { Repository } from "./repository";

/** What a function needs of its image. */
export interface WantedImage {
  readonly digest: string;
  /** `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  /** What its runtime is to call: `index.handler`. @default not looked at */
  readonly handler?: string;
  /** Bytes of those layers, unpacked, of which they are known; of the others their compressed bytes count. By digest. */
  readonly unpackedBytes?: ReadonlyMap<string, number>;
}

const push = "push it: npm run image";
const synthesizeAndPush = "write and push it anew: npm run synth, then npm run image";

/**
 * Looks at what a repository has by a digest, and whether Lambda would start it for the function: what Lambda would refuse in the midst of an
 * apply, or only at the first request.
 *
 * @throws UserError where the registry does not answer, or what it has is no image
 */
export async function preflight(repository: Repository, wanted: WantedImage): Promise<Complaint[]> {
  const where = `${repository.shown}@${wanted.digest}`;
  const found = await repository.findManifest(wanted.digest);
  if (found === undefined) return [{ what: "the image is not in the repository", where, fix: push }];
  if (parseIndex(found.text) !== undefined) {
    const fix = `name the digest of the one for ${wanted.platform}; docker makes no index with --provenance=false`;
    return [{ what: "Lambda starts no index of images for several platforms", where, fix }];
  }
  const refusing =
    (text: string): Refuse =>
    (what) =>
      new UserError({ what: `the image's ${text} ${what}`, where, fix: synthesizeAndPush });
  const { config, layers } = parseManifest(found.text, refusing("manifest"));
  const parsed = parseConfig(await repository.readText(config), layers.length, refusing("config"));
  return [...configComplaints(parsed, wanted), ...sizeComplaints(layers, wanted)].map((each) => ({ ...each, where }));
}

function configComplaints(image: ImageConfig, { platform, handler }: WantedImage): Complaint[] {
  const found = platformOf(image);
  const command = image.config?.["Cmd"];
  const otherPlatform = {
    what: `the image is for ${found}, and the function runs on ${platform}`,
    fix: `set the function's architecture, or push an image for ${platform}`,
  };
  const otherHandler = {
    what: `the image starts ${JSON.stringify(command ?? [])}, and the function's handler is ${handler ?? ""}`,
    fix: synthesizeAndPush,
  };
  return [
    ...(found === platform ? [] : [otherPlatform]),
    ...(handler === undefined || isDeepStrictEqual(command, [handler]) ? [] : [otherHandler]),
  ];
}

function sizeComplaints(layers: readonly Descriptor[], { unpackedBytes }: WantedImage): Complaint[] {
  const least = layers.reduce((sum, layer) => sum + (unpackedBytes?.get(layer.digest) ?? layer.size), 0);
  if (least <= lambdaLimits.imageBytes) return [];
  const what = `the image has ${size(least)} or more unpacked, and Lambda takes ${figure(lambdaLimits.imageBytes)} at most`;
  return [{ what, fix: "ship less: leave out what the function does not need, or fetch it when it runs" }];
}
