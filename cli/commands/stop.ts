import { existsSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../../lib/errors/user-error";
import { allApps, type App } from "../local/app";
import { holdingLock } from "../local/cloud-lock";
import { keepsStateInFile, removeOutput, stackDirectories } from "../local/stack-directories";
import { statePath } from "../local/wiring";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import type { Command } from "./command";
import { openSession, type Session } from "./session";

/** Destroys what was deployed to the local cloud, and the local cloud. */
export const stop: Command = {
  name: "stop",
  summary: "destroy, stop the emulator, leave nothing behind but node_modules and the Python environments",
  usage: "npm stop",
  run: async (args, io) => {
    parseArgs({ args: [...args], options: {} });
    const session = openSession(io);
    const { cloud, progress } = session;
    await holdingLock(cloud.folder.lock, progress, async () => {
      const deployed = allApps(cloud.folder).filter((app) => existsSync(statePath(app)));
      if (await cloud.isUp()) {
        for (const app of deployed) {
          for (const directory of stackDirectories(app).filter(keepsStateInFile)) await destroy(app, directory, io.env, session);
        }
      }
      await progress.phase("stop the local cloud", async () => cloud.takeDown());
      for (const app of allApps(cloud.folder)) removeOutput(app);
    });
    removeIfEmpty(dirname(cloud.folder.lock));
    return 0;
  },
};

/** The emulator's world ends with it, so a failing destroy is told and does not keep the local cloud up. */
async function destroy(app: App, directory: string, env: NodeJS.ProcessEnv, { cloud, progress }: Session): Promise<void> {
  try {
    const { file } = await findTerraform(env);
    await cloud.wired(app, directory, async (wired) => {
      const terraform = new Terraform({ file, directory, env: wired, watch: cloud.processes });
      await progress.phase("terraform destroy", async () => {
        await terraform.initWhenNeeded();
        await terraform.destroy();
      });
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    progress.say(`${error.message}\n  the emulator is stopped all the same, and everything in it is gone`);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}
