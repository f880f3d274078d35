import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sign } from "../../cli/aws/access";
import { type Answer, send } from "../../cli/aws/send";
import { callApi } from "../../cli/commands/deployment";
import { localCredentials } from "../../cli/local/wiring";
import { readStateFile, type StateFile } from "../../cli/terraform/state-file";
import { Checkout } from "../checkout";
import { write } from "../lib/artifact/temporary-folder";

/** What a command answered. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const localAccess = { region: "eu-west-1", credentials: () => Promise.resolve(localCredentials) };
const environments = resolve(__dirname, "../../.local/environments");

/** A checkout whose commands are run for real. It shares this project's Python environments, and nothing else. */
export class Project {
  readonly checkout = Checkout.make("it's a project, é");
  readonly stack = this.checkout.path("cdktf.out", "stacks", "test-llms-demo");

  /** Stands for the system's temporary folder. */
  readonly temporary = join(dirname(this.checkout.root), "tmp");

  constructor() {
    mkdirSync(this.temporary);
    mkdirSync(environments, { recursive: true });
    mkdirSync(this.checkout.path(".local"));
    symlinkSync(environments, this.checkout.path(".local", "environments"));
  }

  /** Runs one of our commands as npm would, less npm. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
    return spawnSync(process.execPath, commandLine(args), {
      cwd: this.checkout.root,
      encoding: "utf8",
      env: { ...this.environment(), ...env },
    });
  }

  /**
   * Adds an example.
   *
   * @param lines of TypeScript, which fill its `stack`
   */
  addExample(name: string, lines: readonly string[]): void {
    const lib = "../../lib/constructs";
    write(this.checkout.path("examples", name), {
      "main.ts": [
        `import { TerraformOutput } from "cdktf";`,
        `import { HttpApi } from "${lib}/http-api";`,
        `import { Packaging } from "${lib}/packaging";`,
        `import { PythonFunction } from "${lib}/python-function";`,
        `import { PythonRuntime } from "${lib}/python-runtime";`,
        `import { synthesize } from "${lib}/synthesize";`,
        `import { ExampleStack } from "../example-stack";`,
        "synthesize((app) => {",
        `  const stack = new ExampleStack(app, "${name}");`,
        ...lines,
        "});",
      ].join("\n"),
    });
  }

  /** Replaces a text in one of the checkout's files. */
  edit(path: string, from: string, to: string): void {
    const absolute = this.checkout.path(path);
    const text = readFileSync(absolute, "utf8");
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(absolute, text.replace(from, to));
  }

  /** Asks an API of an example that is deployed to the local cloud, whose URL an output has. */
  async ask(
    example: string,
    output: string,
    ...request: readonly [method: "GET" | "POST", path: string, body?: object]
  ): Promise<Answer> {
    const apiUrl = this.state(example).outputs[output];
    if (typeof apiUrl !== "string") throw new Error(`${example} has no output ${output}`);
    return callApi({ apiUrl, access: localAccess }, ...request);
  }

  /** Asks the local cloud, which must be up, as anybody with rights would ask AWS, past Terraform. */
  async aws(service: "s3" | "lambda" | "apigateway", method: string, path: string, body?: string): Promise<Answer> {
    const text = readFileSync(this.checkout.path(".local/cloud/cloud.json"), "utf8");
    const { emulator } = JSON.parse(text) as { emulator: { port: number } };
    const url = new URL(path, `http://127.0.0.1:${emulator.port}`);
    return send(await sign(localAccess, service, { method, url, headers: {}, ...(body === undefined ? {} : { body }) }));
  }

  /** Makes a bucket in the local cloud, which must be up. */
  async makeBucket(name: string): Promise<void> {
    const place = `<CreateBucketConfiguration><LocationConstraint>${localAccess.region}</LocationConstraint></CreateBucketConfiguration>`;
    const { status, body } = await this.aws("s3", "PUT", `/${name}`, place);
    if (status !== 200) throw new Error(body);
  }

  /** The local cloud's state of an example. */
  state(example: string): StateFile {
    return readStateFile(this.checkout.path(".local/cloud/examples", example, "terraform.tfstate"));
  }

  /** Starts one of our commands in a process group of its own, as a terminal does. */
  spawn(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, commandLine(args), {
      cwd: this.checkout.root,
      detached: true,
      stdio: "pipe",
      env: this.environment(),
    });
  }

  /** Runs a shell script wired to the local cloud. */
  local(script: string): Ran {
    return this.run(["local", "sh", "-c", script]);
  }

  /** The serial of the local cloud's state. */
  serial(): number {
    return (JSON.parse(readFileSync(this.checkout.path(".local/cloud/terraform.tfstate"), "utf8")) as { serial: number }).serial;
  }

  /** Every path below the checkout, but what was installed. */
  files(): string[] {
    return readdirSync(this.checkout.root, { recursive: true, encoding: "utf8" })
      .filter((path) => !/^(?:node_modules|\.local\/environments)(?:\/|$)/.test(path))
      .sort();
  }

  /** The command lines of all processes that name this checkout. */
  processes(): string[] {
    const { stdout } = spawnSync("ps", ["-eo", "args="], { encoding: "utf8" });
    return stdout.split("\n").filter((line) => line.includes(this.checkout.root) && !line.startsWith("ps "));
  }

  /** A person's environment, with an account and secrets of their own that must never be used. */
  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TMPDIR: this.temporary,
      AWS_ACCESS_KEY_ID: "PERSONS-OWN-KEY",
      AWS_SECRET_ACCESS_KEY: "persons-own-secret",
      AWS_REGION: "eu-west-1",
      SECRET_CANARY: "canary",
      LAMBDA_CONTAINER_BASE_REGISTRY: "",
      TSX_DISABLE_CACHE: "1",
    };
  }

  remove(): void {
    this.run(["stop"]);
    this.checkout.remove();
  }
}

/** Waits until something holds, for a minute at most. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (holds()) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`waited a minute in vain for ${what}`);
}

/** Whether something of this name is below one of these folders, at any depth. */
export function existsBelow(folders: readonly string[], name: RegExp): boolean {
  try {
    return folders.some(
      (folder) =>
        existsSync(folder) && readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) => name.test(path)),
    );
  } catch {
    return false; // something vanished while it was read
  }
}

function commandLine(args: readonly string[]): string[] {
  return ["--import", "tsx", "cli/main.ts", ...args];
}
