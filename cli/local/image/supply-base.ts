import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { baseText, type BaseImageId, relockCommand, runtimeOfBase } from "../../../lib/artifact/image/base-image";
import { isSame, readBaseLock, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import { UserError } from "../../../lib/errors/user-error";
import type { Progress } from "../../process/progress";
import { createRepository } from "../../registry/ecr-access";
import { locateImage } from "../../registry/image-name";
import { Repository } from "../../registry/repository";
import type { Environments } from "../environments";
import { localAccess } from "../wiring";
import { makeStandInBase, pushStandInBase, standInFor } from "./stand-in-base";

/** What base images are made with, and where they go. */
export interface BaseSupply {
  /** Wired to the local cloud, which has a registry. */
  readonly env: NodeJS.ProcessEnv;
  /** The lock of the local cloud's own base images, absolute. */
  readonly lock: string;
  /** For what is made on the way, absolute. */
  readonly folder: string;
  readonly environments: Environments;
  readonly progress: Progress;
}

/**
 * Makes a base image that stands in for AWS's, and brings it into the local cloud's registry and lock.
 *
 * @throws UserError where this machine cannot make it
 */
export async function supplyBase(wanted: BaseImageId, supply: BaseSupply): Promise<void> {
  const { env, lock, folder, environments, progress } = supply;
  const runtime = runtimeOfBase(wanted);
  if (runtime === undefined || !isSame(standInFor(runtime), wanted)) throw notToBeMade(wanted);
  const environment = await environments.runtime(runtime);
  await progress.phase(`make a base image for ${runtime}`, async (remark) => {
    const own = mkdtempSync(join(folder, "base-image-"));
    try {
      const base = await makeStandInBase(runtime, environment, own);
      const { registry, repository: name } = locateImage(base.name, env);
      await createRepository(localAccess(env), name);
      await pushStandInBase(base, new Repository({ registry, name }));
      writeBaseLock(lock, [...readBaseLock(lock).filter((other) => !isSame(other, base)), base]);
    } finally {
      rmSync(own, { recursive: true });
    }
    remark(`of this machine's Python ${environment.version}, not AWS's own`);
  });
}

function notToBeMade(wanted: BaseImageId): UserError {
  return new UserError({
    what: `the local cloud cannot make a base image that stands in for ${baseText(wanted)}`,
    where: `this machine, ${process.platform} on ${process.arch}`,
    fix: `take the real one: export LAMBDA_CONTAINER_BASE_REGISTRY=https://${wanted.name.split("/")[0] ?? ""}, then ${relockCommand(wanted)}`,
  });
}
