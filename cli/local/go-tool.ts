import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/errors/user-error";
import type { Progress } from "../process/progress";
import { outcomeOf, run } from "../process/run";

/** Programs in Go that checks and tests use, by their packages. `go.mod` pins them, `go.sum` has the hashes of all they are made of. */
const packages = {
  actionlint: "github.com/rhysd/actionlint/cmd/actionlint",
  act: "github.com/nektos/act",
} as const;

export type GoToolName = keyof typeof packages;

const lockFolder = join(__dirname, "go");

/** Whether this machine has a Go that can make them. */
export async function hasGo(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    return (await outcomeOf({ file: "go", args: ["version"], env })).code === 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * A program in Go, made once and kept.
 *
 * @param folder of the project's environments, absolute
 * @returns its path, absolute
 * @throws UserError where it cannot be made
 */
export async function goTool(name: GoToolName, folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<string> {
  const lock = ["go.mod", "go.sum"].map((file) => readFileSync(join(lockFolder, file)));
  const key = createHash("sha256").update(Buffer.concat(lock)).digest("hex").slice(0, 12);
  const directory = join(folder, `${name}-${key}`);
  const file = join(directory, name);
  if (existsSync(file)) return file;

  await progress.phase(`make ${name}`, async (remark) => {
    remark("kept for next time");
    removeOthers(folder, name);
    const unfinished = join(folder, `.${name}-${process.pid}`);
    mkdirSync(unfinished, { recursive: true });
    try {
      const own = { ...env, GOBIN: unfinished, GOFLAGS: "-mod=readonly", GOWORK: "off" };
      await run(
        { file: "go", args: ["install", packages[name]], cwd: lockFolder, env: own },
        "check that Go is 1.21 or newer and that its module proxy can be reached (GOPROXY names another), then run the same command again",
      );
      renameSync(unfinished, directory);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  });
  return file;
}

function removeOthers(folder: string, name: GoToolName): void {
  if (!existsSync(folder)) return;
  for (const other of readdirSync(folder)) {
    if (other.startsWith(`${name}-`)) rmSync(join(folder, other), { recursive: true, force: true });
  }
}
