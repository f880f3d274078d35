import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { digestOf, hexOf } from "../../../lib/artifact/image/digest";
import type { ImageConfig } from "../../../lib/artifact/image/oci";
import { parseConfig, parseManifest, type Refuse } from "../../../lib/artifact/image/parse-manifest";
import { UserError } from "../../../lib/errors/user-error";
import { run } from "../../process/run";
import type { ImageUri } from "./image-uri";
import { LocalRepository } from "./local-repository";

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
   * @throws UserError where the registry does not have it, it is none for one platform, or it cannot be unpacked
   */
  async image({ host, repository, reference }: ImageUri): Promise<UnpackedImage> {
    const source = new LocalRepository(this.registry, repository, host);
    const where = `${repository} ${reference}`;
    const refusing =
      (text: string): Refuse =>
      (what) =>
        new UserError({
          what: `the ${text} of the image ${what}`,
          where,
          fix: "push an image for one platform, as AWS wants it",
        });
    const manifestText = await source.manifest(reference);
    const manifest = parseManifest(manifestText, refusing("manifest"));
    const config = parseConfig(await source.text(manifest.config.digest), manifest.layers.length, refusing("config"));
    const root = this.place("roots", digestOf(manifestText));
    const digests = manifest.layers.map(({ digest }) => digest);
    await this.alone(async () => {
      if (!existsSync(root)) await this.unpack(source, digests, root);
    });
    return { root, config };
  }

  private async unpack(source: LocalRepository, digests: readonly string[], root: string): Promise<void> {
    const blobs = join(this.folder, "blobs");
    mkdirSync(blobs, { recursive: true });
    const layers = digests.map((digest) => ({ digest, blob: this.place("blobs", digest), folder: this.place("layers", digest) }));
    try {
      for (const { digest, blob, folder } of layers) {
        if (!existsSync(folder) && !existsSync(blob)) await source.download(digest, blob);
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
