import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { digestOf, isDigest } from "../../../lib/artifact/image/digest";
import { UserError } from "../../../lib/errors/user-error";

const manifests = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** A repository of a registry on this machine which asks nobody who they are, as the emulator's ECR does. */
export class LocalRepository {
  /**
   * @param registry its URL, without a path
   * @param name such as `lambda/python`
   * @param mirrored the host whose images it has, as containerd tells mirrors of several (`ns` in
   * https://github.com/containerd/containerd/blob/main/docs/hosts.md); MiniStack takes account and region from it
   */
  constructor(
    private readonly registry: string,
    private readonly name: string,
    private readonly mirrored?: string,
  ) {}

  /** The text of a manifest, by its digest or tag. */
  async manifest(reference: string): Promise<string> {
    const text = await (await this.ask(`manifests/${reference}`, { headers: { accept: manifests.join(", ") } })).text();
    if (isDigest(reference) && digestOf(text) !== reference) throw this.otherContent(reference);
    return text;
  }

  /** A small blob. */
  async text(digest: string): Promise<string> {
    const text = await (await this.ask(`blobs/${digest}`)).text();
    if (digestOf(text) !== digest) throw this.otherContent(digest);
    return text;
  }

  /** Writes a blob into a new file. */
  async download(digest: string, path: string): Promise<void> {
    const { body } = await this.ask(`blobs/${digest}`);
    if (body === null) throw this.otherContent(digest);
    const hash = createHash("sha256");
    const hashing = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(body, hashing, createWriteStream(path, { flags: "wx" }));
    if (`sha256:${hash.digest("hex")}` !== digest) throw this.otherContent(digest);
  }

  /** Uploads a blob in one go. */
  async upload(digest: string, content: Uint8Array<ArrayBuffer> | string): Promise<void> {
    await this.ask("blobs/uploads/", { method: "POST", body: content }, { digest });
  }

  /** Uploads a manifest, under its digest or a tag: the last step, once all that it names is there. */
  async putManifest(reference: string, manifest: string, mediaType: string): Promise<void> {
    await this.ask(`manifests/${reference}`, { method: "PUT", body: manifest, headers: { "content-type": mediaType } });
  }

  private async ask(
    path: string,
    request: RequestInit = {},
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const url = new URL(`/v2/${this.name}/${path}`, this.registry);
    const query = { ...parameters, ...(this.mirrored === undefined ? {} : { ns: this.mirrored }) };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const response = await fetch(url, request);
    if (response.ok) return response;
    const asked = `${this.name}/${path}`;
    const answer = `answers ${response.status} to ${request.method ?? "GET"} ${asked}: ${(await response.text()).slice(0, 300)}`;
    throw new UserError({
      what: `the registry ${response.status === 404 ? `has no ${asked}` : answer}`,
      where: url.href,
      fix: "push the image to this repository, and make the repository first where there is none",
    });
  }

  private otherContent(digest: string): UserError {
    return new UserError({
      what: `the registry gave another content than that of ${digest}`,
      where: `${this.registry}/${this.name}`,
      fix: "push the image again",
    });
  }
}
