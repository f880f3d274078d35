import { type App, exampleApp, mainApp } from "../local/app";
import { cloudFolder } from "../local/cloud-folder";
import { Environments } from "../local/environments";
import { LocalCloud } from "../local/local-cloud";
import { Progress } from "../process/progress";
import type { Io } from "./command";

/** What most commands begin with. */
export interface Session {
  readonly progress: Progress;
  readonly environments: Environments;
  readonly cloud: LocalCloud;
  /** What the command is about. */
  readonly app: App;
}

/** @param example the name of one of the examples. @default the project's own app */
export function openSession({ env, root }: Io, example?: string): Session {
  const progress = new Progress();
  const folder = cloudFolder(root);
  const environments = new Environments(folder.environments, env, progress);
  const app = example === undefined ? mainApp(folder) : exampleApp(folder, example);
  return { progress, environments, app, cloud: new LocalCloud(folder, env, environments, progress) };
}
