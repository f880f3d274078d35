import { digestOf } from "../../../lib/artifact/image/digest";

/** What a registry for tests has of one repository. It never asks whether what a manifest names is there: that is for tests to see. */
export class RepositoryStore {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, { readonly text: string; readonly type: string }>();
  readonly tags = new Map<string, string>();
  /** Unfinished uploads. */
  readonly uploads = new Map<string, Buffer>();

  /** Puts a blob there. */
  add(content: Buffer): string {
    this.blobs.set(digestOf(content), content);
    return digestOf(content);
  }

  /** Puts a manifest there. */
  put(reference: string, text: string, type: string): string {
    const digest = digestOf(text);
    this.manifests.set(digest, { text, type });
    if (reference !== digest) this.tags.set(reference, digest);
    return digest;
  }

  manifest(reference: string): { readonly digest: string; readonly text: string; readonly type: string } | undefined {
    const digest = this.tags.get(reference) ?? reference;
    const found = this.manifests.get(digest);
    return found === undefined ? undefined : { digest, ...found };
  }

  /** What its manifests name and is not there. */
  get missing(): string[] {
    return [...this.manifests.values()]
      .flatMap(({ text }) => {
        const { config, layers = [] } = JSON.parse(text) as { config?: { digest: string }; layers?: { digest: string }[] };
        return [...(config === undefined ? [] : [config]), ...layers].map(({ digest }) => digest);
      })
      .filter((digest) => !this.blobs.has(digest));
  }
}
