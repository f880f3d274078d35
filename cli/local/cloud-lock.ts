import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "../process/progress";
import { isStill } from "./processes";

/** Appears in the command line of every command of ours. */
const ourCommand = "cli/main.ts";

/**
 * Runs work while no other command of this project changes the local cloud. Waits for one that does; the lock of one that was
 * killed is taken over.
 */
export async function holdingLock<T>(path: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const holder = take(path);
    if (holder === undefined) break;
    if (!(await isStill(holder, ourCommand))) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) progress.say(`  … waiting for another command of this project that is at work (process ${holder})`);
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes the lock, or tells who has it. */
function take(path: string): number | undefined {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    try {
      return Number(readFileSync(path, "utf8"));
    } catch {
      return 0;
    }
  }
}
