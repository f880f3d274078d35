import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { UserError } from "../../lib/errors/user-error";
import type { SignedRequest } from "./access";

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** From the first byte sent to the last received. */
  readonly milliseconds: number;
}

/**
 * Sends a request. A name below `.localhost` is this machine, whatever its resolver says: curl and browsers know that, Node does not.
 *
 * @throws UserError where nothing answers
 */
export async function send({ method, url, headers, body }: SignedRequest): Promise<Answer> {
  const request = url.protocol === "http:" ? requestPlain : requestSecure;
  const local = url.hostname.endsWith(".localhost");
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const fix = local ? "npm start" : "check the network, and that the stack is deployed";
      reject(new UserError({ what: `nothing answers: ${error.message}`, where: url.href, fix }, { cause: error }));
    };
    const sending = request(
      {
        hostname: local ? "127.0.0.1" : url.hostname,
        port: url.port,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers, host: url.host, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) },
        timeout: 40_000,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", fail).on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: text, milliseconds: performance.now() - started });
        });
      },
    );
    sending.on("error", fail).on("timeout", () => {
      sending.destroy(new Error("no answer in 40 seconds"));
    });
    sending.end(body);
  });
}
