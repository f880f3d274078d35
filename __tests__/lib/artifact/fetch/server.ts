import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * A server of wheels on this machine, in a process of its own, since the engine waits for its own. What it does is in the path's first part:
 * `ok`, `auth` (user `me`, password `canary-secret`), `cut` (half of it), `cut-once`, `busy-once` (429), `moved`, or a status.
 */
const script = `
const http = require("node:http");
const content = Buffer.from("wheel ".repeat(1000));
const seen = new Map();
http.createServer((request, response) => {
  const [, what, ...rest] = request.url.split("/");
  const count = (seen.get(request.url) ?? 0) + 1;
  seen.set(request.url, count);
  const whole = () => response.writeHead(200, { "content-length": content.length }).end(content);
  const half = () => { response.writeHead(200, { "content-length": content.length }); response.write(content.subarray(0, 3000), () => response.destroy()); };
  const login = "Basic " + Buffer.from("me:canary-secret").toString("base64");
  if (what === "ok") return whole();
  if (what === "auth") return request.headers.authorization === login ? whole() : response.writeHead(401).end();
  if (what === "cut") return half();
  if (what === "cut-once") return count === 1 ? half() : whole();
  if (what === "busy-once") return count === 1 ? response.writeHead(429, { "retry-after": "0" }).end() : whole();
  if (what === "moved") return response.writeHead(302, { location: "/ok/" + rest.join("/") }).end();
  response.writeHead(Number(what)).end();
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

/** The content of every wheel it has. */
export const served = Buffer.from("wheel ".repeat(1000));

export class WheelServer {
  private constructor(
    private readonly child: ChildProcess,
    /** `http://127.0.0.1:PORT` */
    readonly url: string,
  ) {}

  static async start(): Promise<WheelServer> {
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new WheelServer(child, `http://127.0.0.1:${port}`);
  }

  stop(): void {
    this.child.kill();
  }
}
