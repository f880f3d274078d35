import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { BuildOrder, BuildReport } from "./build-process";

/** In what surroundings a process builds. */
export interface Surroundings {
  /** The cache's folder, as `LAMBDA_CONTAINER_CACHE` has it. */
  readonly cache: string;
  /** On top of this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Another interpreter than this one's. */
  readonly node?: string;
  /** For the interpreter. */
  readonly options?: readonly string[];
  /** A command that runs the command that follows it. */
  readonly wrapper?: readonly string[];
}

/** A process of its own that builds what it is told, one order after the other. */
export class Builder {
  private readonly death: Promise<never>;

  private constructor(
    readonly child: ChildProcess,
    private readonly lines: Interface,
  ) {
    this.death = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the builder ended with ${String(code ?? signal)}`);
    });
    this.death.catch(() => undefined); // once nobody waits for a line, it may end
  }

  /** Resolves once the process has loaded the engine and waits for its first order. */
  static async start({ cache, env = {}, node = process.execPath, options = [], wrapper = [] }: Surroundings): Promise<Builder> {
    const script = join(__dirname, "build-process.ts");
    const [file, ...args] = [...wrapper, node, ...options, "--import", pathToFileURL(require.resolve("tsx")).href, script];
    const child = spawn(file, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, TSX_DISABLE_CACHE: "1", ...env, LAMBDA_CONTAINER_CACHE: cache },
    });
    const builder = new Builder(child, createInterface({ input: child.stdout }));
    await builder.line();
    return builder;
  }

  /** Starts, builds once and ends. */
  static async build(surroundings: Surroundings, order: BuildOrder): Promise<BuildReport> {
    const builder = await Builder.start(surroundings);
    try {
      return await builder.build(order);
    } finally {
      builder.end();
    }
  }

  async build(order: BuildOrder): Promise<BuildReport> {
    const line = this.line();
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
    return JSON.parse(await line) as BuildReport;
  }

  end(): void {
    this.child.kill("SIGKILL");
  }

  private async line(): Promise<string> {
    const [line] = (await Promise.race([once(this.lines, "line"), this.death])) as [string];
    return line;
  }
}
