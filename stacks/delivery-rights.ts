import type { PolicyStatement } from "../lib/constructs/execution-role";
import type { DeployedResources } from "./delivery-resources";

/** What Terraform reads of each resource before it plans; the configuration tells which code runs. */
const reads = {
  fn: [
    "lambda:GetFunction",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:GetFunctionConfiguration",
    "lambda:GetPolicy",
    "lambda:ListVersionsByFunction",
  ],
  role: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
  logGroups: ["logs:ListTagsForResource"],
};

/** What apply, update and destroy of the chat stack take, and the questions of `npm run drift` and `npm run explain -- --live`; no more. */
export function deployRights(to: DeployedResources): PolicyStatement[] {
  return [
    allow("FindState", ["s3:ListBucket"], to.stateBucket),
    allow("KeepState", ["s3:GetObject", "s3:PutObject"], to.state),
    allow("LockState", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], `${to.state}.tflock`),
    allow("FindArtifacts", ["s3:ListBucket", "s3:ListBucketVersions"], to.artifactBucket),
    allow("KeepArtifacts", ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:DeleteObjectVersion"], to.artifacts),
    allow(
      "Function",
      [
        ...reads.fn,
        "lambda:CreateFunction",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "lambda:DeleteFunction",
        "lambda:AddPermission",
        "lambda:RemovePermission",
      ],
      to.fn,
    ),
    allow("FunctionRole", [...reads.role, "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListInstanceProfilesForRole"], to.role),
    // What gives the role rights is allowed within its boundary alone, or who deploys would be the account's administrator. Nobody here may change
    // the boundary's policy or take it off; to put it on is what a role needs that was made without.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html (seen 2026-11)
    allow("FunctionRoleWithinBoundary", ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"], to.role, {
      StringEquals: { "iam:PermissionsBoundary": to.boundary },
    }),
    allow("PassFunctionRole", ["iam:PassRole"], to.role, { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
    allow(
      "LogGroups",
      [...reads.logGroups, "logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:DeleteLogGroup"],
      to.logGroups,
    ),
    allow("FindLogGroups", ["logs:DescribeLogGroups"], to.everyLogGroup),
    // An API that logs its accesses has them delivered, for which AWS asks on behalf of whoever sets the API up; it takes no names here.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
    allow(
      "DeliverAccessLogs",
      [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
      ],
      "*",
    ),
    allow("FindApis", ["apigateway:GET"], to.apis),
    allow("AddApi", ["apigateway:POST"], to.apis, named("Request", to)),
    allow(
      "Api",
      ["apigateway:GET", "apigateway:POST", "apigateway:PATCH", "apigateway:DELETE"],
      to.insideApis,
      named("Resource", to),
    ),
    allow("AskHealth", ["execute-api:Invoke"], to.health),
  ];
}

/** What it takes to compare what is deployed with the state: nothing is changed, and the state is not locked. */
export function readRights(of: DeployedResources): PolicyStatement[] {
  return [
    allow("FindState", ["s3:ListBucket"], of.stateBucket),
    allow("ReadState", ["s3:GetObject"], [of.state, `${of.state}.tflock`]),
    allow("FindArtifacts", ["s3:ListBucket"], of.artifactBucket),
    allow("ReadArtifacts", ["s3:GetObject", "s3:GetObjectTagging"], of.artifacts),
    allow("Function", reads.fn, of.fn),
    allow("FunctionRole", reads.role, of.role),
    allow("LogGroups", reads.logGroups, of.logGroups),
    allow("FindLogGroups", ["logs:DescribeLogGroups"], of.everyLogGroup),
    allow("FindApis", ["apigateway:GET"], of.apis),
    allow("Api", ["apigateway:GET"], of.insideApis),
  ];
}

/**
 * The most the function's role may ever do, whatever its own policies say: write its logs, and invoke a model. Which one is a variable of the chat
 * stack, so that it is any; in another region only on behalf of a profile.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function functionBoundary(of: DeployedResources): PolicyStatement[] {
  return [
    allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], of.functionLogs),
    allow("Models", ["bedrock:InvokeModel"], [of.models, of.profiles]),
    allow("ModelsThroughProfiles", ["bedrock:InvokeModel"], of.modelsEverywhere, {
      ArnLike: { "bedrock:InferenceProfileArn": of.profiles },
    }),
  ];
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: PolicyStatement["Condition"],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/**
 * Where a request is about an API itself, AWS says which: it must be this project's. Of a route, a stage or an integration it does not.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
 */
function named(by: "Request" | "Resource", { projectName }: DeployedResources): PolicyStatement["Condition"] {
  return { StringEqualsIfExists: { [`apigateway:${by}/ApiName`]: projectName } };
}
