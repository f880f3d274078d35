import type { AwsAccess } from "../aws/access";
import { holdingLock } from "../local/cloud-lock";
import { onlyStackDirectory } from "../local/stack-directories";
import { statePath } from "../local/wiring";
import { parseState, readStateFile, type StateFile } from "../terraform/state-file";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import type { Io } from "./command";
import { initialize } from "./deploy";
import { whereInitialized } from "./deployment";
import type { DriftReport } from "./drift-report";
import { accessTo } from "./live-function";
import type { Session } from "./session";

/** What a stack was deployed to. */
export interface DriftTarget {
  readonly where: DriftReport["where"];
  readonly access: AwsAccess;
  readonly terraform: Terraform;
  /** The stack directory, absolute. */
  readonly directory: string;
  readonly session: Session;
  /** Read anew each time. */
  readonly state: () => Promise<StateFile>;
  /** Runs what changes it. */
  readonly changing: <T>(action: () => Promise<T>) => Promise<T>;
}

/**
 * Works on what is deployed to the local cloud, while no other command changes it.
 *
 * @throws UserError where it is not up
 */
export async function inLocalCloud(session: Session, io: Io, work: (target: DriftTarget) => Promise<number>): Promise<number> {
  const { cloud, app, progress } = session;
  const { access, where } = await accessTo(session, io.env, false);
  const { file } = await findTerraform(io.env);
  const directory = onlyStackDirectory(app);
  return holdingLock(cloud.folder.lock, progress, async () =>
    cloud.wired(app, directory, async (env) => {
      const terraform = new Terraform({ file, directory, env, watch: cloud.processes });
      const changing: DriftTarget["changing"] = async (action) => {
        await initialize(terraform, progress);
        return cloud.changing(action);
      };
      const state = (): Promise<StateFile> => Promise.resolve(readStateFile(statePath(app)));
      return work({ where, access, terraform, directory, session, state, changing });
    }),
  );
}

/**
 * What is deployed to AWS from here.
 *
 * @throws UserError where no region is named
 */
export async function awsTarget(session: Session, io: Io): Promise<DriftTarget> {
  const { access, where } = await accessTo(session, io.env, true);
  const { file } = await findTerraform(io.env);
  const directory = onlyStackDirectory(session.app);
  const terraform = new Terraform({ file, directory, env: io.env });
  const state = async (): Promise<StateFile> => parseState(await whereInitialized(directory, async () => terraform.pullState()));
  return { where, access, terraform, directory, session, state, changing: async (action) => action() };
}
