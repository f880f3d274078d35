import { repositoriesOf } from "../local/stack-directories";
import { localAccess, statePath } from "../local/wiring";
import { readStateFile } from "../terraform/state-file";
import type { Terraform } from "../terraform/terraform";
import { push } from "./image";
import { imageTargets } from "./image-targets";
import type { Session } from "./session";

/**
 * Brings the images of a stack's functions to where the plan looks for them: Terraform makes the repositories that are not there yet, and then what
 * `npm run image` does is done.
 *
 * @param env wired to the local cloud
 */
export async function bringImages(
  terraform: Terraform,
  directory: string,
  env: NodeJS.ProcessEnv,
  { app, cloud, progress }: Session,
): Promise<void> {
  const targets = imageTargets([directory], app);
  if (targets.length === 0) return;
  const names = new Set<unknown>(targets.map(({ image }) => image.repository));
  for (const name of repositoriesIn(statePath(app))) names.delete(name);
  const addresses = [...repositoriesOf(directory)].flatMap(([name, address]) => (names.has(name) ? [address] : []));
  if (addresses.length > 0) {
    await progress.phase(`terraform apply -target=${addresses.join(" -target=")}`, async () =>
      cloud.changing(async () => terraform.applyTargets(addresses)),
    );
  }
  for (const target of targets) await push(target, localAccess(env), env);
}

/** The names of the repositories that a state knows of. */
function repositoriesIn(state: string): unknown[] {
  return readStateFile(state)
    .resources.filter(({ type }) => type === "aws_ecr_repository")
    .flatMap(({ instances }) => instances.map(({ attributes }) => attributes["name"]));
}
