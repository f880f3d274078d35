import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { UserError } from "../../../lib/errors/user-error";
import type { LoggedAnswer } from "./container";
import type { Call, Containers } from "./containers";

/** Serves calls of functions that are images, on 127.0.0.1: each is a POST of a {@link Call}, and is answered by a {@link LoggedAnswer}, in JSON. */
export class ImageServer {
  private constructor(private readonly server: Server) {}

  static async listen(containers: Containers): Promise<ImageServer> {
    const server = createServer({ requestTimeout: 0 }, (request, response) => {
      void (json(request) as Promise<Call>)
        .then(async (call) => containers.invoke(call))
        .catch(asAnswer)
        .then((answer) => {
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
        });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new ImageServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** What keeps an image from running is shown where a function's own errors are: to whoever called it, and in its log. */
function asAnswer(error: unknown): LoggedAnswer {
  const errorMessage = error instanceof UserError ? error.message : String(error instanceof Error ? error.stack : error);
  return {
    payload: JSON.stringify({ errorMessage, errorType: "LocalCloud.ImageNotRun" }),
    isError: true,
    log: `${errorMessage}\n`,
  };
}
