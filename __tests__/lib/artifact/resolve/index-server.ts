import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * A package index on this machine, over the wheels and sdists of a folder, in a process of its own, since the engine waits for its own. How
 * it behaves is in the path's first part: `ok`, `auth` (user `me`, password `canary-secret`, for pages and files), `signed` (files want a
 * token), `nohash`, `wronghash`, `wrongsize`, `cut` (files end halfway), `slow`, or a status for every page.
 */
const script = `
const { createHash } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");
const http = require("node:http");
const folder = process.argv[1];
const login = "Basic " + Buffer.from("me:canary-secret").toString("base64");
const normal = (name) => name.replace(/[-_.]+/g, "-").toLowerCase();
let requests = 0;
http.createServer((request, response) => {
  const url = new URL(request.url, "http://x");
  const [, how, kind, name] = url.pathname.split("/");
  if (how === "requests") return response.end(String(requests));
  requests += 1;
  if (how === "slow") return;
  if (/^\\d+$/.test(how)) return response.writeHead(Number(how)).end();
  if (how === "auth" && request.headers.authorization !== login) return response.writeHead(401, { "www-authenticate": "Basic realm=x" }).end();
  if (kind === "files") {
    if (how === "signed" && url.searchParams.get("token") !== "canary-token") return response.writeHead(403).end();
    const content = readFileSync(folder + "/" + name);
    const head = { "content-length": content.length, "content-type": "application/octet-stream" };
    if (request.method === "HEAD") return response.writeHead(200, head).end();
    response.writeHead(200, head);
    // uv reads the wheel for its metadata, and only what fetches afterwards finds it cut short
    if (how === "cut" && !/^uv/.test(request.headers["user-agent"])) return response.write(content.subarray(0, 200), () => response.destroy());
    return response.end(content);
  }
  const files = readdirSync(folder).filter((file) => normal(file.split("-")[0]) === name).map((file) => {
    const content = readFileSync(folder + "/" + file);
    const sha256 = how === "wronghash" ? "0".repeat(64) : createHash("sha256").update(content).digest("hex");
    return {
      filename: file,
      url: "../../files/" + file + (how === "signed" ? "?token=canary-token" : ""),
      hashes: how === "nohash" ? {} : { sha256 },
      ...(how === "nohash" ? {} : { size: content.length + (how === "wrongsize" ? 7 : 0) }),
    };
  });
  if (files.length === 0) return response.writeHead(404).end();
  response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
  response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name, versions: [], files }));
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

export class IndexServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: string,
  ) {}

  static async start(folder: string): Promise<IndexServer> {
    const child = spawn(process.execPath, ["-e", script, folder], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new IndexServer(child, port);
  }

  /** The URL of the index that behaves so, with a login where one is given. */
  index(how = "ok", login = ""): string {
    return `http://${login === "" ? "" : `${login}@`}127.0.0.1:${this.port}/${how}/simple`;
  }

  /** How often it was asked anything. */
  async requests(): Promise<number> {
    return Number(await (await fetch(`http://127.0.0.1:${this.port}/requests`)).text());
  }

  stop(): void {
    this.child.kill();
  }
}
