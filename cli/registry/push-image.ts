import { createReadStream } from "node:fs";
import { displayPath } from "../../lib/artifact/display-path";
import type { Descriptor } from "../../lib/artifact/image/oci";
import type { ImageLayout } from "../../lib/artifact/image/read-layout";
import { size } from "../../lib/artifact/receipt/byte-figures";
import { UserError } from "../../lib/errors/user-error";
import type { Progress } from "../process/progress";
import { atMost } from "./at-most";
import { Refusal } from "./answers";
import type { Repository } from "./repository";
import { shortDigest } from "./short-digest";
import { type BlobSource, uploadBlob } from "./upload-blob";
import { UploadSession } from "./upload-session";
import { verifiedContent } from "./verified-content";

/** How a blob came to be in the repository: from this machine, from the base's registry, from another repository beside it, or it was there. */
export type Arrival = "uploaded" | "copied" | "mounted" | "there";

/** What a push did. */
export interface PushedImage {
  readonly digest: string;
  readonly tag: string;
  /** Config and layers. Sizes in bytes. */
  readonly blobs: readonly (Pick<Descriptor, "digest" | "size"> & { readonly how: Arrival })[];
  /** Whether the manifest was there, under this tag. */
  readonly wasThere: boolean;
}

/** What to push, and where to. */
export interface Push {
  readonly image: ImageLayout;
  /** Has the layers that are not in the layout. @default they must be in the target */
  readonly base?: Repository;
  readonly target: Repository;
  readonly progress: Progress;
}

const uploadsAtOnce = 2;

/**
 * Brings an image into a repository: what it lacks of the layers, then the config, and the manifest last, so that nothing names what is not there.
 * Its tag is made of its digest, and is never moved: repositories may forbid that.
 *
 * @throws UserError where something cannot be had or is not taken; what has arrived by then stays, and need not be sent again
 */
export async function pushImage(push: Push): Promise<PushedImage> {
  const { image, target } = push;
  const { digest, manifest } = image;
  const tag = tagOf(digest);
  const wasThere = await isThere(target, tag, digest);
  const layers = [...new Map(manifest.layers.map((layer) => [layer.digest, layer])).values()];
  const arrivals = await atMost(uploadsAtOnce, layers, async (layer) => bring(push, layer));
  const blobs = [...arrivals, await bring(push, manifest.config)];
  if (!wasThere) await putManifest(push, tag);
  return { digest, tag, blobs, wasThere };
}

/** A tag that names its image: of what has no tag, ECR's lifecycle rules think nothing. */
function tagOf(digest: string): string {
  return shortDigest(digest).replace(":", "-");
}

async function isThere(target: Repository, tag: string, digest: string): Promise<boolean> {
  const found = await target.findManifest(tag);
  if (found === undefined || found.digest === digest) return found !== undefined;
  throw new UserError({
    what: `the tag ${tag} is another image's, ${found.digest}, and this one is ${digest}`,
    where: target.shown,
    fix: "find out who pushed it, and remove that tag from the repository",
  });
}

/** A refusal is none where somebody else put the very image there meanwhile: ECR's immutable tags cannot be written twice. */
async function putManifest({ image, target, progress }: Push, tag: string): Promise<void> {
  await progress.phase(`push manifest ${tag}`, async (remark) => {
    try {
      await target.putManifest(tag, image.manifestText, image.mediaType);
    } catch (error) {
      if (!(error instanceof Refusal) || !(await isThere(target, tag, image.digest))) throw error;
    }
    if (!(await isThere(target, tag, image.digest))) {
      const fix = "run the same command again; if it stays so, ask whoever runs the registry";
      throw new UserError({ what: `the registry took the manifest ${tag} and does not have it`, where: target.shown, fix });
    }
    remark(size(Buffer.byteLength(image.manifestText)));
  });
}

async function bring(push: Push, blob: Descriptor): Promise<PushedImage["blobs"][number]> {
  const { image, target, progress } = push;
  const { digest, size: bytes } = blob;
  const path = image.blobs.get(digest);
  if (await target.hasBlob(digest)) return { digest, size: bytes, how: "there" };
  const name = `${path === undefined ? "copy" : "upload"} ${shortDigest(digest)}`;
  const how = await progress.phase(name, async (remark) => {
    const arrival = path === undefined ? await copy(push, blob) : await upload(target, blob, path);
    remark(arrival === "mounted" ? `${size(bytes)}, mounted` : size(bytes));
    return arrival;
  });
  return { digest, size: bytes, how };
}

async function upload(target: Repository, descriptor: Descriptor, path: string): Promise<Arrival> {
  await uploadBlob(target, fileSource(descriptor, path));
  return "uploaded";
}

async function copy({ base, target }: Push, descriptor: Descriptor): Promise<Arrival> {
  const { digest } = descriptor;
  if (base === undefined) {
    throw new UserError({
      what: `the image has the layer ${shortDigest(digest)}, which is neither in the repository nor on this machine`,
      where: target.shown,
      fix: "push it from where it was built, or remove the lock beside its Dockerfile and build it here: npm run image -- --build (with --example NAME, of an example)",
    });
  }
  const session = base.sharesRegistryWith(target) ? await UploadSession.mount(target, digest, base) : undefined;
  if (session === "mounted") return session;
  await uploadBlob(target, { descriptor, read: (from) => base.read(descriptor, from) }, session);
  return "copied";
}

function fileSource(descriptor: Descriptor, path: string): BlobSource {
  const refuse = (found: string): UserError =>
    new UserError({
      what: `the layer in the image's layout has changed: ${found}`,
      where: displayPath(path),
      fix: "write it anew: npm run synth",
    });
  return { descriptor, read: (from) => verifiedContent(createReadStream(path), descriptor, from, refuse) };
}
