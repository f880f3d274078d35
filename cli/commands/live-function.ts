import { UserError } from "../../lib/errors/user-error";
import { personsCredentials, type AwsAccess } from "../aws/access";
import { deployedFunction } from "../aws/lambda";
import type { FunctionSources, LiveFunction } from "../explain/model/function-sources";
import { localAccess } from "../local/wiring";
import { callApi, findDeployment } from "./deployment";
import type { Session } from "./session";
import type { Health } from "./story";

/** Asks each function that is deployed, in the local cloud or in AWS, what it really runs. */
export async function askLive(
  sources: readonly FunctionSources[],
  session: Session,
  env: NodeJS.ProcessEnv,
  aws: boolean,
): Promise<FunctionSources[]> {
  const { access, where } = await accessTo(session, env, aws);
  return Promise.all(
    sources.map(async (source): Promise<FunctionSources> => {
      const name = source.setting?.functionName;
      const found = name === undefined ? undefined : await deployedFunction(access, name);
      if (found === undefined) return { ...source, live: { where, layers: [] } };
      const { CodeSha256, LastModified, Runtime, RuntimeVersionConfig, MemorySize, Timeout, Layers = [] } = found;
      const health = source.setting?.routes.includes("GET /health") === true ? await healthOf(session, env, aws) : undefined;
      const live: LiveFunction = {
        ...{ where, codeSha256: CodeSha256, layers: Layers.map(({ Arn }) => Arn) },
        ...(LastModified === undefined ? {} : { lastModified: LastModified }),
        ...(Runtime === undefined ? {} : { runtime: Runtime }),
        ...(RuntimeVersionConfig?.RuntimeVersionArn === undefined
          ? {}
          : { runtimeVersionArn: RuntimeVersionConfig.RuntimeVersionArn }),
        ...(MemorySize === undefined ? {} : { memorySize: MemorySize }),
        ...(Timeout === undefined ? {} : { timeout: Timeout }),
        ...(health === undefined ? {} : { python: health.python, boto3: health.boto3 }),
      };
      return { ...source, live };
    }),
  );
}

/**
 * How to ask what is deployed.
 *
 * @param aws to ask AWS: never without being told
 * @throws UserError where the local cloud is not up, or no region is named
 */
export async function accessTo(
  session: Session,
  env: NodeJS.ProcessEnv,
  aws: boolean,
): Promise<{ readonly access: AwsAccess; readonly where: "the local cloud" | "AWS" }> {
  return aws ? { access: awsAccess(env), where: "AWS" } : { access: await cloudAccess(session), where: "the local cloud" };
}

async function cloudAccess({ cloud, app }: Session): Promise<AwsAccess> {
  if (!(await cloud.isUp())) {
    throw new UserError({ what: "the local cloud is not up", fix: "npm start; for what is deployed to AWS, add --aws" });
  }
  return localAccess(cloud.wiredEnvironment(app));
}

/** AWS, or the emulator where the environment leads the AWS tools to it. */
function awsAccess(env: NodeJS.ProcessEnv): AwsAccess {
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  if (region === undefined || region === "")
    throw new UserError({ what: "no region is named", fix: "export AWS_REGION=…, the one it was deployed to" });
  return { region, credentials: personsCredentials, endpoint: env["AWS_ENDPOINT_URL"] || undefined };
}

async function healthOf(session: Session, env: NodeJS.ProcessEnv, aws: boolean): Promise<Health> {
  const answer = await callApi(await findDeployment(session, env, aws), "GET", "/health");
  if (answer.status === 200) return JSON.parse(answer.body) as Health;
  throw new UserError({ what: `GET /health answered ${answer.status}: ${answer.body.slice(0, 300)}`, fix: "npm run logs" });
}
