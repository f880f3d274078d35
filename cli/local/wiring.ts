import { devNull } from "node:os";
import { join } from "node:path";
import { baseLockName } from "../../lib/artifact/image/base-lock";
import type { AwsAccess } from "../aws/access";
import { shellWord } from "../process/run";
import type { App } from "./app";
import { type CloudFolder, temporaryFolder } from "./cloud-folder";

/** What the variables below need to know of a running local cloud. */
export interface WiredCloud {
  readonly folder: CloudFolder;
  readonly app: App;
  /** Of the emulator, on 127.0.0.1. */
  readonly port: number;
  readonly region: string;
}

/** The emulator takes any credentials; these are nobody's. */
export const localCredentials = { accessKeyId: "test", secretAccessKey: "test" } as const;

const localRegion = "us-east-1";

/** Variables that would lead a command elsewhere: to an account, a state or a plan of the person's own. */
const elsewhere =
  /^(?:AWS_.*|TF_STATE_BUCKET|PERMISSIONS_BOUNDARY|TF_WORKSPACE|TF_DATA_DIR|TF_CLI_ARGS.*|TF_CLI_CONFIG_FILE|TF_REATTACH_PROVIDERS|CDKTF_OUTDIR|CDKTF_CONTEXT_JSON)$/;

/** The region the local cloud plays: the person's, else one of its own. */
export function regionOf(env: NodeJS.ProcessEnv): string {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || localRegion;
}

/**
 * The environment of a command wired to the local cloud: its endpoint, credentials that are nobody's, and a state, a data folder
 * and a CLI configuration of its own. Nothing of the person's account or state is left in it.
 */
export function wiredEnvironment(env: NodeJS.ProcessEnv, { folder, app, port, region }: WiredCloud): NodeJS.ProcessEnv {
  const endpoint = `http://127.0.0.1:${port}`;
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !elsewhere.test(name)));
  return {
    ...kept,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    // Images of Dockerfiles must be here with all their layers, and are no business of the locks that are committed.
    LAMBDA_CONTAINER_BUILD_IMAGES: "1",
    LAMBDA_CONTAINER_DOCKERFILE_LOCKS: join(folder.cloud, "dockerfile-locks"),
    ...(takesOwnBases(env) ? baseImages(folder, endpoint) : {}),
    // One workspace: another would keep its state elsewhere.
    TF_WORKSPACE: "default",
    TF_DATA_DIR: join(app.deployment, "terraform"),
    TF_CLI_CONFIG_FILE: join(folder.cloud, "terraform.rc"),
    TF_CLI_ARGS_init: shellWord(`-backend-config=path=${statePath(app)}`),
    TMPDIR: temporaryFolder(folder),
    // No calls home, and no provider cache in the person's home folder.
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "true",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    // No compiled sources in the system's temporary folder.
    TSX_DISABLE_CACHE: "1",
  };
}

/** The repositories of base images that the local cloud makes are below this one, apart from those of the apps. */
const ownBases = "local-cloud";

/** Whether images start from base images that the local cloud makes: not where the person names a registry that has AWS's. */
export function takesOwnBases(env: NodeJS.ProcessEnv): boolean {
  return (env["LAMBDA_CONTAINER_BASE_REGISTRY"] ?? "") === "";
}

/** Where its own base images are, and a lock for them alone: under AWS's names, they must not get into the lock of the project. */
function baseImages({ cloud }: CloudFolder, endpoint: string): NodeJS.ProcessEnv {
  return {
    LAMBDA_CONTAINER_BASE_REGISTRY: `${endpoint}/${ownBases}`,
    LAMBDA_CONTAINER_BASE_LOCK: ownBaseLock({ cloud }),
  };
}

/** The lock of the base images that the local cloud makes. */
export function ownBaseLock({ cloud }: Pick<CloudFolder, "cloud">): string {
  return join(cloud, baseLockName);
}

/** Access to the emulator, as the environment of a command wired to it has it. */
export function localAccess(env: NodeJS.ProcessEnv): AwsAccess & { readonly endpoint: string } {
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_REGION: region = "" } = env;
  return { region, endpoint, credentials: () => Promise.resolve(localCredentials) };
}

/** Where the local cloud's Terraform state of an app lies. */
export function statePath({ deployment }: App): string {
  return join(deployment, "terraform.tfstate");
}
