import { digestOf, isDigest } from "../../lib/artifact/image/digest";
import type { Descriptor } from "../../lib/artifact/image/oci";
import { otherContent } from "./answers";
import { acceptedManifests } from "./image-index";
import { RegistryClient, type RepositoryAddress } from "./registry-client";
import { shortDigest } from "./short-digest";
import { collected, verifiedContent } from "./verified-content";

/** A manifest as a registry has it. */
export interface StoredManifest {
  readonly digest: string;
  readonly text: string;
}

/**
 * A repository of a registry, and what can be asked of it.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Repository {
  readonly client: RegistryClient;

  constructor(readonly address: RepositoryAddress) {
    this.client = new RegistryClient(address);
  }

  /** `public.ecr.aws/lambda/python` */
  get shown(): string {
    return this.client.shown;
  }

  /** Whether the registry of both is the same. */
  sharesRegistryWith({ address }: Repository): boolean {
    return this.address.registry.origin === address.registry.origin;
  }

  /**
   * The manifest of this tag or digest; undefined where there is none. It is always read, since not every registry says its digest, and none need
   * be believed.
   *
   * @throws UserError where the content is not what its digest says
   */
  async findManifest(reference: string): Promise<StoredManifest | undefined> {
    const what = `give the manifest ${reference}`;
    const url = this.client.url(`manifests/${reference}`);
    const headers = { accept: acceptedManifests };
    const answer = await this.client.ask({ what, method: "GET", url, headers, accepts: [200, 404] });
    if (answer.status === 404) return undefined;
    const digest = digestOf(answer.text);
    const said = isDigest(reference) ? reference : answer.headers["docker-content-digest"];
    if (typeof said === "string" && isDigest(said) && said !== digest)
      throw otherContent(this.client.asked(what), `calls ${said} what is ${digest}`);
    return { digest, text: answer.text };
  }

  /**
   * Puts a manifest under a tag or its digest, once all it names is there.
   *
   * @throws UserError where the registry says that it has another one
   */
  async putManifest(reference: string, text: string, mediaType: string): Promise<void> {
    const what = `take the manifest ${reference}`;
    const { headers } = await this.client.ask({
      ...{ what, method: "PUT", url: this.client.url(`manifests/${reference}`) },
      headers: { "content-type": mediaType, "content-length": String(Buffer.byteLength(text)) },
      body: () => Buffer.from(text),
      accepts: [200, 201, 202],
    });
    const said = headers["docker-content-digest"];
    if (typeof said === "string" && isDigest(said) && said !== digestOf(text))
      throw otherContent(this.client.asked(what), `calls ${said} what is ${digestOf(text)}`);
  }

  /** Whether it has a blob. Not to be asked of public.ecr.aws, which answers 401: https://github.com/aws/containers-roadmap/issues/2671 */
  async hasBlob(digest: string): Promise<boolean> {
    return this.client.retrying(async () => this.hasBlobOnce(digest));
  }

  /** As {@link hasBlob}, without another try. */
  async hasBlobOnce(digest: string): Promise<boolean> {
    const what = `say whether it has ${shortDigest(digest)}`;
    // A redirect leads to where it is.
    const accepts = [200, 302, 307, 404];
    const { status } = await this.client.askOnce({ what, method: "HEAD", url: this.client.url(`blobs/${digest}`), accepts });
    return status !== 404;
  }

  /** A small blob, as a text. */
  async readText(descriptor: Descriptor): Promise<string> {
    return this.client.retrying(async () => (await collected(this.read(descriptor))).toString());
  }

  /**
   * Reads a blob, without another try, and verifies it on the way.
   *
   * @param from how many of its bytes not to hand on
   * @throws PassingFailure or UserError
   */
  async *read(descriptor: Descriptor, from = 0): AsyncGenerator<Uint8Array> {
    const what = `give ${shortDigest(descriptor.digest)}`;
    const url = this.client.url(`blobs/${descriptor.digest}`);
    const response = await this.client.openOnce({ what, method: "GET", url, accepts: [200] });
    try {
      yield* verifiedContent(response as AsyncIterable<Uint8Array>, descriptor, from, (found) =>
        otherContent(this.client.asked(what), found),
      );
    } catch (error) {
      throw this.client.failedReading({ what }, error);
    } finally {
      response.destroy(); // of one that was not wanted to its end, nothing more is sent
    }
  }
}
