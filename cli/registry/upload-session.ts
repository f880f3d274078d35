import { Readable } from "node:stream";
import { isDigest } from "../../lib/artifact/image/digest";
import { otherContent, Refusal } from "./answers";
import type { Answer } from "./connection";
import type { RegistryClient } from "./registry-client";
import type { Repository } from "./repository";
import { shortDigest } from "./short-digest";

/**
 * One blob's way into a repository. Nothing of it is seen there before it is finished. Each step is asked for once.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
 */
export class UploadSession {
  private received = 0;

  private constructor(
    private readonly client: RegistryClient,
    private readonly digest: string,
    private location: URL,
  ) {}

  /** @throws PassingFailure, Refusal, or UserError */
  static async begin({ client }: Repository, digest: string): Promise<UploadSession> {
    const url = client.url("blobs/uploads/");
    const answer = await client.askOnce({
      ...{ what: `begin to take ${shortDigest(digest)}`, method: "POST", url, accepts: [202] },
      headers: { "content-length": "0" },
    });
    return new UploadSession(client, digest, client.resolved(answer.headers.location, url));
  }

  /**
   * Has a registry take a blob over from another of its repositories; where it does not, an upload may have begun instead, which it answers, or
   * undefined. ECR does where the account wants it: https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
   *
   * @throws UserError, but not where the registry refuses
   */
  static async mount({ client }: Repository, digest: string, from: Repository): Promise<"mounted" | UploadSession | undefined> {
    const url = client.url(`blobs/uploads/?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.address.name)}`);
    const what = `mount ${shortDigest(digest)} from ${from.address.name}`;
    try {
      const headers = { "content-length": "0" };
      const answer = await client.ask({ what, method: "POST", url, headers, accepts: [201, 202] });
      if (answer.status === 201) return "mounted";
      return new UploadSession(client, digest, client.resolved(answer.headers.location, url));
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** How many bytes the registry has. */
  get offset(): number {
    return this.received;
  }

  /**
   * Sends on from the offset, up to the blob's size.
   *
   * @param read the blob from an offset on
   */
  async append(read: (from: number) => AsyncIterable<Uint8Array>, size: number): Promise<void> {
    const answer = await this.client.askOnce({
      ...{ what: `take ${shortDigest(this.digest)}`, method: "PATCH", url: this.location },
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(size - this.received),
        // docker sends none either where it sends all.
        ...(this.received === 0 ? {} : { "content-range": `${this.received}-${size - 1}` }),
      },
      body: () => Readable.from(read(this.received), { objectMode: false }),
      accepts: [201, 202, 204], // 201 is ECR's: https://github.com/aws/containers-roadmap/issues/2831
    });
    this.received = size;
    this.moveOn(answer);
  }

  /**
   * Finishes the upload: the registry looks whether what it has is what the digest says.
   *
   * @param content all of it, where nothing was sent before
   */
  async finish(content: Buffer = Buffer.alloc(0)): Promise<void> {
    const what = `finish taking ${shortDigest(this.digest)}`;
    const url = new URL(this.location);
    url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(this.digest)}`;
    const headers = { "content-type": "application/octet-stream", "content-length": String(content.length) };
    const answer = await this.client.askOnce({
      what,
      method: "PUT",
      url,
      headers,
      body: () => content,
      accepts: [201, 202, 204],
    });
    const said = answer.headers["docker-content-digest"];
    if (typeof said === "string" && isDigest(said) && said !== this.digest)
      throw otherContent(this.client.asked(what), `calls it ${said}`);
  }

  /**
   * Asks how much has arrived, to go on from there; false where the registry does not know, as ECR never does.
   *
   * @throws PassingFailure or UserError
   */
  async catchUp(): Promise<boolean> {
    try {
      const what = `say how much of ${shortDigest(this.digest)} it has`;
      const answer = await this.client.askOnce({ what, method: "GET", url: this.location, accepts: [200, 204] });
      const last = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.range ?? "")?.[1];
      if (last === undefined) return false;
      this.received = last === "0" ? 0 : Number(last) + 1; // of nothing and of one byte it says the same
      this.moveOn(answer);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** Tells the registry to forget what it has. A registry that cannot be told forgets it some day of its own. */
  async cancel(): Promise<void> {
    const what = `forget what it has of ${shortDigest(this.digest)}`;
    await this.client.askOnce({ what, method: "DELETE", url: this.location, accepts: [200, 202, 204] }).catch(() => undefined);
  }

  private moveOn({ headers }: Answer): void {
    if (headers.location !== undefined) this.location = this.client.resolved(headers.location, this.location);
  }
}
