import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One event for a function. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** What a function answered, or why it did not. */
export interface FunctionAnswer {
  /** JSON as a rule: a runtime may send anything. */
  readonly payload: string;
  readonly isError: boolean;
}

const version = "/2018-06-01/runtime";

/**
 * The Lambda runtime API for one container, on 127.0.0.1: gives it one event at a time and takes its answers.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  /** Settled once the runtime has asked for its first event, or has said or shown that it never will. */
  readonly started: Promise<void>;
  private start: () => void = () => undefined;
  /** The runtime's request for the next event, held until there is one. */
  private asking: ServerResponse | undefined;
  private invocation: Invocation | undefined;
  private answer: ((answer: FunctionAnswer) => void) | undefined;
  private failure: FunctionAnswer | undefined;

  private constructor(private readonly server: Server) {
    this.started = new Promise((resolve) => {
      this.start = resolve;
    });
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.take(request, response).catch(() => response.destroy());
    });
  }

  static async listen(): Promise<RuntimeApi> {
    // A runtime waits for its next event for as long as there is none.
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new RuntimeApi(server);
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  /** Whether it answers no more. */
  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  /** Hands an event to the runtime and waits for the answer. Only for one that is not at another one. */
  async invoke(invocation: Invocation): Promise<FunctionAnswer> {
    if (this.failure !== undefined) return this.failure;
    return new Promise((resolve) => {
      this.invocation = invocation;
      this.answer = resolve;
      this.give();
    });
  }

  /** Answers for a runtime that cannot: it ended, is too late, or could not begin. The first reason stays. */
  fail(payload: string): void {
    this.failure ??= { payload, isError: true };
    this.finish(this.failure);
    this.start();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").slice(version.length);
    const body = await text(request);
    if (request.method === "GET" && path === "/invocation/next") {
      this.asking = response;
      this.start();
      this.give();
      return;
    }
    const refusal = this.accept(path, body);
    response.writeHead(refusal?.status ?? 202, { "content-type": "application/json" });
    response.end(JSON.stringify(refusal === undefined ? { status: "OK" } : { errorMessage: path, errorType: refusal.errorType }));
  }

  private accept(path: string, body: string): { readonly status: number; readonly errorType: string } | undefined {
    const [, id, kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (path === "/init/error") this.fail(body);
    else if (id === undefined) return { status: 404, errorType: "UnknownPath" };
    else if (id !== this.invocation?.requestId) return { status: 400, errorType: "InvalidRequestID" };
    else this.finish({ payload: body, isError: kind === "error" });
    return undefined;
  }

  private give(): void {
    const { asking, invocation } = this;
    if (asking === undefined || invocation === undefined) return;
    this.asking = undefined;
    asking.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": invocation.requestId,
      "lambda-runtime-deadline-ms": invocation.deadline,
      "lambda-runtime-invoked-function-arn": invocation.functionArn,
    });
    asking.end(invocation.event);
  }

  private finish(answer: FunctionAnswer): void {
    this.answer?.(answer);
    this.invocation = undefined;
    this.answer = undefined;
  }
}
