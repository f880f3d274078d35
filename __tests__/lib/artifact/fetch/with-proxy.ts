import { createServer, request as ask } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A proxy on this machine, behind which there is one server, whatever its name. */
export interface TestProxy {
  /** With a login. */
  readonly url: URL;
  /** What it was asked: method, and the URL or the host and port. */
  readonly asked: readonly string[];
  /** The logins it was told. */
  readonly logins: readonly (string | undefined)[];
}

/**
 * Runs with a proxy.
 *
 * @param port of the server behind it, on 127.0.0.1
 * @param refuses every tunnel, with status 403
 */
export async function withProxy<T>(port: number, action: (proxy: TestProxy) => Promise<T>, refuses = false): Promise<T> {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    logins.push(incoming.headers["proxy-authorization"]);
    const { pathname: path, search } = new URL(incoming.url ?? "");
    const onward = ask({ host: "127.0.0.1", port, method: incoming.method, path: path + search, headers: incoming.headers });
    onward.on("response", (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)));
    incoming.pipe(onward);
  });
  server.on("connect", ({ url = "", headers }, near) => {
    asked.push(`CONNECT ${url}`);
    logins.push(headers["proxy-authorization"]);
    if (refuses) {
      near.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const far = connect(port, "127.0.0.1", () => near.write("HTTP/1.1 200 OK\r\n\r\n"));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = new URL(`http://me:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}`);
    return await action({ url, asked, logins });
  } finally {
    server.close();
  }
}

/** The login that is in the URL of {@link TestProxy}, as a proxy is told it. */
export const proxyLogin = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
