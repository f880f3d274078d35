import { existsSync } from "node:fs";
import type { Credentials } from "../../cli/aws/access";
import { deployedFunction } from "../../cli/aws/lambda";
import { callApi } from "../../cli/commands/deployment";
import { localCredentials } from "../../cli/local/wiring";
import { write } from "../lib/artifact/temporary-folder";
import { GuardedCloud } from "./guarded-cloud";
import { Project, type Ran } from "./project";
import { rightsIn, rightsUsed, without } from "./rights";

const project = new Project();
const cloud = new GuardedCloud(project);
const filesBefore = project.files();
const stateBucket = "test-llms-demo-state-000000000000";
const artifactBucket = "test-llms-demo-artifacts-000000000000";
const boundary = "arn:aws:iam::000000000000:policy/test-llms-demo-lambda-boundary";

afterAll(() => {
  project.remove();
});

const claims = {
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: "repo:acme@1001/chat@2002:environment:test-llms-demo",
  ref: "refs/heads/main",
  repository_id: "2002",
  environment: "test-llms-demo",
};

function bootstrap(...args: readonly string[]): Ran {
  return project.run(["bootstrap", "--local", ...args]);
}

/** The chat stack, with its state in the bucket, in the hands of somebody: `plan` and `apply` as the workflow has them. */
const chat = [
  "set -e",
  `export TF_STATE_BUCKET=${stateBucket} PERMISSIONS_BOUNDARY=${boundary} TF_DATA_DIR="$PWD/.local/cloud/chat" TF_IN_AUTOMATION=1`,
  "unset TF_CLI_ARGS_init",
  "npm run --silent synth >&2",
  "cd cdktf.out/stacks/test-llms-demo",
  "terraform init -input=false -no-color -reconfigure",
].join("\n");
const applyChat = `${chat}\nterraform plan -input=false -no-color -out=tfplan\nterraform apply -input=false -no-color -auto-approve tfplan`;
const destroyChat = `${chat}\nterraform destroy -input=false -no-color -auto-approve`;
const drift = `${chat}\ncd ../../..\nnpm run --silent drift -- --aws`;
/** Every variable that can be changed in a deployment. */
const otherVariables = [
  "export TF_VAR_lambda_timeout=20 TF_VAR_chat_lambda_memory=256 TF_VAR_model_id=meta.llama3-8b-instruct-v1:0",
  "export TF_VAR_api_authorization=NONE TF_VAR_api_rate_limit=7 TF_VAR_api_burst_limit=8",
].join("\n");
/** A ZIP that goes through the artifact bucket, as Terraform uploads it. */
const artifact = ["set -e", `export TF_DATA_DIR="$PWD/.local/cloud/artifact"`, "unset TF_CLI_ARGS_init", "cd artifact"].join(
  "\n",
);
const inArtifact = (command: string): string => `${artifact}\nterraform init -input=false -no-color\n${command}`;

/** Without this right, AWS answers "forbidden" where an object is not there. */
const absentObjects: Readonly<Record<string, string>> = {
  "FindArtifacts s3:ListBucket": "a plan is to find that an object was removed; the emulator tells everybody",
};
const logDelivery = "an API that logs its accesses has AWS set their delivery up; the emulator writes them itself";

/** Rights that the emulator does not ask for, each with the reason why AWS does. */
const askedByAwsAlone: Readonly<Record<string, string>> = {
  ...absentObjects,
  "DeliverAccessLogs logs:CreateLogDelivery": logDelivery,
  "DeliverAccessLogs logs:DeleteLogDelivery": logDelivery,
  "DeliverAccessLogs logs:DescribeResourcePolicies": logDelivery,
  "DeliverAccessLogs logs:GetLogDelivery": logDelivery,
  "DeliverAccessLogs logs:ListLogDeliveries": logDelivery,
  "DeliverAccessLogs logs:PutResourcePolicy": logDelivery,
  "DeliverAccessLogs logs:UpdateLogDelivery": logDelivery,
  "PassFunctionRole iam:PassRole": "whoever makes a function hands it a role; the emulator lets everybody",
};

