import type { IncomingMessage } from "node:http";
import type { RegistryAnswer } from "./registry-answer";

/** How a registry for tests wants to be told who asks. */
export type LoginKind = "none" | "basic" | "bearer" | "anonymous bearer";

/** What tests log in with. */
export const login = { username: "AWS", password: "canary-password" };

const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;

/** Who may do what: the person with the login, or the holder of a token of this registry's own token service. */
export class RegistryLogin {
  private readonly tokens = new Map<string, readonly string[]>();
  private given = 0;

  constructor(private readonly kind: LoginKind) {}

  /** Tokens given so far. */
  get count(): number {
    return this.given;
  }

  /** As if all tokens had expired. */
  forget(): void {
    this.tokens.clear();
  }

  /** The challenge for a request that may not pass. */
  challenge({ headers }: IncomingMessage, wanted: readonly string[]): RegistryAnswer | undefined {
    const { authorization = "", host = "" } = headers;
    if (this.kind === "none") return undefined;
    if (this.kind === "basic") return authorization === basic ? undefined : unauthorized('Basic realm="tests"');
    const scopes = this.tokens.get(authorization.replace("Bearer ", "")) ?? [];
    if (wanted.every((scope) => scopes.includes(scope))) return undefined;
    return unauthorized(`Bearer realm="http://${host}/token",service="tests",scope="${wanted.join(" ")}"`);
  }

  /** Gives a token for the scopes that are asked for. */
  giveToken({ headers }: IncomingMessage, url: URL): RegistryAnswer {
    if (this.kind === "bearer" && headers.authorization !== basic) return { status: 401 };
    this.given += 1;
    const token = `canary-token-${this.given}`;
    this.tokens.set(token, url.searchParams.getAll("scope"));
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ token })) };
  }
}

function unauthorized(challenge: string): RegistryAnswer {
  return { status: 401, headers: { "www-authenticate": challenge } };
}
