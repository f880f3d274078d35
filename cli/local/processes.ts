import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { outcomeOf, type Program, type Watch } from "../process/run";

/** How long a process may take to end by itself before it is killed: Terraform saves its state in this time. Milliseconds. */
const patience = 20_000;

/** Remembers in a folder which programs run, so that a later command finds those that outlived the one that started them. */
export class ProcessRecords implements Watch {
  constructor(private readonly folder: string) {}

  started(pid: number, program: Program): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.file(pid), program.file);
  }

  ended(pid: number): void {
    rmSync(this.file(pid), { force: true });
  }

  /** Ends every process that is still recorded, and nothing that merely has its number. */
  async endAll(): Promise<void> {
    for (const { pid, file } of this.recorded()) {
      if (await isStill(pid, file)) await end(pid);
      this.ended(pid);
    }
  }

  private recorded(): { pid: number; file: string }[] {
    try {
      return readdirSync(this.folder).map((name) => ({
        pid: Number(name),
        file: readFileSync(join(this.folder, name), "utf8"),
      }));
    } catch {
      return [];
    }
  }

  private file(pid: number): string {
    return join(this.folder, String(pid));
  }
}

/** Whether the process of this number is one whose command line has this text: numbers are used again. */
export async function isStill(pid: number, text: string): Promise<boolean> {
  return (await commandOf(pid)).includes(text);
}

/** Ends a process, or with a negative number a process group: asks first, then kills. Returns when it is gone. */
export async function end(pid: number, signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<void> {
  const gone = await isGone(pid, signal, patience);
  // Of a group, only its leader is waited for.
  if (!gone || pid < 0) await isGone(pid, "SIGKILL", patience);
}

async function isGone(pid: number, signal: NodeJS.Signals, wait: number): Promise<boolean> {
  send(pid, signal);
  const deadline = Date.now() + wait;
  while (Date.now() < deadline) {
    // A process that ended but was not yet waited for still takes signals; its command line is empty.
    if (!send(pid, 0) || (await commandOf(Math.abs(pid))) === "") return true;
    await sleep(20);
  }
  return false;
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** The command line of a process, empty where there is no such process. */
async function commandOf(pid: number): Promise<string> {
  if (!existsSync("/proc/self/cmdline")) {
    return (await outcomeOf({ file: "ps", args: ["-o", "args=", "-p", String(pid)] })).stdout;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