describe("npm run bootstrap", () => {
  test("shows whom the roles would trust and what they may do, and applies nothing where nobody is there to say yes", () => {
    const { status, stderr } = bootstrap("--repository", "acme/chat", "--repository-id", "2002", "--owner-id", "1001");
    expect([status, stderr]).toEqual([2, expect.stringContaining("aws_iam_role.deploy will be created")]);
    expect(stderr).toContain("repo:acme@1001/chat@2002:environment:test-llms-demo");
    expect(stderr).toContain("lambda:CreateFunction");
    expect(stderr).toContain("--yes says it beforehand");
    expect(existsSync(project.checkout.path(".local/cloud/delivery/terraform.tfstate"))).toBe(false);
  });

  test("refuses a repository that a policy could not name", () => {
    const said = bootstrap("--yes", "--repository", "acme/chat", "--repository-id", "2002*", "--owner-id", "1001");
    expect(said.status).toBe(1);
    expect(said.stderr).toContain("github_repository_id must be a number");
  });

  test("applies after a yes, moves its own state into the bucket it made, and says what GitHub is to be told", () => {
    const { status, stdout, stderr } = bootstrap(
      ...["--yes", "--repository", "acme/chat", "--repository-id", "2002", "--owner-id", "1001"],
    );
    expect([status, stderr]).toEqual([0, expect.stringContaining(`to ${stateBucket}`)]);
    expect(stdout).toContain(`gh variable set TF_STATE_BUCKET --repo acme/chat --body ${stateBucket}\n`);
    expect(stdout).toContain(
      "gh variable set AWS_ROLE_ARN --repo acme/chat --env test-llms-demo --body arn:aws:iam::000000000000:role/test-llms-demo-deploy\n",
    );
    expect(stdout).toContain(`gh variable set PERMISSIONS_BOUNDARY --repo acme/chat --body ${boundary}\n`);
    expect(existsSync(project.checkout.path(".local/cloud/delivery/terraform.tfstate"))).toBe(false);
    expect(existsSync(project.checkout.path("terraform.delivery.tfstate"))).toBe(false);
  });

  test("a second run is told nothing again, and changes nothing", () => {
    const { status, stdout, stderr } = bootstrap();
    expect([status, stderr]).toEqual([0, expect.stringMatching(/terraform plan -out=tfplan .*no changes/)]);
    expect(stderr).not.toContain("apply");
    expect(stdout).toContain("repos/acme/chat/environments/test-llms-demo");
  });

  test("the project's own app has one stack all the same", () => {
    expect(project.local("true").status).toBe(0);
  });
});

