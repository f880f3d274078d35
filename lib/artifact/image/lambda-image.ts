import { isDeepStrictEqual } from "node:util";
import type { Complaint } from "../../errors/user-error";
import { lambdaLimits } from "../../runtimes/limits";
import { figure, size } from "../receipt/byte-figures";
import type { Descriptor, ImageConfig } from "./oci";

/** What a function needs of its image. */
export interface WantedOfImage {
  /** `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  /** What its runtime is to call: `index.handler`. @default not looked at */
  readonly handler?: string;
  /** Bytes of those layers, unpacked, of which they are known; of the others their compressed bytes count. By digest. */
  readonly unpackedBytes?: ReadonlyMap<string, number>;
}

/** What to do about an image for another platform, and about one with another command. */
export interface ImageCures {
  readonly platform: string;
  readonly command: string;
}

/** What Lambda would refuse of an image in the midst of an apply, or only at the first request. */
export function imageFaults(
  { config, layers }: { readonly config: ImageConfig; readonly layers: readonly Descriptor[] },
  wanted: WantedOfImage,
  cures: ImageCures,
): Complaint[] {
  const { platform, handler } = wanted;
  const found = `${config.os}/${config.architecture}`;
  const command = config.config?.["Cmd"];
  const otherPlatform = {
    what: `the image is for ${found}, and the function runs on ${platform}`,
    fix: `set the function's architecture, or ${cures.platform}`,
  };
  const otherHandler = {
    what: `the image starts ${JSON.stringify(command ?? [])}, and the function's handler is ${handler ?? ""}`,
    fix: cures.command,
  };
  return [
    ...(found === platform ? [] : [otherPlatform]),
    ...(handler === undefined || isDeepStrictEqual(command, [handler]) ? [] : [otherHandler]),
    ...sizeFaults(layers, wanted),
  ];
}

function sizeFaults(layers: readonly Descriptor[], { unpackedBytes }: WantedOfImage): Complaint[] {
  const least = layers.reduce((sum, layer) => sum + (unpackedBytes?.get(layer.digest) ?? layer.size), 0);
  if (least <= lambdaLimits.imageBytes) return [];
  const what = `the image has ${size(least)} or more unpacked, and Lambda takes ${figure(lambdaLimits.imageBytes)} at most`;
  return [{ what, fix: "ship less: leave out what the function does not need, or fetch it when it runs" }];
}
