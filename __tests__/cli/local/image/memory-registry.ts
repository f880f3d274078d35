import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { digestOf } from "../../../../lib/artifact/image/digest";

/** A registry in memory, as far as an image is pushed to it and pulled from it. */
export class MemoryRegistry {
  /** By the path they are asked for. */
  readonly content = new Map<string, Buffer>();
  /** The paths of what was given, in that order. */
  readonly given: string[] = [];

  private constructor(private readonly server: Server) {
    server.on("request", (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://registry");
      void buffer(request).then((body) => {
        if (request.method === "GET") {
          const found = this.content.get(pathname);
          if (found !== undefined) this.given.push(pathname);
          response.writeHead(found === undefined ? 404 : 200).end(found ?? "{}");
          return;
        }
        const path = request.method === "POST" ? pathname.replace("uploads/", searchParams.get("digest") ?? "") : pathname;
        this.content.set(path, body);
        this.content.set(path.replace(/manifests\/.*/, `manifests/${digestOf(body)}`), body);
        response.writeHead(201).end();
      });
    });
  }

  static async listen(): Promise<MemoryRegistry> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new MemoryRegistry(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
