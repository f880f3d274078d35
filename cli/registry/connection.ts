import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { openRequest } from "../../lib/artifact/fetch/open-request";
import { proxyFor } from "../../lib/artifact/fetch/proxies";

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
 * Sends a request, by way of the proxy that the environment names. Of one that is answered before it was sent whole, nothing more is sent once the answer is read.
 *
 * @returns the answer, whatever its status; its body is still to be read
 * @throws what Node throws where there is no answer, and what the body throws
 */
export async function sendRequest({ method, url, headers, body }: HttpRequest): Promise<IncomingMessage> {
  const route = { proxy: proxyFor(url, process.env), idleTimeout: longestSilence };
  const request = await openRequest(url, { method, headers, timeout: longestSilence }, route);
  return new Promise((resolve, reject) => {
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
