import { isManagedRuntime, type ManagedRuntimeName, pythonVersion } from "../../runtimes/managed-runtimes";
import { type Complaint, UserError } from "../../errors/user-error";
import { shownText } from "../display-path";
import type { Architecture } from "../resolve/platform";
import { digestOf } from "./digest";
import type { BaseImage, ImageConfig, ImageManifest } from "./oci";
import { parseConfig, parseManifest, type Refuse } from "./parse-manifest";

/** Which base image: its name, and one of its platforms. */
export type BaseImageId = Pick<BaseImage, "name" | "platform">;

/** What a base image's texts say. */
export interface ParsedBase {
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/python-image.html#python-image-base */
const lambdaPython = "public.ecr.aws/lambda/python:";

/** AWS's own image for a runtime, with its Python, runtime interface client and boto3. */
export function baseImageOf(runtime: ManagedRuntimeName, architecture: Architecture): BaseImageId {
  return { name: `${lambdaPython}${pythonVersion(runtime)}`, platform: ociPlatform(architecture) };
}

/** An architecture as images name their platform: `linux/amd64` of `x86_64`. */
export function ociPlatform(architecture: Architecture): string {
  return architecture === "arm64" ? "linux/arm64" : "linux/amd64";
}

/** The runtime whose image AWS's own is; undefined of another image. */
export function runtimeOfBase({ name }: Pick<BaseImage, "name">): ManagedRuntimeName | undefined {
  const runtime = name.startsWith(lambdaPython) ? `python${name.slice(lambdaPython.length)}` : "";
  return isManagedRuntime(runtime) ? runtime : undefined;
}

/** The command that fetches a base image's texts anew, for every platform. */
export function relockCommand({ name }: Pick<BaseImage, "name">): string {
  return `npm run lock -- --base ${runtimeOfBase({ name }) ?? name}`;
}

/** How to name a base image in a sentence. */
export function baseText({ name, platform }: BaseImageId): string {
  return shownText(`${name} for ${platform}`);
}

/**
 * Reads a base image's texts, and holds them against its digest and platform.
 *
 * @param about where it is from, and what to do if something is wrong with it
 * @throws UserError if a text is not the one of its digest, not of one image, or of another platform than is said
 */
export function parseBaseImage(
  base: BaseImage,
  about: Pick<Complaint, "where" | "fix"> = { fix: relockCommand(base) },
): ParsedBase {
  const refusing = (text: "manifest" | "config"): Refuse => {
    return (what) => new UserError({ ...about, what: `the ${text} of ${baseText(base)} ${what}` });
  };
  const refuse = { manifest: refusing("manifest"), config: refusing("config") };
  if (digestOf(base.manifest) !== base.digest) throw refuse.manifest(`is not the text whose digest is ${base.digest}`);
  const manifest = parseManifest(base.manifest, refuse.manifest);
  if (digestOf(base.config) !== manifest.config.digest) throw refuse.config("is not the one that its manifest names");
  const config = parseConfig(base.config, manifest.layers.length, refuse.config);
  const platform = `${config.os}/${config.architecture}`;
  if (platform !== base.platform) throw refuse.config(`is of ${platform}`);
  return { manifest, config };
}
