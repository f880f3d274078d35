import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { runAttached } from "../process/run";
import type { App } from "../local/app";
import type { CloudFolder } from "../local/cloud-folder";
import { holdingLock } from "../local/cloud-lock";
import { onlyStackDirectory, runtimesOf, stackDirectories } from "../local/stack-directories";
import { Terraform } from "../terraform/terraform";
import { findTerraform, type TerraformBinary } from "../terraform/terraform-binary";
import { UsageError, type Command } from "./command";
import { initialize } from "./deploy";
import { openSession, type Session } from "./session";

/** Runs any command wired to the local cloud. */
export const local: Command = {
  name: "local",
  summary: "run Terraform, npx cdktf deploy or anything else, wired to the local cloud",
  usage: "npm run local -- [--example NAME] <any command>      such as: terraform plan, npx cdktf deploy, env",
  run: async (args, io) => {
    const [example, [file, ...rest]] = args[0] === "--example" ? [args[1], args.slice(2)] : [undefined, args];
    if (file === undefined) throw new UsageError("say what to run");
    const session = openSession(io, example);
    const { app, cloud, progress } = session;
    return holdingLock(cloud.folder.lock, progress, async () => {
      const terraform = await findTerraform(io.env);
      await cloud.bringUp(terraform);
      // Always: one that a person synthesized may name a state bucket of theirs.
      await cloud.synthesize(app);
      await cloud.supply(runtimesOf(stackDirectories(app)));
      const other = file === "terraform" ? otherDirectory(rest, app, io.root) : undefined;
      const stackDirectory = other ?? onlyStackDirectory(app);
      return cloud.wired(other === undefined ? app : appIn(other, app, cloud.folder), stackDirectory, async (env) => {
        const program =
          file === "terraform"
            ? { file: terraform.file, args: await prepareTerraform(rest, stackDirectory, terraform, env, session) }
            : { file, args: rest };
        return cloud.changing(async () => runAttached({ ...program, cwd: io.root, env }, cloud.processes));
      });
    });
  },
};

/** What `-chdir` names, absolute, where it is no stack of the app: a project written in HCL. */
function otherDirectory(args: readonly string[], app: App, root: string): string | undefined {
  const named = args.find((arg) => arg.startsWith("-chdir="))?.slice("-chdir=".length);
  if (named === undefined) return undefined;
  const directory = resolve(root, named);
  return stackDirectories(app).includes(directory) ? undefined : directory;
}

/** It has state and data of its own, which go with the local cloud. */
function appIn(directory: string, app: App, { cloud }: CloudFolder): App {
  const name = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  return { ...app, deployment: join(cloud, "directories", name) };
}

/** Terraform without `-chdir` runs in the stack directory, initialized for the local cloud. */
async function prepareTerraform(
  args: readonly string[],
  stackDirectory: string,
  { file }: TerraformBinary,
  env: NodeJS.ProcessEnv,
  { cloud, progress }: Session,
): Promise<readonly string[]> {
  if (args.some((arg) => arg.startsWith("-chdir"))) return args;
  if (args[0] !== "init") {
    const terraform = new Terraform({ file, directory: stackDirectory, env, watch: cloud.processes });
    await initialize(terraform, progress);
  }
  return [`-chdir=${stackDirectory}`, ...args];
}
