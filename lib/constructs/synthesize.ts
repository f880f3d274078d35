import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { displayPath } from "../artifact/display-path";
import { isRunning } from "../artifact/process-running";
import { UserError } from "../errors/user-error";
import { publish } from "./publish";
import { outputFolder } from "./published-directory";
import { sayStrategyChanges } from "./strategy-changes";

/**
 * Synthesizes an app: into a folder of its own first, published only when all of it is there. On an error the stack directories
 * stay as they were; a UserError is printed as it is, and the process ends with exit code 1.
 *
 * @param build adds the stacks
 */
export function synthesize(build: (app: App) => void): void {
  try {
    synthesizeInto(outputFolder(), build);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function synthesizeInto(outdir: string, build: (app: App) => void): void {
  const unfinished = join(outdir, `${unfinishedPrefix}${process.pid}`);
  attemptToWrite(outdir, () => {
    mkdirSync(unfinished, { recursive: true });
  });
  try {
    const app = new App({ outdir: unfinished });
    build(app);
    attemptToWrite(outdir, () => {
      app.synth();
      sayStrategyChanges(unfinished, outdir);
      publish(unfinished, outdir);
    });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    removeAbandoned(outdir);
  }
}

/** Runs what writes into the output folder, and tells a person if the system does not let it. */
function attemptToWrite(outdir: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined || code === "ENOENT") throw error; // not the system's doing
    const fix = "make room, give yourself the right to write there, or remove what is in the way";
    throw new UserError(
      { what: `the output folder cannot be written: ${message}`, where: displayPath(outdir), fix },
      { cause: error },
    );
  }
}

const unfinishedPrefix = ".unfinished-";

/** A killed synthesis leaves its folder behind; the next one takes it away. */
function removeAbandoned(outdir: string): void {
  for (const name of readdirSync(outdir)) {
    const [, pid] = /^\.unfinished-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(outdir, name), { recursive: true, force: true });
  }
}
