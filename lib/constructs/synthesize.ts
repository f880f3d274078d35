import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { isRunning } from "../artifact/process-running";
import { UserError } from "../errors/user-error";
import { publish } from "./publish";

/**
 * Synthesizes an app: into a folder of its own first, published only when all of it is there. On an error the stack directories
 * stay as they were; a UserError is printed as it is, and the process ends with exit code 1.
 *
 * @param build adds the stacks
 */
export function synthesize(build: (app: App) => void): void {
  const outdir = process.env["CDKTF_OUTDIR"] ?? "cdktf.out";
  const unfinished = join(outdir, `${unfinishedPrefix}${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    const app = new App({ outdir: unfinished });
    build(app);
    app.synth();
    publish(unfinished, outdir);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    removeAbandoned(outdir);
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
