import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../lib/artifact/process-running";
import type { Progress } from "../process/progress";
import { isStill } from "./processes";

/** Appears in the command line of every command of ours. */
const ourCommand = "cli/main.ts";

/**
 * Runs work while no other command of this project changes the local cloud. Waits for one that does; the lock of one that was
 * killed is taken over.
 */
export async function holdingLock<T>(path: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    const holder = holderOf(path);
    if (holder === undefined) continue;
    if (!(await isStill(holder, ourCommand))) {
      removeDeadLock(path, holder);
    } else {
      if (!told) progress.say(`  … waiting for another command of this project that is at work (process ${holder})`);
      told = true;
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    if (holderOf(path) === process.pid) rmSync(path, { force: true });
  }
}

/** Takes a lock, unless somebody has it. It appears with its holder's number in it, all at once. */
function take(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined; // given back meanwhile
  }
}

/** Removes the lock of a process that is no more: one command at a time, or the second would remove what the first has just taken. */
function removeDeadLock(path: string, dead: number): void {
  const removal = `${path}.removal`;
  if (!take(removal)) {
    const remover = holderOf(removal);
    if (remover !== undefined && !isRunning(remover)) rmSync(removal, { force: true });
    return;
  }
  if (holderOf(path) === dead) rmSync(path, { force: true });
  rmSync(removal, { force: true });
}
