import { join } from "node:path";
import { throwIfAny } from "../../lib/errors/user-error";
import type { ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { RuntimeEnvironment } from "../local/environments";
import { onlyStackDirectory, runtimesOf } from "../local/stack-directories";
import type { Progress } from "../process/progress";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import { bringImages } from "./bring-images";
import type { Session } from "./session";
import { verifySaved } from "./verify";

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
    await apply(inDirectory, session, async (plan) => verifyFiles(plan, directory, wired));
  });
  return { directory, runtimes };
}

/** Initializes the stack directory for the local cloud, unless it is. */
export async function initialize(terraform: Terraform, progress: Progress): Promise<void> {
  await progress.phase("terraform init", async (remark) => {
    remark(await terraform.initWhenNeeded());
  });
}

/** Plans, and applies that very plan once it is verified; a plan without changes is not applied. */
async function apply(
  terraform: Terraform,
  { app, cloud, progress }: Session,
  verify: (planFile: string) => Promise<number>,
): Promise<void> {
  const planFile = join(app.deployment, "tfplan");
  const planned = await progress.phase("terraform plan -out=tfplan", async (remark) => {
    const found = await terraform.plan(planFile);
    remark(found);
    return found;
  });
  if (planned === "no changes") return;
  await progress.phase("verify tfplan", async (remark) => {
    const count = await verify(planFile);
    remark(
      count === 0 ? "it uploads nothing" : `what it uploads is as planned, ${count} ${count === 1 ? "artifact" : "artifacts"}`,
    );
  });
  await progress.phase("terraform apply tfplan", async () => cloud.changing(async () => terraform.apply(planFile)));
}

/**
 * Holds what a plan uploads against it. What it deletes is not asked about: the local cloud holds nothing that must last.
 *
 * @returns how many ZIPs and images that is
 * @throws UserError where one is not the planned one
 */
async function verifyFiles(planFile: string, directory: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { files, images, complaints } = await verifySaved(planFile, directory, { env }, "all");
  throwIfAny(complaints);
  return files.length + images.length;
}
