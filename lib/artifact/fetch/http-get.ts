import type http from "node:http";
import https from "node:https";
import tls from "node:tls";
import { openRequest, timedOut } from "./open-request";
import { proxyFor } from "./proxies";

/** What a connection is made with. */
export interface Connecting {
  /** Sent along where known, per URL: `Basic …`. */
  readonly authorization: (url: URL) => string | undefined;
  /** PEM. */
  readonly certificates: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without a byte for so long, in milliseconds, a connection is given up. */
  readonly idleTimeout: number;
}

const mostRedirects = 10;

/**
 * Gets a URL, by way of proxies and redirects. A login is sent only to the host it is for.
 *
 * @returns the answer, whatever its status; its body is still to be read
 * @throws what Node throws where there is no answer
 */
export async function httpGet(start: string, connecting: Connecting): Promise<http.IncomingMessage> {
  let url = new URL(start);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await getOnce(url, connecting);
    const { location } = response.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.statusCode ?? 0)) return response;
    response.resume();
    const next = new URL(location, url);
    if (url.protocol === "https:" && next.protocol !== "https:") throw new Error("a redirect leads from https to http");
    if (!/^https?:$/.test(next.protocol)) throw new Error(`a redirect leads to ${next.protocol}`);
    url = next;
  }
  throw new Error(`more than ${mostRedirects} redirects`);
}

async function getOnce(url: URL, connecting: Connecting): Promise<http.IncomingMessage> {
  const { certificates, env, idleTimeout } = connecting;
  const authorization = connecting.authorization(url);
  const headers = {
    "user-agent": "lambda-container",
    accept: "application/octet-stream, */*",
    "accept-encoding": "identity", // a re-encoded wheel would have another sha256
    ...(authorization === undefined ? {} : { authorization }),
  };
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const proxy = proxyFor(url, env);
  const agent = bare.protocol === "https:" ? agentOf(certificates) : false;
  const request = await openRequest(bare, { headers, agent }, { proxy, certificates, idleTimeout });
  return answer(request, idleTimeout);
}

const agents = new WeakMap<readonly string[], https.Agent>();

/** One for all requests: to read a few hundred certificates takes some 30 ms, and each new connection a round trip or two. */
function agentOf(certificates: readonly string[]): https.Agent {
  const known = agents.get(certificates);
  if (known !== undefined) return known;
  const agent = new https.Agent({ keepAlive: true, secureContext: tls.createSecureContext({ ca: [...certificates] }) });
  agents.set(certificates, agent);
  return agent;
}

function answer(request: http.ClientRequest, idleTimeout: number): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.setTimeout(idleTimeout, () => request.destroy(timedOut()));
    request.on("error", reject);
    request.on("response", resolve);
    request.end();
  });
}
