import { join } from "node:path";
import type { ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { RuntimeEnvironment } from "../local/environments";
import { onlyStackDirectory, runtimesOf } from "../local/stack-directories";
import type { Progress } from "../process/progress";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import { bringImages } from "./bring-images";
import type { Session } from "./session";

/** What was deployed to the local cloud. */
export interface Deployed {
  /** The stack directory, absolute. */
  readonly directory: string;
  /** What plays the runtimes of its functions. */
  readonly runtimes: ReadonlyMap<ManagedRuntimeName, RuntimeEnvironment>;
}

/** Brings up the local cloud, synthesizes the session's app, and applies it there. */
export async function deployToLocalCloud(session: Session, env: NodeJS.ProcessEnv): Promise<Deployed> {
  const { app, cloud, progress } = session;
  const terraform = await findTerraform(env);
  await session.environments.tools();
  await cloud.bringUp(terraform);
  await cloud.synthesize(app);
  const directory = onlyStackDirectory(app);
  const runtimes = await cloud.supply(runtimesOf([directory]));
  await cloud.wired(app, directory, async (wired) => {
    const inDirectory = new Terraform({ file: terraform.file, directory, env: wired, watch: cloud.processes });
    await initialize(inDirectory, progress);
    await bringImages(inDirectory, directory, wired, session);
    await apply(inDirectory, session);
  });
  return { directory, runtimes };
}

/** Initializes the stack directory for the local cloud, unless it is. */
export async function initialize(terraform: Terraform, progress: Progress): Promise<void> {
  await progress.phase("terraform init", async (remark) => {
    remark(await terraform.initWhenNeeded());
  });
}

/** Plans, and applies that very plan; a plan without changes is not applied. */
async function apply(terraform: Terraform, { app, cloud, progress }: Session): Promise<void> {
  const planFile = join(app.deployment, "tfplan");
  const planned = await progress.phase("terraform plan -out=tfplan", async (remark) => {
    const found = await terraform.plan(planFile);
    remark(found);
    return found;
  });
  if (planned === "no changes") return;
  await progress.phase("terraform apply tfplan", async () => cloud.changing(async () => terraform.apply(planFile)));
}
