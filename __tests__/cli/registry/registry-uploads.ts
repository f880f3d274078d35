import { digestOf } from "../../../lib/artifact/image/digest";
import { received, type RegistryAnswer, refusal } from "./registry-answer";
import type { RegistryRequest, RegistryTraits } from "./registry-server";
import type { RepositoryStore } from "./registry-store";

/** How a registry for tests takes blobs. */
export class RegistryUploads {
  /** The most that were on their way at once. */
  mostAtOnce = 0;
  private running = 0;
  private begun = 0;

  constructor(private readonly traits: RegistryTraits) {}

  /** @param mountable the blob that could be mounted */
  async answer(request: RegistryRequest, mountable: Buffer | undefined): Promise<RegistryAnswer> {
    const { method, store, rest } = request;
    const id = rest.replace("uploads/", "");
    if (method === "POST") return this.begin(request, mountable);
    const found = store.uploads.get(id);
    const isUnknown = found === undefined || (method === "GET" && this.traits.likeEcr === true);
    if (isUnknown) return refusal(404, "BLOB_UPLOAD_UNKNOWN");
    if (method === "GET") return { status: 204, headers: this.state(request, id, found.length) };
    if (method === "DELETE") {
      store.uploads.delete(id);
      return { status: 204 };
    }
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    const { content, isWhole } = await received(
      request.incoming,
      request.fault?.kind === "drop" ? request.fault.bytes : Infinity,
    );
    this.running -= 1;
    if (isWhole || this.traits.keepsPieces === true) this.take(store, id, content);
    if (!isWhole) return "drop";
    return method === "PATCH" ? this.accepted(request, id) : this.finish(request, id);
  }

  private begin(request: RegistryRequest, mountable: Buffer | undefined): RegistryAnswer {
    if (mountable !== undefined && this.traits.mounts !== false) {
      request.store.add(mountable);
      return { status: 201, headers: { location: "/anywhere" } };
    }
    this.begun += 1;
    const id = `upload-${this.begun}`;
    request.store.uploads.set(id, Buffer.alloc(0));
    return { status: 202, headers: this.state(request, id, 0) };
  }

  private accepted(request: RegistryRequest, id: string): RegistryAnswer {
    const { length } = request.store.uploads.get(id) ?? Buffer.alloc(0);
    return { status: this.traits.likeEcr === true ? 201 : 202, headers: this.state(request, id, length) };
  }

  private finish({ url, name, store, fault }: RegistryRequest, id: string): RegistryAnswer {
    const all = store.uploads.get(id) ?? Buffer.alloc(0);
    const digest = url.searchParams.get("digest") ?? "";
    if (digestOf(all) !== digest) return refusal(400, "DIGEST_INVALID");
    store.add(all);
    store.uploads.delete(id);
    if (fault?.kind === "silent") return "drop";
    const said = fault?.kind === "lie" ? fault.digest : digest;
    return { status: 201, headers: { location: `/v2/${name}/blobs/${digest}`, "docker-content-digest": said } };
  }

  private take(store: RepositoryStore, id: string, content: Buffer): void {
    const before = store.uploads.get(id) ?? Buffer.alloc(0);
    if (this.traits.likeEcr === true && before.length > 0) return;
    store.uploads.set(id, Buffer.concat([before, content]));
  }

  private state({ url, name }: RegistryRequest, id: string, bytes: number): Record<string, string> {
    const origin = this.traits.wholeLocations === true ? url.origin : "";
    return { location: `${origin}/v2/${name}/blobs/uploads/${id}?state=canary-state`, range: `0-${Math.max(0, bytes - 1)}` };
  }
}
