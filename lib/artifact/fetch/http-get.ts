import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import tls from "node:tls";
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
export async function httpGet(start: string, connecting: Connecting): Promise<IncomingMessage> {
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

async function getOnce(url: URL, connecting: Connecting): Promise<IncomingMessage> {
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
  const ca = [...certificates];
  if (proxy === undefined) {
    return bare.protocol === "https:"
      ? await answer(https.request(bare, { headers, agent: agentOf(certificates) }), idleTimeout)
      : await answer(http.request(bare, { headers, agent: false }), idleTimeout);
  }
  if (bare.protocol === "http:") {
    // A plain request is handed to the proxy whole.
    const toProxy = {
      ...target(proxy),
      path: bare.href,
      headers: { ...headers, host: bare.host, ...proxyLogin(proxy) },
      agent: false as const,
    };
    return await answer(proxy.protocol === "https:" ? https.request({ ...toProxy, ca }) : http.request(toProxy), idleTimeout);
  }
  const tunnel = await openTunnel(proxy, bare, ca, idleTimeout);
  const servername = bare.hostname.replace(/^\[|\]$/g, "");
  const createConnection = (): Socket => tls.connect({ socket: tunnel, servername, ca });
  return await answer(https.request(bare, { headers, agent: false, createConnection }), idleTimeout);
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

function openTunnel(proxy: URL, url: URL, ca: string[], idleTimeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = `${url.hostname}:${url.port === "" ? "443" : url.port}`;
    const options = {
      ...target(proxy),
      method: "CONNECT",
      path: host,
      headers: { host, ...proxyLogin(proxy) },
      agent: false as const,
    };
    const request = proxy.protocol === "https:" ? https.request({ ...options, ca }) : http.request(options);
    request.setTimeout(idleTimeout, () => request.destroy(timedOut()));
    request.on("error", reject);
    request.on("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} refused with status ${statusCode ?? 0}`));
      }
    });
    request.end();
  });
}

function answer(request: http.ClientRequest, idleTimeout: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.setTimeout(idleTimeout, () => request.destroy(timedOut()));
    request.on("error", reject);
    request.on("response", resolve);
    request.end();
  });
}

function target(proxy: URL): { host: string; port: number } {
  return { host: proxy.hostname.replace(/^\[|\]$/g, ""), port: Number(proxy.port) || (proxy.protocol === "https:" ? 443 : 80) };
}

function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

function timedOut(): Error {
  return Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
}
