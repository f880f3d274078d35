import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { pipeline, type Readable } from "node:stream";

/** One HTTP request. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** With the length of a body that is a stream. */
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer | Readable;
}

/** What came back, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Milliseconds without a byte: a registry takes its time to put together a large blob. */
const longestSilence = 180_000;
/** Bytes of an answer that is read whole. ECR's limit of a manifest is 4 MB, and a config is of that order. */
const longestText = 16_777_216;

/**
 * Sends a request. Of one that is answered before it was sent whole, nothing more is sent once the answer is read.
 *
 * @returns the answer, whatever its status; its body is still to be read
 * @throws what Node throws where there is no answer, and what the body throws
 */
export async function sendRequest({ method, url, headers, body }: HttpRequest): Promise<IncomingMessage> {
  // Such a name is this machine, whatever its resolver says: curl and browsers know that, Node does not.
  const local = url.hostname.endsWith(".localhost") ? { hostname: "127.0.0.1" } : {};
  const options = { method, headers: { host: url.host, ...headers }, timeout: longestSilence, ...local };
  return new Promise((resolve, reject) => {
    const request = url.protocol === "http:" ? requestPlain(url, options) : requestSecure(url, options);
    request.on("error", reject).on("response", (response) => {
      response.once("end", () => {
        if (!request.writableFinished) request.destroy();
      });
      resolve(response);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${longestSilence / 1_000} seconds`)));
    if (body === undefined || Buffer.isBuffer(body)) request.end(body);
    else
      pipeline(body, request, (error) => {
        if (error) reject(error);
      });
  });
}

/** Reads an answer to its end. */
export async function wholeAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestText) throw new Error(`the answer has more than ${longestText} bytes`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() };
}
