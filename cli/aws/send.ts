import { openRequest } from "../../lib/artifact/fetch/open-request";
import { isThisMachine, proxyFor } from "../../lib/artifact/fetch/proxies";
import { UserError } from "../../lib/errors/user-error";
import type { SignedRequest } from "./access";

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** From the first byte sent to the last received. */
  readonly milliseconds: number;
}

/** Milliseconds. */
const longestWait = 40_000;

/**
 * Sends a request, by way of the proxy that the environment names.
 *
 * @throws UserError where nothing answers
 */
export async function send(signed: SignedRequest): Promise<Answer> {
  const { url } = signed;
  const started = performance.now();
  try {
    return { ...(await answered(signed)), milliseconds: performance.now() - started };
  } catch (error) {
    const fix = isThisMachine(url) ? "npm start" : "check the network, and that the stack is deployed";
    throw new UserError({ what: `nothing answers: ${(error as Error).message}`, where: url.href, fix }, { cause: error });
  }
}

async function answered({ method, url, headers, body }: SignedRequest): Promise<Omit<Answer, "milliseconds">> {
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const route = { proxy: proxyFor(url, process.env), idleTimeout: longestWait };
  const options = { method, headers: { ...headers, host: url.host, ...length }, timeout: longestWait };
  const sending = await openRequest(url, options, route);
  return new Promise((resolve, reject) => {
    sending.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject).on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    sending.on("error", reject).on("timeout", () => {
      sending.destroy(new Error("no answer in 40 seconds"));
    });
    sending.end(body);
  });
}
