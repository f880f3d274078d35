import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { UserError } from "../../lib/errors/user-error";
import { type Asked, failureOf, lostConnection } from "./answers";
import { Authorization, type FindLogin } from "./authorization";
import { type Answer, sendRequest, wholeAnswer } from "./connection";
import { type Clock, PassingFailure, systemClock, withRetries } from "./retry";

/** Where a repository is, and how to ask there. */
export interface RepositoryAddress {
  /** `https://public.ecr.aws`: its scheme, host and port count. */
  readonly registry: URL;
  /** Without the registry: `lambda/python`. */
  readonly name: string;
  /**
   * Whose images it has, where it has those of several hosts: each question names that host, as containerd's to mirrors do (`ns` in
   * https://github.com/containerd/containerd/blob/main/docs/hosts.md). The emulator takes account and region from it. @default its own
   */
  readonly mirrored?: string;
  /** Is asked once the registry wants to know who asks. @default anonymous */
  readonly findLogin?: FindLogin;
  /** What else can be done where it does not go well. @default nothing */
  readonly otherwise?: string;
  /** @default the system's */
  readonly clock?: Clock;
}

/** One question to a registry. */
export interface Question {
  /** What it is asked to do, after `refuses to`: `give the manifest 3.11`. */
  readonly what: string;
  readonly method: "GET" | "HEAD" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Is called for each time it is sent. A stream's length is in the headers. */
  readonly body?: () => Buffer | Readable;
  /** The status codes that answer it; any other one is a failure. */
  readonly accepts: readonly number[];
}

const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 5;

/** Asks a registry about one repository: logs in where that is wanted, follows redirects of what is read, and tries again what may pass. */
export class RegistryClient {
  /** `public.ecr.aws/lambda/python` */
  readonly shown: string;
  private readonly authorization: Authorization;
  private readonly clock: Clock;

  constructor(readonly address: RepositoryAddress) {
    const { registry, name, findLogin = () => Promise.resolve(undefined), clock = systemClock } = address;
    this.shown = `${registry.host}/${name}`;
    this.clock = clock;
    this.authorization = new Authorization(registry, this.asked("give a token to those who ask"), findLogin, clock);
  }

  /** An address of the repository's, such as of `manifests/3.11`. */
  url(path: string): URL {
    const { registry, name, mirrored } = this.address;
    const url = new URL(`/v2/${name}/${path}`, registry);
    if (mirrored !== undefined) url.searchParams.set("ns", mirrored);
    return url;
  }

  /** A question, for the sentence that says how it went. */
  asked(what: string): Asked {
    return { repository: this.shown, what, otherwise: this.address.otherwise };
  }

  /** Does something up to four times, as {@link withRetries} has it. */
  async retrying<T>(action: (attempt: number) => Promise<T>): Promise<T> {
    return withRetries(this.clock, action);
  }

  /**
   * Asks, several times where that may help, and reads the whole answer.
   *
   * @throws Refusal, or UserError
   */
  async ask(question: Question): Promise<Answer> {
    return this.retrying(async () => this.askOnce(question));
  }

  /** @throws PassingFailure, Refusal, or UserError */
  async askOnce(question: Question): Promise<Answer> {
    const response = await this.openOnce(question);
    return this.connected(question, () => wholeAnswer(response));
  }

  /**
   * Asks once, and leaves the content of the answer to be read: what that throws is turned into a failure by {@link failedReading}.
   *
   * @throws PassingFailure, Refusal, or UserError
   */
  async openOnce(question: Question): Promise<IncomingMessage> {
    const used = this.authorization.header;
    let response = await this.send(question, used);
    if (response.statusCode === 401) {
      const refused = await this.connected(question, () => wholeAnswer(response));
      const renewed = await this.authorization.renew(refused.headers["www-authenticate"], used);
      if (renewed === undefined) throw this.failure(question, refused);
      response = await this.send(question, renewed);
    }
    if (question.accepts.includes(response.statusCode ?? 0)) return response;
    throw this.failure(question, await this.connected(question, () => wholeAnswer(response)));
  }

  /** What to throw where an answer cannot be read to its end. */
  failedReading(question: Pick<Question, "what">, error: unknown): Error {
    if (error instanceof UserError || error instanceof PassingFailure) return error;
    return lostConnection(this.asked(question.what), error);
  }

  private failure({ what }: Question, answer: Answer): Error {
    return failureOf(this.asked(what), answer, this.clock, this.authorization.scrub);
  }

  /** Who asks is told to the registry alone, not to where it sends us: that address has its own secret in it. */
  private async send(question: Question, authorization: string | undefined): Promise<IncomingMessage> {
    const { method, headers } = question;
    let { url } = question;
    for (let redirected = 0; redirected <= mostRedirects; redirected += 1) {
      const own = authorization !== undefined && url.origin === this.address.registry.origin ? { authorization } : {};
      const request = { method, url, headers: { "user-agent": "lambda-container", ...headers, ...own }, body: question.body?.() };
      const response = await this.connected(question, () => sendRequest(request));
      const { location } = response.headers;
      if (method !== "GET" || location === undefined || !redirects.includes(response.statusCode ?? 0)) return response;
      await this.connected(question, () => wholeAnswer(response));
      url = this.resolved(location, url);
    }
    throw this.sentAstray(`through more than ${mostRedirects} addresses`);
  }

  /**
   * An address that the registry gives, which may be relative to the one that was asked.
   *
   * @throws UserError where it leads from https to http
   */
  resolved(location: string | undefined, asked: URL): URL {
    if (location === undefined || !URL.canParse(location, asked.href)) throw this.sentAstray("to no address");
    const url = new URL(location, asked);
    if (url.protocol === "https:" || url.protocol === asked.protocol) return url;
    throw this.sentAstray(`from ${asked.protocol}// to ${url.protocol}//${url.host}`);
  }

  private sentAstray(where: string): UserError {
    const fix = "ask whoever runs the registry, or the proxy in between";
    return new UserError({ what: `the registry sends those who ask ${where}`, where: this.shown, fix });
  }

  private async connected<T>(question: Question, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw this.failedReading(question, error);
    }
  }
}
