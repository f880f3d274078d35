import { imageFaults, type WantedOfImage } from "../../lib/artifact/image/lambda-image";
import { parseConfig, parseManifest, type Refuse } from "../../lib/artifact/image/parse-manifest";
import { type Complaint, UserError } from "../../lib/errors/user-error";
import { parseIndex } from "./image-index";
import type { Repository } from "./repository";

/** What a function needs of its image, and which one it is. */
export interface WantedImage extends WantedOfImage {
  readonly digest: string;
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
  const { config: descriptor, layers } = parseManifest(found.text, refusing("manifest"));
  const config = parseConfig(await repository.readText(descriptor), layers.length, refusing("config"));
  const cures = { platform: `push an image for ${wanted.platform}`, command: synthesizeAndPush };
  return imageFaults({ config, layers }, wanted, cures).map((each) => ({ ...each, where }));
}