describe("the roles", () => {
  let deploying: Credentials;
  let reading: Credentials;
  let rights: string;

  async function assumed(role: string, of: Readonly<Record<string, string>>): Promise<Credentials> {
    const credentials = await cloud.assume(role, of);
    if (credentials === undefined) throw new Error(`${role} is not to be had`);
    return credentials;
  }

  beforeAll(async () => {
    deploying = await assumed("test-llms-demo-deploy", claims);
    reading = await assumed("test-llms-demo-read", { ...claims, sub: "repo:acme/chat:ref:refs/heads/main", environment: "" });
    rights = await cloud.policy("test-llms-demo-deploy", "deploy-rights");
    write(project.checkout.path("artifact"), {
      "main.tf": `resource "aws_s3_object" "zip" {\n  bucket = "${artifactBucket}"\n  key = "test-llms-demo/a.zip"\n  source = "main.tf"\n}\n`,
    });
  });

  test.each([
    ["a pull request", { ...claims, sub: "repo:acme/chat:pull_request", ref: "refs/pull/7/merge" }],
    ["another branch in the environment", { ...claims, ref: "refs/heads/feature" }],
    ["a repository that took over the name", { ...claims, sub: "repo:acme/chat:environment:test-llms-demo", repository_id: "9" }],
    ["another audience", { ...claims, aud: "somebody" }],
  ])("are not for a run of %s", async (_what, others) => {
    expect(await cloud.assume("test-llms-demo-deploy", others)).toBeUndefined();
    expect(await cloud.assume("test-llms-demo-read", others)).toBeUndefined();
  });

  describe("the function's role, in the hands of who deploys", () => {
    const RoleName = "test-llms-demo-lambda";
    const Federated = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";
    const trust = policy({ Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity" });
    const make = { Action: "CreateRole", RoleName, AssumeRolePolicyDocument: trust };
    const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });
    const allowAll = { Action: "PutRolePolicy", RoleName, PolicyName: "all", PolicyDocument: everything };
    const bind = { Action: "PutRolePermissionsBoundary", RoleName, PermissionsBoundary: boundary };
    const another = "arn:aws:iam::aws:policy/AdministratorAccess";
    const status = async (parameters: Readonly<Record<string, string>>, whose = deploying): Promise<number> =>
      (await cloud.ask("iam", parameters, whose)).status;

    function policy(statement: object): string {
      return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    }

    afterEach(async () => {
      await cloud.ask("iam", { Action: "DeleteRolePolicy", RoleName, PolicyName: "all" });
      await cloud.ask("iam", { Action: "DeleteRole", RoleName });
    });

    test("is not made without the boundary, nor with another", async () => {
      expect(await status(make)).toBe(403);
      expect(await status({ ...make, PermissionsBoundary: another })).toBe(403);
      expect(await status({ ...make, PermissionsBoundary: boundary })).toBe(200);
    });

    test("is given no right while it has none, and may be put into that one alone", async () => {
      await cloud.ask("iam", make);
      expect(await status(allowAll)).toBe(403);
      expect(await status({ ...bind, PermissionsBoundary: another })).toBe(403);
      expect(await status(bind)).toBe(200);
      expect(await status(allowAll)).toBe(200);
    });

    test("does not leave its boundary, which does not change", async () => {
      await cloud.ask("iam", { ...make, PermissionsBoundary: boundary });
      expect(await status({ Action: "DeleteRolePermissionsBoundary", RoleName })).toBe(403);
      expect(await status({ ...bind, PermissionsBoundary: another })).toBe(403);
      const version = { PolicyArn: boundary, PolicyDocument: everything, SetAsDefault: "true" };
      expect(await status({ Action: "CreatePolicyVersion", ...version })).toBe(403);
    });

    test("may do no more by a policy that allows everything, as long as it is in its boundary", async () => {
      expect(await status({ ...make, PermissionsBoundary: boundary })).toBe(200);
      expect(await status(allowAll)).toBe(200);
      const bounded = await assumed(RoleName, claims);
      expect(await status({ Action: "ListRoles" }, bounded)).toBe(403);
      await cloud.ask("iam", { Action: "DeleteRolePermissionsBoundary", RoleName });
      expect(await status({ Action: "ListRoles" }, bounded)).toBe(200);
    });
  });

  /** Takes an action from the role that deploys for one run, which must fail and name it. */
  async function failsWithout(action: string, script: string): Promise<void> {
    await cloud.setPolicy("test-llms-demo-deploy", "deploy-rights", without(rights, action));
    const { status, stdout, stderr } = cloud.as(deploying, script);
    await cloud.setPolicy("test-llms-demo-deploy", "deploy-rights", rights);
    expect([action, status, `${stdout}${stderr}`]).toEqual([
      action,
      1,
      expect.stringContaining(`not authorized to perform: ${action}`),
    ]);
  }

  test("apply: fails where one right is taken away, and goes on from there once it is given back", async () => {
    await failsWithout("lambda:AddPermission", applyChat);
    const { status, stdout } = cloud.as(deploying, applyChat);
    expect([status, stdout]).toEqual([0, expect.stringContaining("Apply complete!")]);
  });

  /** What was deployed, for somebody who calls it. */
  function deployed(credentials: Credentials): Parameters<typeof callApi>[0] {
    const { stdout } = cloud.as(credentials, `${chat}\nterraform output -raw api_url`);
    const apiUrl = /http:\/\/\S+$/.exec(stdout)?.[0] ?? "";
    return { apiUrl, access: { region: cloud.region, credentials: () => Promise.resolve(credentials) } };
  }

  test("what was deployed answers the role that deployed it, and that route alone", async () => {
    const deployment = deployed(deploying);
    expect((await callApi(deployment, "GET", "/health")).status).toBe(200);
    expect((await callApi(deployment, "POST", "/chat", { message: "Hello" })).status).toBe(403);
  });

  test("the function asks the model, within its boundary", async () => {
    expect((await callApi(deployed(localCredentials), "POST", "/chat", { message: "Hello" })).status).toBe(200);
    const { body } = await cloud.ask("iam", { Action: "GetRole", RoleName: "test-llms-demo-lambda" });
    expect(body).toContain(`<PermissionsBoundaryArn>${boundary}<`);
  });

  test("which code runs is told to both, and npm run drift finds it right", async () => {
    for (const credentials of [deploying, reading]) {
      const { status, stderr } = cloud.as(credentials, drift);
      expect([status, stderr]).toEqual([0, expect.stringContaining("the code is what Terraform deployed")]);
      const access = { region: cloud.region, endpoint: cloud.endpoint, credentials: () => Promise.resolve(credentials) };
      expect(await deployedFunction(access, "test-llms-demo-chat")).toHaveProperty("CodeSha256");
    }
  });

  test("the role that reads finds nothing to change, and can neither lock the state nor apply", () => {
    const compared = cloud.as(reading, `${chat}\nterraform plan -input=false -no-color -lock=false -detailed-exitcode`);
    expect([compared.status, compared.stdout]).toEqual([0, expect.stringContaining("No changes")]);
    const locked = cloud.as(reading, `${chat}\nterraform plan -input=false -no-color`);
    expect([locked.status, locked.stderr]).toEqual([1, expect.stringContaining("Error acquiring the state lock")]);
    const change = `${chat}\n${otherVariables}\nterraform apply -input=false -no-color -lock=false -auto-approve`;
    const applied = cloud.as(reading, change);
    expect([applied.status, applied.stderr]).toEqual([1, expect.stringContaining("not authorized to perform")]);
  });

  test("update: of every variable and the code", async () => {
    project.edit("backend/chat/index.py", '"""', '"""Another. ');
    const update = `${otherVariables}\n${applyChat}`;
    await failsWithout("apigateway:PATCH", update);
    const { status, stdout } = cloud.as(deploying, `${update}\nterraform plan -input=false -no-color -detailed-exitcode`);
    expect([status, stdout]).toEqual([0, expect.stringContaining("No changes")]);
  });

  test("a ZIP of the artifact bucket: the role that deploys uploads and removes it, the one that reads compares it", () => {
    const made = cloud.as(deploying, inArtifact("terraform apply -input=false -no-color -auto-approve"));
    expect([made.status, made.stderr]).toEqual([0, expect.any(String)]);
    const compared = cloud.as(reading, inArtifact("terraform plan -input=false -no-color -detailed-exitcode"));
    expect([compared.status, compared.stderr]).toEqual([0, expect.any(String)]);
    const removed = cloud.as(deploying, inArtifact("terraform destroy -input=false -no-color -auto-approve"));
    expect([removed.status, removed.stderr]).toEqual([0, expect.any(String)]);
  });

  test("destroy: leaves nothing of the chat stack", async () => {
    await failsWithout("iam:DeleteRolePolicy", destroyChat);
    const { status, stdout } = cloud.as(deploying, `${destroyChat}\nterraform state list`);
    expect([status, stdout.trimEnd().split("\n").at(-1)]).toEqual([0, expect.stringContaining("Destroy complete!")]);
  });

  test("with both roles npm run drift looks for what a killed apply left, and finds nothing", () => {
    for (const credentials of [deploying, reading]) {
      const { status, stdout, stderr } = cloud.as(credentials, drift);
      expect([status, `${stdout}${stderr}`]).toEqual([1, expect.stringMatching(/runs +nothing\n +state +nothing/)]);
    }
  });

  test.each([
    ["deploys", "deploy", (): Credentials => deploying, askedByAwsAlone],
    ["reads", "read", (): Credentials => reading, absentObjects],
  ])("each right of the role that %s was asked for, or AWS alone asks for it", async (_what, role, whose, byAwsAlone) => {
    const policy = await cloud.policy(`test-llms-demo-${role}`, `${role}-rights`);
    const used = rightsUsed(policy, cloud.questions(whose()));
    expect(rightsIn(policy).filter((right) => !used.includes(right))).toEqual(Object.keys(byAwsAlone).sort());
  });
});

test("npm stop leaves nothing behind", () => {
  const { status } = project.run(["stop"]);
  expect(status).toBe(0);
  expect(project.processes()).toEqual([]);
  // What somebody synthesized for a bucket is theirs.
  expect(project.files().filter((path) => !/^(?:artifact|cdktf\.out)/.test(path))).toEqual(filesBefore);
});
