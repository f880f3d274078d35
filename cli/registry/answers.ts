import type { IncomingHttpHeaders } from "node:http";
import { isTlsFailure } from "../../lib/artifact/fetch/download";
import { asList, asTable } from "../../lib/artifact/requirements/toml";
import { type Complaint, UserError } from "../../lib/errors/user-error";
import type { Answer } from "./connection";
import { jsonTable } from "./json";
import { type Clock, PassingFailure, retryAfter } from "./retry";

/** Who was asked for what, for the sentence that says how it went. */
export interface Asked {
  /** `public.ecr.aws/lambda/python`: a registry's host and a repository. */
  readonly repository: string;
  /** Follows on `refuses to`: `give the manifest 3.11`. */
  readonly what: string;
  /** What else can be done where it does not go well: `name another registry`. @default nothing */
  readonly otherwise?: string;
}

/** A registry's no, which another try would not change. */
export class Refusal extends UserError {}

/** Not all of a request has arrived (499 is docker's own registry's), there were too many, or something is wrong over there. */
const passing = [408, 429, 499, 500, 501, 502, 503, 504];
/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html (seen 2026-11) */
const ecrActions = [
  "ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:CompleteLayerUpload, ecr:GetDownloadUrlForLayer,",
  "ecr:InitiateLayerUpload, ecr:PutImage and ecr:UploadLayerPart on the repository",
].join(" ");

/**
 * What to throw for an answer that is not the one that was hoped for: it may pass, or it is the registry's last word.
 *
 * @param scrub takes secrets out of what the registry says
 */
export function failureOf(asked: Asked, answer: Answer, clock: Clock, scrub: (text: string) => string): Error {
  const { status, headers } = answer;
  const said = scrub(wordsOf(answer));
  if (!passing.includes(status)) {
    const what = `the registry refuses to ${asked.what}: ${said}`;
    return new Refusal(complaint(asked, what, cureOf(status, asked.repository)));
  }
  const fix = status === 429 ? "wait some minutes and run the same command again" : "run the same command again later";
  const what = `the registry does not ${asked.what}: ${said}`;
  return new PassingFailure(complaint(asked, what, fix), retryAfter(headers["retry-after"], clock));
}

/** What to throw where no answer came. */
export function lostConnection(asked: Asked, error: unknown): Error {
  const { code = "", message } = error as NodeJS.ErrnoException;
  // Several addresses tried in vain come as one AggregateError with an empty message.
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined)?.message : undefined;
  const said = message === "" ? (first ?? "no connection") : message;
  if (isTlsFailure(code)) {
    const fix = "name your authority's certificate, a PEM file, in NODE_EXTRA_CA_CERTS";
    return new UserError(complaint(asked, `the certificate of the registry is not trusted: ${said}`, fix), { cause: error });
  }
  const what = `the registry does not ${asked.what}: the connection was lost (${said})`;
  const fix = "check the network, and that the registry runs, then run the same command again";
  return new PassingFailure(complaint(asked, what, fix), 0, { cause: error });
}

/** What to throw for a registry that gives, or claims to have, another content than the one it was asked for. */
export function otherContent(asked: Asked, found: string): UserError {
  const fix = "do not use it, and ask whoever runs the registry, or the proxy in between";
  return new UserError(complaint(asked, `the registry was to ${asked.what}, and ${found}`, fix));
}

function complaint({ repository: where, otherwise }: Asked, what: string, fix: string): Complaint {
  return { what, where, fix: otherwise === undefined ? fix : `${fix}; or ${otherwise}` };
}

/** `status 403, DENIED: not authorized`; an answer in HTML is not a registry's own, and is left out. */
function wordsOf({ status, headers, text }: Answer): string {
  const own = isJson(headers) ? errorsIn(text) : [];
  return [`status ${status}`, ...own].join(", ");
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
function errorsIn(text: string): string[] {
  return asList(jsonTable(text).errors)
    .slice(0, 3)
    .map((error) => {
      const { code, message } = asTable(error);
      const words = [code, message].filter((word) => typeof word === "string" && word !== "");
      return words
        .join(": ")
        .replaceAll(/\p{Cc}+/gu, " ")
        .slice(0, 300);
    });
}

function isJson(headers: IncomingHttpHeaders): boolean {
  return /\bjson\b/.test(headers["content-type"] ?? "");
}

function cureOf(status: number, repository: string): string {
  const isEcr = /^[^/]+\.dkr\.ecr\./.test(repository);
  switch (status) {
    case 401:
      return isEcr
        ? "check whose AWS credentials are used, and for which account and region"
        : "use a login that the registry knows";
    case 403:
      return isEcr ? `allow these credentials ${ecrActions}` : "use a login that may do this";
    case 404:
      return "check the name, and that it is there";
    case 405:
      return "use a registry that speaks the OCI distribution API, with uploads: not one that is a cache alone";
    default:
      return "mend what it says, then run the same command again";
  }
}
