import { baseText, parseBaseImage } from "../../lib/artifact/image/base-image";
import type { BaseImage } from "../../lib/artifact/image/oci";
import { parseConfig, parseManifest, type Refuse } from "../../lib/artifact/image/parse-manifest";
import { UserError } from "../../lib/errors/user-error";
import { parseIndex } from "./image-index";
import { openBase } from "./open-base";
import type { Repository, StoredManifest } from "./repository";
import { type Clock, systemClock } from "./retry";

/** An image is there, but not for the platform that was asked for. */
export class OtherPlatforms extends UserError {}

/**
 * Fetches what a lock holds of a base image: its manifest and config for one platform, each held against its digest. No layer is fetched.
 *
 * @param wanted its name, as in a Dockerfile's FROM, and platform: `linux/amd64` or `linux/arm64`
 * @param env may name another registry in LAMBDA_CONTAINER_BASE_REGISTRY
 * @throws OtherPlatforms where it is there for others alone; UserError where it is not there, no image, or not what its digests say
 */
export async function fetchBase(
  wanted: Pick<BaseImage, "name" | "platform">,
  env: NodeJS.ProcessEnv,
  clock: Clock = systemClock,
): Promise<BaseImage> {
  const { repository, reference } = openBase(wanted.name, env, clock);
  const found = await existing(repository, reference);
  const { text, digest } = await manifestFor(wanted, repository, found);
  const refuse: Refuse = (what) => new UserError({ what: `the manifest of ${baseText(wanted)} ${what}`, ...about(repository) });
  const { config: descriptor, layers } = parseManifest(text, refuse);
  const config = await repository.readText(descriptor);
  const { os, architecture } = parseConfig(config, layers.length, refuse);
  if (`${os}/${architecture}` !== wanted.platform) throw otherPlatforms(wanted, repository, [`${os}/${architecture}`]);
  const base = { ...wanted, digest, manifest: text, config };
  parseBaseImage(base, about(repository));
  return base;
}

/** That of one platform, out of an index where there is one. */
async function manifestFor(
  { name, platform }: Pick<BaseImage, "name" | "platform">,
  repository: Repository,
  found: StoredManifest,
): Promise<StoredManifest> {
  const index = parseIndex(found.text);
  if (index === undefined) return found;
  const images = index.filter((entry) => !entry.isAttestation);
  const entry = images.find((each) => each.platform === platform);
  if (entry !== undefined) return existing(repository, entry.digest);
  const known = [...new Set(images.map((each) => each.platform))].filter((each) => each !== "unknown/unknown");
  throw otherPlatforms({ name, platform }, repository, known);
}

function otherPlatforms(
  { name, platform }: Pick<BaseImage, "name" | "platform">,
  repository: Repository,
  known: readonly string[],
): OtherPlatforms {
  return new OtherPlatforms({
    what: `${name} is not there for ${platform}, but for ${known.length === 0 ? "no platform" : known.join(", ")}`,
    where: repository.shown,
    fix: "choose another base image, or another architecture for the function",
  });
}

async function existing(repository: Repository, reference: string): Promise<StoredManifest> {
  const found = await repository.findManifest(reference);
  if (found !== undefined) return found;
  throw new UserError({ what: `the registry has no image ${reference}`, ...about(repository) });
}

function about(repository: Repository): { readonly where: string; readonly fix: string } {
  const fix = "check its name, and what LAMBDA_CONTAINER_BASE_REGISTRY says, if it is set";
  return { where: repository.shown, fix };
}
