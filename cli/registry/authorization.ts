import type { Login } from "../../lib/artifact/fetch/netrc";
import { scrubber } from "../../lib/artifact/fetch/scrub";
import { UserError } from "../../lib/errors/user-error";
import { type Asked, failureOf, lostConnection } from "./answers";
import { type Challenge, parseChallenges } from "./challenge";
import { type Answer, sendRequest, wholeAnswer } from "./connection";
import { jsonTable } from "./json";
import type { Clock } from "./retry";

/** Finds the login for a registry, anew each time, since some are valid for a few hours; undefined for none. */
export type FindLogin = () => Promise<Login | undefined>;

/**
 * What tells a registry who asks: its challenge is answered by a token from the service it names, or by the login itself.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export class Authorization {
  private current: string | undefined;
  private renewing: Promise<string | undefined> | undefined;
  /** All that was ever asked for, so that a token for one request does not lack what another one needs. */
  private readonly scopes = new Set<string>();
  private readonly secrets = new Set<string>();

  constructor(
    private readonly registry: URL,
    private readonly asked: Asked,
    private readonly findLogin: FindLogin,
    private readonly clock: Clock,
  ) {}

  /** The `Authorization` header; undefined until the registry wants one. */
  get header(): string | undefined {
    return this.current;
  }

  /** Takes every secret out of a text. */
  readonly scrub = (text: string): string => scrubber([...this.secrets])(text);

  /**
   * Answers a challenge.
   *
   * @param refused the header that was refused: where another request has renewed it since, there is nothing to do
   * @returns the new header; undefined where there is no answer to give
   * @throws PassingFailure or UserError where the token service gives no token
   */
  async renew(challenge: string | undefined, refused: string | undefined): Promise<string | undefined> {
    const challenges = parseChallenges(challenge ?? "");
    const wantsMore = this.noteScopes(challenges);
    if (!wantsMore && this.current !== refused) return this.current;
    if (wantsMore || this.renewing === undefined) {
      const before = this.renewing?.catch(() => undefined);
      const renewing = this.answer(challenges, before).finally(() => {
        if (this.renewing === renewing) this.renewing = undefined;
      });
      this.renewing = renewing;
    }
    return this.renewing;
  }

  /** Whether a challenge wants more than any before. */
  private noteScopes(challenges: readonly Challenge[]): boolean {
    const { size } = this.scopes;
    const wanted = challenges.flatMap(({ parameters }) => (parameters["scope"] ?? "").split(" "));
    for (const scope of wanted) if (scope !== "") this.scopes.add(scope);
    return this.scopes.size > size;
  }

  private async answer(challenges: readonly Challenge[], before: Promise<unknown> | undefined): Promise<string | undefined> {
    await before; // its token may be for less
    const login = await this.findLogin();
    const basic = login === undefined ? undefined : this.basic(login);
    const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters["realm"] !== undefined);
    if (bearer !== undefined) this.current = `Bearer ${await this.fetchToken(bearer, basic)}`;
    else if (challenges.some(({ scheme }) => scheme === "basic")) this.current = basic;
    else this.current = undefined;
    return this.current;
  }

  private basic({ username, password }: Login): string {
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    this.secrets.add(password).add(encoded);
    return `Basic ${encoded}`;
  }

  private async fetchToken({ parameters }: Challenge, basic: string | undefined): Promise<string> {
    const answer = await this.askForToken(this.tokenUrl(parameters), basic);
    if (answer.status !== 200) throw failureOf(this.asked, answer, this.clock, this.scrub);
    const { token, access_token: accessToken } = jsonTable(answer.text);
    const found = [token, accessToken].find((each) => typeof each === "string" && each !== "");
    if (typeof found !== "string") throw failureOf(this.asked, answer, this.clock, this.scrub);
    this.secrets.add(found);
    return found;
  }

  private tokenUrl({ realm = "", service }: Challenge["parameters"]): URL {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (
      url === undefined ||
      !/^https?:$/.test(url.protocol) ||
      (this.registry.protocol === "https:" && url.protocol === "http:")
    ) {
      throw new UserError({
        what: `the registry sends those who ask to ${url?.origin ?? "no address"} for a token, where a login is not safe`,
        where: this.asked.repository,
        fix: "ask whoever runs the registry to name a token service by https",
      });
    }
    if (service !== undefined) url.searchParams.set("service", service);
    for (const each of this.scopes) url.searchParams.append("scope", each);
    return url;
  }

  private async askForToken(url: URL, basic: string | undefined): Promise<Answer> {
    const headers = { accept: "application/json", ...(basic === undefined ? {} : { authorization: basic }) };
    try {
      return await wholeAnswer(await sendRequest({ method: "GET", url, headers }));
    } catch (error) {
      throw lostConnection({ ...this.asked, what: `${this.asked.what} (from ${url.host})` }, error);
    }
  }
}
