import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import type { ContainerLog } from "./container-log";
import { type ContainerOrder, containerProgram } from "./enter-container";
import type { FunctionAnswer, Invocation, RuntimeApi } from "./runtime-api";

/** An answer, and what was written to standard output and error up to it. */
export interface LoggedAnswer extends FunctionAnswer {
  readonly log: string;
}

/** An event, and the seconds there are to answer it. */
export interface TimedInvocation extends Omit<Invocation, "deadline"> {
  readonly timeout: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib (seen 2026-11). Seconds. */
const longestInit = 10;
/** How a shell says that a program was not found, or cannot be run; unshare does too. */
const notStarted = new Set<number | null>([126, 127]);

/** A running container of one function. It answers one event at a time. */
export class Container {
  private isAlive = true;
  /** Of the event it is at. */
  private requestId = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly api: RuntimeApi,
    private readonly log: ContainerLog,
  ) {
    child.on("error", (error) => {
      this.gone("Runtime.InvalidEntrypoint", error.message);
    });
    child.on("exit", (code, signal) => {
      const how = signal === null ? `exit status ${String(code)}` : `signal: ${signal}`;
      this.gone(notStarted.has(code) ? "Runtime.InvalidEntrypoint" : "Runtime.ExitError", `Runtime exited with error: ${how}`);
    });
  }

  static start(order: ContainerOrder, api: RuntimeApi, log: ContainerLog): Container {
    const { file, args, env, cwd } = containerProgram(order);
    const output = log.open();
    try {
      return new Container(spawn(file, args, { env, cwd, stdio: ["ignore", output, output] }), api, log);
    } finally {
      closeSync(output);
    }
  }

  /** Whether it can be given another event. */
  get isUsable(): boolean {
    return this.isAlive && !this.api.hasFailed;
  }

  /** Has it answer an event. One that takes too long ends with it. */
  async invoke({ timeout, ...invocation }: TimedInvocation): Promise<LoggedAnswer> {
    this.requestId = invocation.requestId;
    await this.within(longestInit, "Init", this.api.started);
    const answer = this.api.invoke({ ...invocation, deadline: Date.now() + timeout * 1_000 });
    return { ...(await this.within(timeout, "Task", answer)), log: this.log.news() };
  }

  /** Ends it with all its processes. */
  end(): void {
    this.isAlive = false;
    this.child.kill("SIGKILL");
  }

  private async within<T>(seconds: number, what: "Init" | "Task", work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.fail("Sandbox.Timedout", `${what} timed out after ${seconds.toFixed(2)} seconds`);
      this.end();
    }, seconds * 1_000);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  private gone(errorType: string, reason: string): void {
    this.isAlive = false;
    this.fail(errorType, reason);
    this.api.close();
  }

  private fail(errorType: string, reason: string): void {
    this.api.fail(JSON.stringify({ errorMessage: `RequestId: ${this.requestId} Error: ${reason}`, errorType }));
  }
}
