import { join } from "node:path";
import { UserError } from "../../lib/errors/user-error";
import { personsCredentials, sign, type AwsAccess } from "../aws/access";
import { send, type Answer } from "../aws/send";
import { onlyStackDirectory } from "../local/stack-directories";
import { localAccess, statePath } from "../local/wiring";
import { readStateFile } from "../terraform/state-file";
import { Terraform } from "../terraform/terraform";
import { findTerraform } from "../terraform/terraform-binary";
import type { Session } from "./session";

/** What was deployed, and how to reach it. */
export interface Deployment {
  readonly where: "the local cloud" | "AWS";
  readonly apiUrl: string;
  readonly functionName: string;
  readonly logGroupName: string;
  readonly access: AwsAccess;
}

/**
 * The deployment a command talks to: the local cloud's, or what Terraform's state says of AWS.
 *
 * @param aws to talk to AWS: never without being told, since it costs
 * @throws UserError where nothing is deployed
 */
export async function findDeployment(
  { cloud, app }: Pick<Session, "cloud" | "app">,
  env: NodeJS.ProcessEnv,
  aws: boolean,
): Promise<Deployment> {
  const local = !aws;
  if (local && !(await cloud.isUp())) {
    throw new UserError({ what: "the local cloud is not up", fix: "npm start; for what is deployed to AWS, add --aws" });
  }
  const directory = onlyStackDirectory(app);
  const outputs = local ? readStateFile(statePath(app)).outputs : await outputsInAws(directory, env);
  const { api_url: apiUrl, function_name: functionName, log_group_name: logGroupName } = outputs;
  if (typeof apiUrl !== "string" || typeof functionName !== "string" || typeof logGroupName !== "string") {
    throw new UserError({
      what: `nothing is deployed to ${local ? "the local cloud" : "AWS"}`,
      where: directory,
      fix: local ? "npm start" : "npm start for the local cloud; for AWS: npx cdktf deploy",
    });
  }
  const known = { apiUrl, functionName, logGroupName };
  if (local) return { ...known, where: "the local cloud", access: localAccess(cloud.wiredEnvironment(app)) };
  return { ...known, where: "AWS", access: { region: regionOfApi(apiUrl), credentials: personsCredentials } };
}

/**
 * The API of the session's app in the local cloud.
 *
 * @throws UserError where none is deployed
 */
export function localApi({ cloud, app }: Pick<Session, "cloud" | "app">): Pick<Deployment, "apiUrl" | "access"> {
  const { api_url: apiUrl } = readStateFile(statePath(app)).outputs;
  if (typeof apiUrl !== "string")
    throw new UserError({
      what: "no API is deployed to the local cloud",
      where: app.file,
      fix: "give the stack an HttpApi and the output api_url",
    });
  return { apiUrl, access: localAccess(cloud.wiredEnvironment(app)) };
}

/** Sends a request to the deployed API, signed: with AWS_IAM it must be, with NONE it does no harm. */
export async function callApi(
  { apiUrl, access }: Pick<Deployment, "apiUrl" | "access">,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Answer> {
  const url = new URL(apiUrl);
  url.pathname = join(url.pathname, path);
  const headers: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return send(await sign(access, "execute-api", { method, url, headers, body: text }));
}

async function outputsInAws(directory: string, env: NodeJS.ProcessEnv): Promise<Readonly<Record<string, unknown>>> {
  const { file } = await findTerraform(env);
  return whereInitialized(directory, async () => new Terraform({ file, directory, env }).outputs());
}

/** Runs what needs a stack directory that is initialized for AWS, and where it is not says how to get there. */
export async function whereInitialized<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError && error.message.includes("Backend initialization required"))) throw error;
    throw new UserError(
      {
        what: "this stack directory is not initialized for a state of its own: nothing was deployed to AWS from it, or its state is elsewhere",
        where: directory,
        fix: "deployed with a state bucket: export TF_STATE_BUCKET=…, npm run synth, and terraform init -reconfigure there; not deployed yet: npx cdktf deploy",
      },
      { cause: error },
    );
  }
}

/** `https://ID.execute-api.REGION.amazonaws.com` */
function regionOfApi(apiUrl: string): string {
  const region = new URL(apiUrl).hostname.split(".")[2];
  if (region === undefined)
    throw new UserError({ what: `the API's address names no region: ${apiUrl}`, fix: "check the output api_url" });
  return region;
}
