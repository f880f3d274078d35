import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../lib/errors/user-error";

const provider = join(__dirname, "python", "archive_provider.py");

/**
 * Runs work while the stand-in archive provider serves a stack directory, for machines where hashicorp/archive cannot be had.
 *
 * @param interpreter Python with the provider framework
 * @param work is given the value of TF_REATTACH_PROVIDERS that leads Terraform to it
 */
export async function withStandIn<T>(
  interpreter: string,
  stackDirectory: string,
  env: NodeJS.ProcessEnv,
  work: (reattach: string) => Promise<T>,
): Promise<T> {
  // It ends when its standard input does, so it never outlives this process. In a group of its own, Ctrl-C does not take it from
  // a Terraform that is still ending.
  const child = spawn(interpreter, [provider, "--stack-directory", stackDirectory], {
    env: { PATH: env["PATH"], TMPDIR: env["TMPDIR"], LANG: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const exited = once(child, "exit");
  try {
    const lines = createInterface({ input: child.stdout });
    const reattach = await Promise.race([once(lines, "line"), exited.then(() => undefined)]);
    if (reattach === undefined) {
      throw new UserError({
        what: `the stand-in archive provider did not start:\n${errors.trim()}`,
        where: provider,
        fix: "mend what it says, then run the same command again",
      });
    }
    return await work(String(reattach[0]));
  } finally {
    child.stdin.end();
    await exited;
  }
}
