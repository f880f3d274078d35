import { deployedResources } from "../../stacks/delivery-resources";
import { deployRights, functionBoundary, readRights } from "../../stacks/delivery-rights";

const where = { partition: "aws", region: "eu-west-1", account: "111122223333" };
const resources = deployedResources("demo", where, "demo-state", "demo-artifacts");
const roles = [
  { role: "deploys", rights: deployRights(resources) },
  { role: "reads", rights: readRights(resources) },
];

describe.each(roles)("the role that $role", ({ rights }) => {
  test("has no right by a wildcard: each action is spelled out", () => {
    expect(rights.flatMap(({ Action }) => Action).filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  test("has rights alone, each with a name of its own, and none twice", () => {
    expect(new Set(rights.map(({ Effect }) => Effect))).toEqual(new Set(["Allow"]));
    const names = rights.map(({ Sid }) => Sid ?? "");
    expect(names.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    for (const { Action } of rights) expect(new Set(Action).size).toBe(Action.length);
  });

  test("names this project's resources, but where AWS knows no name beforehand", () => {
    const unnamed = rights.filter(({ Resource }) => [Resource].flat().some((arn) => arn?.includes("demo") !== true));
    const allowed = ["FindLogGroups", "DeliverAccessLogs", "FindApis", "AddApi", "Api", "AskHealth"];
    expect(unnamed.map(({ Sid }) => Sid).filter((name) => !allowed.includes(name ?? ""))).toEqual([]);
  });

  test("is about one account and one region, where ARNs have them", () => {
    const arns = rights.flatMap(({ Resource = [] }) => Resource).filter((arn) => arn !== "*");
    for (const arn of arns) {
      const [, partition, service = "", region, account] = arn.split(":");
      expect([arn, partition]).toEqual([arn, "aws"]);
      expect([arn, region]).toEqual([arn, ["s3", "iam"].includes(service) ? "" : "eu-west-1"]);
      expect([arn, account]).toEqual([arn, ["s3", "apigateway"].includes(service) ? "" : "111122223333"]);
    }
  });
});

test("a role is passed to Lambda, and to nobody else, and it is the function's", () => {
  const passing = deployRights(resources).filter(({ Action }) => Action.includes("iam:PassRole"));
  expect(passing).toEqual([
    {
      Sid: "PassFunctionRole",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: "arn:aws:iam::111122223333:role/demo-lambda",
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    },
  ]);
});

test("who deploys gives the function's role rights within its boundary alone, and can neither change that nor take it off", () => {
  const rights = deployRights(resources);
  const changing = rights
    .flatMap(({ Action, Condition }) => [Action].flat().map((action) => ({ action, Condition })))
    .filter(({ action }) => /^iam:(?!Get|List|PassRole$|DeleteRole$|DeleteRolePolicy$)/.test(action));
  const Condition = { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/demo-lambda-boundary" } };
  expect(changing).toEqual([
    { action: "iam:CreateRole", Condition },
    { action: "iam:PutRolePolicy", Condition },
    { action: "iam:PutRolePermissionsBoundary", Condition },
  ]);
  expect(rights.flatMap(({ Resource }) => Resource).filter((arn) => arn?.includes(":policy/"))).toEqual([]);
});

test("the function's role may at most write its own logs and invoke models, in another region through a profile alone", () => {
  const invoke = { Effect: "Allow", Action: ["bedrock:InvokeModel"] };
  const profiles = "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/*";
  expect(functionBoundary(resources)).toEqual([
    {
      ...{ Sid: "Logs", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"] },
      Resource: "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/demo-chat:*",
    },
    { Sid: "Models", ...invoke, Resource: ["arn:aws:bedrock:eu-west-1::foundation-model/*", profiles] },
    {
      ...{ Sid: "ModelsThroughProfiles", ...invoke, Resource: "arn:aws:bedrock:*::foundation-model/*" },
      Condition: { ArnLike: { "bedrock:InferenceProfileArn": profiles } },
    },
  ]);
});

test("an API of another name is neither made, changed nor removed", () => {
  const conditions = deployRights(resources).flatMap(({ Condition }) =>
    Object.entries(Condition?.["StringEqualsIfExists"] ?? {}),
  );
  expect(conditions).toEqual([
    ["apigateway:Request/ApiName", "demo"],
    ["apigateway:Resource/ApiName", "demo"],
  ]);
});

test("the role that reads can do no more than the one that deploys, and can write nothing", () => {
  const deploying = new Map(deployRights(resources).flatMap(({ Action, Resource }) => pairs(Action, Resource)));
  const reading = readRights(resources).flatMap(({ Action, Resource }) => pairs(Action, Resource));
  expect(reading.filter(([pair]) => !deploying.has(pair))).toEqual([]);
  const verbs = readRights(resources).flatMap(({ Action }) => [Action].flat().map((action) => action.split(":")[1] ?? ""));
  expect(verbs.filter((verb) => !/^(?:Get|List|Describe|GET$)/.test(verb))).toEqual([]);
});

function pairs(actions: string | readonly string[], resources: string | readonly string[] = []): [string, true][] {
  return [actions].flat().flatMap((action) => [resources].flat().map((arn): [string, true] => [`${action} ${arn}`, true]));
}
