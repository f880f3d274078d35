import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import tls from "node:tls";

/** How a server is reached. */
export interface Route {
  /** @default without one */
  readonly proxy?: URL;
  /** PEM, for what goes through a proxy. @default those Node trusts */
  readonly certificates?: readonly string[];
  /** Milliseconds without a byte, after which a proxy is given up. */
  readonly idleTimeout: number;
}

/** What a request is made of besides its URL. */
export type RequestOptions = Omit<https.RequestOptions, "headers"> & { readonly headers?: http.OutgoingHttpHeaders };

/**
 * A request that is still to be sent. By way of a proxy, a plain one is handed to it whole, and another goes through a tunnel.
 *
 * @param url without a login
 * @throws what Node throws where the proxy does not answer, or an error where it refuses
 */
export async function openRequest(url: URL, options: RequestOptions, route: Route): Promise<http.ClientRequest> {
  const { proxy, certificates, idleTimeout } = route;
  const headers = { host: url.host, ...options.headers };
  if (proxy === undefined) return direct(url, { ...options, headers });
  const ca = certificates && [...certificates];
  if (url.protocol === "http:") {
    return toProxy(proxy, { ...options, headers: { ...headers, ...proxyLogin(proxy) }, path: url.href }, ca);
  }
  const tunnel = await openTunnel(proxy, url, ca, idleTimeout);
  const servername = url.hostname.replace(/^\[|\]$/g, "");
  const createConnection = (): Socket => tls.connect({ socket: tunnel, servername, ca });
  // An agent, even a new one for `false`, would make a connection of its own.
  const request = https.request(url, { ...options, headers, agent: undefined, createConnection });
  return request.once("close", () => tunnel.destroy()); // an idle one would keep the process alive for as long as the server likes
}

function direct(url: URL, options: RequestOptions): http.ClientRequest {
  // Such a name is this machine, whatever its resolver says: curl and browsers know that, Node does not.
  const local = url.hostname.endsWith(".localhost") ? { hostname: "127.0.0.1" } : {};
  const own = { ...options, ...local };
  return url.protocol === "https:" ? https.request(url, own) : http.request(url, own);
}

function openTunnel(proxy: URL, url: URL, ca: string[] | undefined, idleTimeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = `${url.hostname}:${url.port === "" ? "443" : url.port}`;
    const request = toProxy(proxy, { method: "CONNECT", path: host, headers: { host, ...proxyLogin(proxy) } }, ca);
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

function toProxy(proxy: URL, options: RequestOptions, ca: string[] | undefined): http.ClientRequest {
  const { hostname, port, protocol } = proxy;
  const host = hostname.replace(/^\[|\]$/g, "");
  const target = { ...options, host, port: Number(port) || (protocol === "https:" ? 443 : 80), agent: false as const };
  return protocol === "https:" ? https.request({ ...target, ca }) : http.request(target);
}

function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

/** What to end a request with that waits in vain. */
export function timedOut(): Error {
  return Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
}
