import { runAttached } from "../process/run";
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
      const stackDirectory = onlyStackDirectory(app);
      return cloud.wired(app, stackDirectory, async (env) => {
        const program =
          file === "terraform"
            ? { file: terraform.file, args: await prepareTerraform(rest, stackDirectory, terraform, env, session) }
            : { file, args: rest };
        return cloud.changing(async () => runAttached({ ...program, cwd: io.root, env }, cloud.processes));
      });
    });
  },
};

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
