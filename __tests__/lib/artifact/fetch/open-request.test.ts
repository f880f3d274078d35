import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createPlain, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openRequest, type RequestOptions, type Route } from "../../../../lib/artifact/fetch/open-request";
import { inTemporaryFolder } from "../temporary-folder";
import { proxyLogin, withProxy } from "./with-proxy";

/** Answers with the host that it was asked for, and what it was sent. */
const echo: RequestListener = (request, response) => {
  void text(request).then((body) => response.end(`${request.headers.host ?? ""} ${request.url ?? ""} ${body}`));
};

async function answerOf(url: string, options: RequestOptions, route: Partial<Route>, body?: string): Promise<string> {
  const request = await openRequest(new URL(url), options, { idleTimeout: 5_000, ...route });
  return new Promise((resolve, reject) => {
    request.on("error", reject).on("response", (response) => {
      void text(response).then(resolve, reject);
    });
    request.end(body);
  });
}

/** Runs with a server for `far.example`, and the certificate to trust where it is one of TLS. */
async function withServer(
  protocol: "http" | "https",
  action: (port: number, certificates: readonly string[]) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=far.example", "-addext", "subjectAltName=DNS:far.example"];
    if (protocol === "https")
      execFileSync("openssl", ["req", "-x509", ...made, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const certificates = protocol === "https" ? [readFileSync(cert, "utf8")] : [];
    const server =
      protocol === "https" ? createServer({ key: readFileSync(key), cert: certificates[0] }, echo) : createPlain(echo);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await action((server.address() as AddressInfo).port, certificates);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

test("a plain request is handed to the proxy whole, with what is sent and the login for the proxy", async () => {
  await withServer("http", async (port) => {
    await withProxy(port, async ({ url: proxy, asked, logins }) => {
      expect(await answerOf("http://far.example/a?b=c", { method: "PUT" }, { proxy }, "content")).toBe(
        "far.example /a?b=c content",
      );
      expect([asked, logins]).toEqual([["PUT http://far.example/a?b=c"], [proxyLogin]]);
    });
  });
});

test("another goes through a tunnel, in which the proxy sees nothing and the server's certificate is looked at", async () => {
  await withServer("https", async (port, certificates) => {
    await withProxy(port, async ({ url: proxy, asked, logins }) => {
      const ask = async (host: string): Promise<string> =>
        answerOf(`https://${host}/a`, { method: "PUT" }, { proxy, certificates }, "content");
      expect(await ask("far.example")).toBe("far.example /a content");
      await expect(ask("other.example")).rejects.toThrow("other.example. is not in the cert's altnames");
      expect([asked, logins]).toEqual([
        ["CONNECT far.example:443", "CONNECT other.example:443"],
        [proxyLogin, proxyLogin],
      ]);
    });
  });
});

test("a proxy that refuses a tunnel is said, without its login", async () => {
  const refused = withProxy(0, async ({ url: proxy }) => answerOf("https://far.example/a", {}, { proxy }), true);
  await expect(refused).rejects.toThrow(/^the proxy 127\.0\.0\.1:\d+ refused with status 403$/);
});

test("a name below localhost is this machine", async () => {
  await withServer("http", async (port) => {
    expect(await answerOf(`http://id.api.localhost:${port}/a`, {}, {})).toBe(`id.api.localhost:${port} /a `);
  });
});
