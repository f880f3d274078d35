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
}

export function openSession({ env, root }: Io): Session {
  const progress = new Progress();
  const folder = cloudFolder(root);
  const environments = new Environments(folder.environments, env, progress);
  return { progress, environments, cloud: new LocalCloud(folder, env, environments, progress) };
}
