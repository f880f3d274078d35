import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { Checkout } from "../checkout";

/** What a command answered. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environments = resolve(__dirname, "../../.local/environments");

/** A checkout whose commands are run for real. It shares this project's Python environments, and nothing else. */
export class Project {
  readonly checkout = Checkout.make("project");
  readonly stack = this.checkout.path("cdktf.out", "stacks", "test-llms-demo");

  constructor() {
    mkdirSync(environments, { recursive: true });
    mkdirSync(this.checkout.path(".local"));
    symlinkSync(environments, this.checkout.path(".local", "environments"));
  }

  /** Runs one of our commands as npm would, less npm. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
    return spawnSync(process.execPath, commandLine(args), {
      cwd: this.checkout.root,
      encoding: "utf8",
      env: { ...personsEnvironment(), ...env },
    });
  }

  /** Starts one of our commands in a process group of its own, as a terminal does. */
  spawn(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, commandLine(args), {
      cwd: this.checkout.root,
      detached: true,
      stdio: "pipe",
      env: personsEnvironment(),
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

/** Whether a path exists below a folder, at any depth. */
export function existsBelow(folder: string, name: RegExp): boolean {
  return existsSync(folder) && readdirSync(folder).some((entry) => name.test(join(folder, entry)));
}

function commandLine(args: readonly string[]): string[] {
  return ["--import", "tsx", "cli/main.ts", ...args];
}

/** A person's environment, with an account and secrets of their own that must never be used. */
function personsEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: "PERSONS-OWN-KEY",
    AWS_SECRET_ACCESS_KEY: "persons-own-secret",
    AWS_REGION: "eu-west-1",
    SECRET_CANARY: "canary",
    TSX_DISABLE_CACHE: "1",
  };
}
