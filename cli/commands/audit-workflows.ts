import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../lib/errors/user-error";
import type { Environment } from "../local/environments";
import { goTool, hasGo } from "../local/go-tool";
import type { Progress } from "../process/progress";
import { outcomeOf, type Program } from "../process/run";
import type { Io } from "./command";

/** What GitHub runs, and what is to be moved there by whoever wants it. */
const folders = { run: ".github/workflows", offered: "docs" } as const;

/**
 * Holds what GitHub runs of this project, or may run, against zizmor's rules, the strictest, without a network.
 *
 * @throws UserError with what it finds
 */
export async function zizmor({ root, env }: Io, { directory }: Environment): Promise<void> {
  const strict = ["--offline", "--persona=auditor", "--strict-collection", "--no-config"];
  const plain = ["--quiet", "--no-progress", "--color=never", "--render-links=never"];
  const args = [...strict, ...plain, ".github", ...workflowsIn(root, folders.offered)];
  await mustPass({ file: join(directory, "bin", "zizmor"), args, cwd: root, env });
}

/**
 * Holds the workflows against actionlint's rules. Where there is no Go to make it with, a person is told so, and CI fails.
 *
 * @param environments the folder in which it is kept, absolute
 * @throws UserError with what it finds
 */
export async function actionlint({ root, env, err }: Io, environments: string, progress: Progress): Promise<void> {
  if (!(await hasGo(env))) {
    const missing = { what: "actionlint was not run: there is no Go on PATH to make it with", fix: "install Go 1.21 or newer" };
    if (env["CI"] === "true") throw new UserError(missing);
    err(`\nNOT CHECKED: ${missing.what}\n  fix:   ${missing.fix}; CI runs it in any case\n`);
    return;
  }
  const file = await goTool("actionlint", environments, env, progress);
  const files = Object.values(folders).flatMap((folder) => workflowsIn(root, folder));
  // Without the linters of scripts that it takes from PATH: the same answer on every machine.
  await mustPass({ file, args: ["-no-color", "-shellcheck=", "-pyflakes=", ...files], cwd: root, env });
}

/** The workflows of a folder, by their paths in the project. */
function workflowsIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(folder, name));
}

async function mustPass(program: Program): Promise<void> {
  const { code, output } = await outcomeOf(program);
  if (code === 0) return;
  throw new UserError({ what: `${basename(program.file)} has findings:\n${output.trim()}`, fix: "mend what it says" });
}
