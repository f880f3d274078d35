import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { received, type RegistryAnswer, refusal, sendAnswer } from "./registry-answer";
import { type Fault, Faults, type Misdeed } from "./registry-faults";
import { ecrAnswer } from "./ecr-api";
import { type LoginKind, RegistryLogin } from "./registry-login";
import { RepositoryStore } from "./registry-store";
import { RegistryUploads } from "./registry-uploads";

/** How a registry for tests differs from a plain one. */
export interface RegistryTraits {
  /** @default none */
  readonly login?: LoginKind;
  /**
   * As ECR: says 201 of a piece and loses all but the first, knows nothing of an upload's state, does not say a manifest's digest when it takes or
   * gives one, writes no tag twice. @default false
   */
  readonly likeEcr?: boolean;
  /** Gives whole addresses instead of relative ones. @default false */
  readonly wholeLocations?: boolean;
  /** Keeps what arrived of a piece before the connection broke. @default false */
  readonly keepsPieces?: boolean;
  /** Sends those who want a blob there. */
  readonly blobsAt?: RegistryServer;
  /** @default true */
  readonly mounts?: boolean;
  /** The repositories that ECR's own API knows, at the same address as in the emulator. @default it has no such API */
  readonly ecrRepositories?: readonly string[];
}

/** A request to a repository. */
export interface RegistryRequest {
  readonly incoming: IncomingMessage;
  readonly method: string;
  readonly url: URL;
  readonly name: string;
  readonly store: RepositoryStore;
  /** What comes after `blobs/` or `manifests/`. */
  readonly rest: string;
  readonly fault: Misdeed | undefined;
}

/** A request that was made. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** A registry in this process. */
export class RegistryServer {
  readonly seen: Seen[] = [];
  readonly login: RegistryLogin;
  readonly uploads: RegistryUploads;
  private readonly server: Server;
  private readonly faults = new Faults();
  private readonly repositories = new Map<string, RepositoryStore>();

  private readonly ecrRepositories: Set<string>;

  private constructor(private readonly traits: RegistryTraits) {
    this.ecrRepositories = new Set(traits.ecrRepositories);
    this.login = new RegistryLogin(traits.login ?? "none");
    this.uploads = new RegistryUploads(traits);
    this.server = createServer((request, response) => {
      const { socket } = request; // a request that was not read to its end has none any more
      void this.answer(request).then((answer) => {
        if (answer === "drop") socket.destroy();
        else sendAnswer(answer, request, response);
      });
    });
  }

  static async start(traits: RegistryTraits = {}): Promise<RegistryServer> {
    const registry = new RegistryServer(traits);
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  store(name: string): RepositoryStore {
    const store = this.repositories.get(name) ?? new RepositoryStore();
    this.repositories.set(name, store);
    return store;
  }

  fail(fault: Fault): void {
    this.faults.add(fault);
  }

  /** The requests of some methods, as `PATCH /v2/…`. */
  requests(...methods: readonly string[]): string[] {
    return this.seen.filter(({ method }) => methods.includes(method)).map(({ method, url }) => `${method} ${url}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage): Promise<RegistryAnswer> {
    const { method = "", url: path = "", headers } = incoming;
    this.seen.push({ method, url: path, authorization: headers.authorization, range: headers["content-range"] });
    const fault = this.faults.take(method, path);
    if (fault?.kind === "status") return failed(fault);
    if (fault?.kind === "logout") this.login.forget();
    const url = new URL(path, this.url);
    if (url.pathname === "/" && this.traits.ecrRepositories !== undefined) return ecrAnswer(incoming, this.ecrRepositories);
    if (url.pathname === "/token") return this.login.giveToken(incoming, url);
    const [, name = "", sort = "", rest = ""] = /^\/v2\/(.+)\/(blobs|manifests)\/(.*)$/.exec(url.pathname) ?? [];
    const challenge = this.login.challenge(incoming, scopesFor(method, name, url));
    if (challenge !== undefined) return challenge;
    const request = { incoming, method, url, name, store: this.store(name), rest, fault };
    if (fault?.kind === "drop" && ["HEAD", "POST"].includes(method)) return "drop";
    if (sort === "manifests") return method === "PUT" ? this.takeManifest(request) : this.giveManifest(request);
    return rest.startsWith("uploads/") ? this.uploads.answer(request, this.mountable(url)) : this.giveBlob(request);
  }

  private async takeManifest({ incoming, store, rest, fault }: RegistryRequest): Promise<RegistryAnswer> {
    const text = (await received(incoming)).content.toString();
    if (this.traits.likeEcr === true && store.tags.has(rest)) return refusal(400, "TAG_INVALID");
    if (fault?.kind === "drop") return "drop";
    const digest = store.put(rest, text, incoming.headers["content-type"] ?? "");
    return fault?.kind === "silent" ? "drop" : { status: 201, headers: this.said(digest, fault) };
  }

  private giveManifest({ store, rest, fault }: RegistryRequest): RegistryAnswer {
    const found = store.manifest(rest);
    if (found === undefined) return refusal(404, "MANIFEST_UNKNOWN");
    const body = fault?.kind === "content" ? fault.content : Buffer.from(found.text);
    return { status: 200, headers: { "content-type": found.type, ...this.said(found.digest, fault) }, body };
  }

  private giveBlob({ method, url, store, rest, fault }: RegistryRequest): RegistryAnswer {
    const found = store.blobs.get(rest);
    if (found === undefined) return refusal(404, "BLOB_UNKNOWN");
    const { blobsAt } = this.traits;
    if (blobsAt !== undefined && method === "GET")
      return { status: 307, headers: { location: `${blobsAt.url.origin}${url.pathname}?signature=canary-signature` } };
    const body = fault?.kind === "content" ? fault.content : found;
    return { status: 200, body, ...(fault?.kind === "drop" ? { cutAt: fault.bytes } : {}) };
  }

  private mountable({ searchParams }: URL): Buffer | undefined {
    return this.store(searchParams.get("from") ?? "").blobs.get(searchParams.get("mount") ?? "");
  }

  private said(digest: string, fault: Misdeed | undefined): Record<string, string> {
    if (this.traits.likeEcr === true) return {};
    return { "docker-content-digest": fault?.kind === "lie" ? fault.digest : digest };
  }
}

function failed({ status, headers, body }: Misdeed & { kind: "status" }): RegistryAnswer {
  const text = body ?? '{"errors":[{"code":"SOME_CODE","message":"some message"}]}';
  return { status, headers: { "content-type": "application/json", ...headers }, body: Buffer.from(text) };
}

function scopesFor(method: string, name: string, url: URL): string[] {
  const from = url.searchParams.get("from");
  const own = `repository:${name}:${method === "GET" || method === "HEAD" ? "pull" : "pull,push"}`;
  return [own, ...(from === null ? [] : [`repository:${from}:pull`])];
}
