import type { WhereDeployed } from "../lib/constructs/where-deployed";

/** What a deployment of the chat stack is made of, as policies name it: ARNs, with expressions in them. */
export interface DeployedResources {
  readonly projectName: string;
  readonly stateBucket: string;
  /** The object that is the state; its lock lies beside it. */
  readonly state: string;
  readonly artifactBucket: string;
  readonly artifacts: string;
  readonly fn: string;
  readonly role: string;
  /** The policy that is the most this role may ever do. */
  readonly boundary: string;
  readonly boundaryName: string;
  /** Each in the two forms that CloudWatch Logs asks for, by the action: with its streams, and without. */
  readonly logGroups: readonly string[];
  /** All of the region: the action that finds one by its name is asked for no other. */
  readonly everyLogGroup: string;
  /** The log streams of the function. */
  readonly functionLogs: string;
  /** Every foundation model, as it is invoked in the deployment's own region. */
  readonly models: string;
  /** The same in every region, where a profile has it invoked. */
  readonly modelsEverywhere: string;
  /** Every inference profile of the account. */
  readonly profiles: string;
  /** The collection, to which an API is added. */
  readonly apis: string;
  /** Every API of the region, and what is in it: AWS gives them numbers, and no name that is known beforehand. */
  readonly insideApis: string;
  /** The route that tells whether the function is well, of every API of the region, as above. */
  readonly health: string;
}

/** ARNs that are known before anything is made, so that a plan shows every right in full. */
export function deployedResources(
  projectName: string,
  { partition, region, account }: WhereDeployed,
  stateBucket: string,
  artifactBucket: string,
): DeployedResources {
  const arn = (service: string, what: string): string => `arn:${partition}:${service}:${region}:${account}:${what}`;
  const logGroups = [`/aws/lambda/${projectName}-chat`, `/aws/vendedlogs/http-api/${projectName}`].map((name) =>
    arn("logs", `log-group:${name}`),
  );
  const bucket = (name: string): string => `arn:${partition}:s3:::${name}`;
  const iam = (what: string): string => `arn:${partition}:iam::${account}:${what}`;
  const models = (where: string): string => `arn:${partition}:bedrock:${where}::foundation-model/*`;
  const boundaryName = `${projectName}-lambda-boundary`;
  const apis = `arn:${partition}:apigateway:${region}::/apis`;
  return {
    projectName,
    stateBucket: bucket(stateBucket),
    state: `${bucket(stateBucket)}/${projectName}/terraform.tfstate`,
    artifactBucket: bucket(artifactBucket),
    artifacts: `${bucket(artifactBucket)}/${projectName}/*`,
    fn: arn("lambda", `function:${projectName}-chat`),
    role: iam(`role/${projectName}-lambda`),
    boundary: iam(`policy/${boundaryName}`),
    boundaryName,
    logGroups: logGroups.flatMap((group) => [group, `${group}:*`]),
    everyLogGroup: arn("logs", "log-group:*"),
    functionLogs: arn("logs", `log-group:/aws/lambda/${projectName}-chat:*`),
    models: models(region),
    modelsEverywhere: models("*"),
    profiles: arn("bedrock", "inference-profile/*"),
    apis,
    insideApis: `${apis}/*`,
    health: arn("execute-api", "*/$default/GET/health"),
  };
}
