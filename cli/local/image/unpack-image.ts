import { createWriteStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { hexOf } from "../../../lib/artifact/image/digest";
import type { Descriptor, ImageConfig } from "../../../lib/artifact/image/oci";
import { parseConfig, parseManifest, type Refuse } from "../../../lib/artifact/image/parse-manifest";
import { UserError } from "../../../lib/errors/user-error";
import { run } from "../../process/run";
import { locateImage } from "../../registry/image-name";
import { Repository, type StoredManifest } from "../../registry/repository";

/** An image that is ready to run. */
export interface UnpackedImage {
  /** Absolute. Shared by its containers, so none may write there. */
  readonly root: string;
  readonly config: ImageConfig;
}

const program = join(__dirname, "..", "python", "unpack_layers.py");

/** Unpacked images, kept in a folder by their digests. A layer that several images have is unpacked once. */
export class UnpackedImages {
  /** One image at a time: two may have a layer in common. */
  private last: Promise<void> = Promise.resolve();

  /**
   * @param folder absolute; this process's alone
   * @param registry the URL of the registry that has the images, whatever host their URIs name
   * @param python an interpreter, 3.11 or newer
   */
  constructor(
    private readonly folder: string,
    private readonly registry: string,
    private readonly python: string,
  ) {}

  /**
   * Fetches and unpacks what is not yet there of an image.
   *
   * @param uri as a function's `ImageUri` is: `<host>/<repository>@<digest>` or `…:<tag>`
   * @throws UserError where the registry does not have it, it is none for one platform, or it cannot be unpacked
   */
  async image(uri: string): Promise<UnpackedImage> {
    const { registry, repository, reference } = locateImage(uri, {});
    const source = new Repository({ registry: new URL(this.registry), name: repository, mirrored: registry.host });
    const where = `${repository} ${reference}`;
    const refusing =
      (text: string): Refuse =>
      (what) =>
        new UserError({
          what: `the ${text} of the image ${what}`,
          where,
          fix: "push an image for one platform, as AWS wants it",
        });
    const { text, digest } = await existing(source, reference);
    const manifest = parseManifest(text, refusing("manifest"));
    const config = parseConfig(await source.readText(manifest.config), manifest.layers.length, refusing("config"));
    const root = this.place("roots", digest);
    await this.alone(async () => {
      if (!existsSync(root)) await this.unpack(source, manifest.layers, root);
    });
    return { root, config };
  }

  private async unpack(source: Repository, descriptors: readonly Descriptor[], root: string): Promise<void> {
    const blobs = join(this.folder, "blobs");
    mkdirSync(blobs, { recursive: true });
    const layers = descriptors.map((layer) => ({
      layer,
      blob: this.place("blobs", layer.digest),
      folder: this.place("layers", layer.digest),
    }));
    try {
      for (const { layer, blob, folder } of layers) {
        if (!existsSync(folder) && !existsSync(blob)) await download(source, layer, blob);
      }
      await run({ file: this.python, args: ["-I", "-B", program, JSON.stringify({ layers, root })] });
    } finally {
      rmSync(blobs, { recursive: true, force: true });
    }
  }

  private async alone(work: () => Promise<void>): Promise<void> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private place(kind: "blobs" | "layers" | "roots", digest: string): string {
    return join(this.folder, kind, hexOf(digest));
  }
}

async function existing(source: Repository, reference: string): Promise<StoredManifest> {
  const found = await source.findManifest(reference);
  if (found !== undefined) return found;
  const fix = "push the image: npm run local -- npm run image";
  throw new UserError({ what: `the registry has no image ${reference}`, where: source.shown, fix });
}

async function download(source: Repository, layer: Descriptor, path: string): Promise<void> {
  await source.client.retrying(async () => pipeline(source.read(layer), createWriteStream(path)));
}
