import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Explanation } from "../../cli/explain/model/explanation";
import { unzipped } from "../lib/artifact/receipt/synthesized-receipt";
import { printedLines, readmeBlock } from "../readme-block";
import { Project } from "./project";

const project = new Project();
// What somebody deployed to AWS from here, as far as this project knows of it.
const theirState = project.checkout.path("terraform.test-llms-demo.tfstate");
const theirs = JSON.stringify({
  version: 4,
  terraform_version: "1.11.4",
  serial: 7,
  lineage: "theirs",
  outputs: {},
  resources: [],
});
writeFileSync(theirState, theirs);
const filesBefore = project.files();

afterAll(() => {
  project.remove();
});

interface PlannedChange {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly after: Readonly<Record<string, unknown>> | null };
}

/** What a plan would do. The plan is made wired to the local cloud, but for what the script changes of that. */
function planned(prepare = ":"): PlannedChange[] {
  const plan = `terraform -chdir=cdktf.out/stacks/test-llms-demo`;
  const script = `${prepare} && ${plan} plan -input=false -lock=false -out="$TMPDIR/tfplan" >&2 && ${plan} show -json "$TMPDIR/tfplan"`;
  const { status, stdout, stderr } = project.local(script);
  if (status !== 0) throw new Error(stderr);
  const json = JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1)) as {
    resource_changes: PlannedChange[];
  };
  return json.resource_changes;
}

/** The addresses a plan would change, each with what it would do. */
function plannedChanges(prepare?: string): string[] {
  return planned(prepare).flatMap(({ address, change }) =>
    change.actions.join() === "no-op" ? [] : [`${change.actions.join("/")} ${address}`],
  );
}

test("npm start goes from the sources to a chat reply, and tells what it measured", () => {
  const { status, stdout, stderr } = project.run(["start"]);
  expect(stderr).toContain("terraform apply tfplan");
  expect(status).toBe(0);
  expect(stdout).toMatch(/zipped .*chat_function\.zip, \d+ bytes: index\.py \(\d+ bytes\), requirements\.txt \(14 bytes\)/);
  expect(stdout).toMatch(/uploaded +sha256 \S{44}, as planned/);
  expect(stdout).toContain("0 after terraform apply, 1 after the first request");
  expect(stdout).toMatch(/Python +3\.11\.\d+, as in python3\.11/);
  expect(stdout).toMatch(/boto3 +\d+\.\d+\.\d+, from \S*\.local\/environments\/python3\.11-\S+/);
  expect(stdout).toContain("not from requirements.txt");
  expect(stdout).toContain("reply for prompt");
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^http:\/\/\S+\.execute-api\.localhost:\d+$/);
});

test("nothing is deployed to AWS, and asking for it says so", () => {
  const { status, stderr } = project.run(["chat", "--aws", "Hello"]);
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining("nothing was deployed to AWS from it, or its state is elsewhere"),
  ]);
});

test("a second npm start changes nothing", () => {
  const before = project.serial();
  const { status, stderr } = project.run(["start"]);
  expect(status).toBe(0);
  expect(stderr).not.toContain("apply");
  expect(project.serial()).toBe(before);
});

test("chat answers, and neither the prompt nor the reply is in the logs", () => {
  const { status, stdout } = project.run(["chat", "a canary of a prompt"]);
  expect([status, stdout.trim() === ""]).toEqual([0, false]);
  const logs = project.run(["logs", "--lines", "50"]);
  expect(logs.stdout).toMatch(/"status": 200/);
  expect(logs.stdout).not.toContain("a canary of a prompt");
  expect(logs.stdout).not.toContain(stdout.trim());
});

test("chat --health says what the container runs, without asking the model", () => {
  const { status, stdout } = project.run(["chat", "--health"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: "ok",
    converse: true,
    cold: false,
    python: expect.stringMatching(/^3\.11\./) as string,
  });
});

test.each([
  ["npm run explain", ["explain"]],
  ["npm run explain -- why urllib3", ["explain", "why", "urllib3"]],
])("the README shows what %s prints", (command, args) => {
  const printed = printedLines(project.run(args).stdout);
  expect(readmeBlock(command).filter((line) => !printed.includes(line))).toEqual([]);
});

test("explain says what is in the ZIP and what the function runs, byte by byte", async () => {
  const { status, stdout, stderr } = project.run(["explain", "--live", "--json", "--ci"]);
  expect([status, stderr]).toEqual([0, ""]);
  const [fn] = (JSON.parse(stdout) as Explanation).functions;
  const [zip] = fn?.zips ?? [];
  const path = `${project.stack}/${zip?.path ?? ""}`;
  const bytes = readFileSync(path);
  expect(zip).toMatchObject({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  const listed = zip?.files.map(({ path: name, bytes: size, mode }) => ({ path: name, bytes: size, mode }));
  expect(listed).toEqual((await unzipped(path)).map(({ path: name, bytes: size, mode }) => ({ path: name, bytes: size, mode })));
  const live = new Map((fn?.live ?? []).map((row) => [row.what, row]));
  const health = JSON.parse(project.run(["chat", "--health"]).stdout) as { readonly python: string; readonly boto3: string };
  expect(live.get("CodeSha256")).toMatchObject({ same: true, runs: createHash("sha256").update(bytes).digest("base64") });
  expect([live.get("Python")?.runs, live.get("boto3")?.runs]).toEqual([health.python, health.boto3]);
  expect(fn?.container.find(({ holds }) => holds === "supplied")?.what).toBe(`boto3 ${health.boto3}, and what it needs`);
  const timed = fn?.timeline.filter(({ milliseconds }) => (milliseconds ?? 0) > 0).map(({ step }) => step);
  expect(timed).toEqual(["synthesis", "plan", "created", "first request", "second request"]);
});

test("a request that is not signed is refused, since the API asks for AWS_IAM", () => {
  const url = new URL(project.run(["start"]).stdout.trimEnd().split("\n").at(-1) ?? "");
  const curl = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--resolve", `${url.hostname}:${url.port}:127.0.0.1`];
  expect(spawnSync("curl", [...curl, `${url.href}health`], { encoding: "utf8" }).stdout).toBe("403");
});

test("a plan with other credentials and the project's own state creates everything", () => {
  const elsewhere =
    "unset TF_CLI_ARGS_init; export TF_DATA_DIR=$TMPDIR/theirs AWS_ACCESS_KEY_ID=111111111111; terraform -chdir=cdktf.out/stacks/test-llms-demo init >&2";
  const changes = plannedChanges(elsewhere);
  expect(changes).toContain("create aws_lambda_function.chat");
  expect(changes.filter((change) => !change.startsWith("create "))).toEqual([]);
});

describe("the right to invoke, as Terraform evaluates it,", () => {
  const policyFor = (model: string): unknown => {
    const change = planned(`export TF_VAR_model_id=${model}`).find(({ address }) => address === "aws_iam_role_policy.chat_model");
    return (JSON.parse(String(change?.change.after?.["policy"])) as { Statement: unknown }).Statement;
  };

  test("is for the one model in the deployment's region", () => {
    expect(policyFor("meta.llama3-8b-instruct-v1:0")).toEqual([
      {
        Effect: "Allow",
        Action: ["bedrock:InvokeModel"],
        Resource: "arn:aws:bedrock:eu-west-1::foundation-model/meta.llama3-8b-instruct-v1:0",
      },
    ]);
  });

  test("is for an inference profile, and for its model in any region on behalf of that profile alone", () => {
    const profile = "arn:aws:bedrock:eu-west-1:000000000000:inference-profile/eu.amazon.nova-lite-v1:0";
    expect(policyFor("eu.amazon.nova-lite-v1:0")).toEqual([
      { Effect: "Allow", Action: ["bedrock:InvokeModel"], Resource: profile },
      {
        Effect: "Allow",
        Action: ["bedrock:InvokeModel"],
        Resource: "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
        Condition: { StringEquals: { "bedrock:InferenceProfileArn": profile } },
      },
    ]);
  });
});

test.each([
  ["model_id", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0", "not an ARN"],
  ["model_id", "*", "must be the id of a model"],
  ["lambda_timeout", "30", "from 12 to 29"],
  ["chat_lambda_memory", "64", "from 128 to 10240"],
  ["api_authorization", "none", "AWS_IAM or NONE"],
  ["api_rate_limit", "0", "above 0"],
])("a plan with %s = %s is refused: %s", (name, value, message) => {
  const { status, stdout, stderr } = project.local(
    `TF_VAR_${name}='${value}' terraform -chdir=cdktf.out/stacks/test-llms-demo plan -input=false -no-color 2>&1`,
  );
  expect([status, stderr]).toEqual([1, expect.any(String)]);
  expect(stdout.replaceAll(/[\s│]+/g, " ")).toContain(message);
});

test("an edit of the code changes the function alone, and the next answer is the new code's", () => {
  const index = project.checkout.path("backend/chat/index.py");
  writeFileSync(index, readFileSync(index, "utf8").replace('{"reply": answer.text', '{"reply": "EDITED " + answer.text'));
  expect(project.run(["local", "npm", "run", "--silent", "synth"]).status).toBe(0);
  const diff = ["explain", "--diff", "deployed", "cdktf.out/stacks/test-llms-demo"];
  expect(project.run(diff).stdout).toMatch(
    /from what runs in the local cloud to .*chat_function\.zip changed: index\.py changed\s+\(\+12 bytes\)/s,
  );
  expect(plannedChanges()).toEqual(["update aws_lambda_function.chat"]);
  const { status, stdout } = project.run(["start"]);
  expect(status).toBe(0);
  expect(stdout).toContain("EDITED ");
  expect(plannedChanges()).toEqual([]);
  expect(project.run(diff)).toMatchObject({ status: 0, stdout: "", stderr: "nothing differs\n" });
});

test("the function sees what the managed runtime supplies, and nothing of this machine", () => {
  const index = project.checkout.path("backend/chat/index.py");
  const original = readFileSync(index, "utf8");
  writeFileSync(index, probe);
  const { status, stdout, stderr } = project.run(["start"]);
  writeFileSync(index, original);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const seen = JSON.parse(/^\{"imports.*\}/m.exec(stdout)?.[0] ?? "") as {
    imports: Record<string, boolean>;
    environment: Record<string, string>;
  };
  expect(seen.imports).toEqual({
    boto3: true,
    botocore: true,
    urllib3: true,
    requests: false,
    yaml: false,
    pip: false,
    ministack: false,
  });
  expect(seen.environment).toMatchObject({ AWS_EXECUTION_ENV: "AWS_Lambda_python3.11", MODEL_ID: "amazon.nova-lite-v1:0" });
  expect(Object.keys(seen.environment)).not.toEqual(expect.arrayContaining(["HOME"]));
  expect(Object.keys(seen.environment)).not.toEqual(expect.arrayContaining(["SECRET_CANARY"]));
  expect(JSON.stringify(seen.environment)).not.toMatch(/canary|persons-own/i);
});

test("a backend that cannot be imported is a 5xx, and chat shows the function's last log lines itself", () => {
  const index = project.checkout.path("backend/chat/index.py");
  const original = readFileSync(index, "utf8");
  writeFileSync(
    index,
    original.replace(
      "def handler(event: object, context: object) -> Response:",
      "def handler(event, context):\n    raise RuntimeError('broken on purpose')\n\ndef unused(event, context):",
    ),
  );
  const { status, stderr } = project.run(["start"]);
  const said = project.run(["chat", "Hello"]);
  writeFileSync(index, original);
  expect([status, stderr]).toEqual([1, expect.stringContaining("npm run logs shows what the function wrote")]);
  expect(said.status).toBe(1);
  expect(said.stderr).toContain("broken on purpose");
});

test("npx cdktf deploy, diff, output and destroy work, wired to the local cloud", () => {
  expect(project.run(["start"]).status).toBe(0);
  const destroyed = project.run(["local", "npx", "cdktf", "destroy", "--auto-approve"]);
  expect([destroyed.status, destroyed.stderr]).toEqual([0, expect.any(String)]);
  expect(JSON.parse(readFileSync(project.checkout.path(".local/cloud/terraform.tfstate"), "utf8"))).toMatchObject({
    resources: [],
  });
  const deployed = project.run(["local", "npx", "cdktf", "deploy", "--auto-approve"]);
  expect([deployed.status, deployed.stdout]).toEqual([0, expect.stringContaining("api_url")]);
  expect(project.run(["local", "npx", "cdktf", "diff"]).stdout).toContain("No changes");
  expect(project.run(["local", "npx", "cdktf", "output"]).stdout).toContain("test-llms-demo-chat");
  expect(project.run(["chat", "Hello"]).status).toBe(0);
});

test("npm stop leaves no process and no file behind, and does not touch what was deployed elsewhere", () => {
  const { status, stderr } = project.run(["stop"]);
  expect([status, stderr]).toEqual([0, expect.stringContaining("terraform destroy")]);
  expect(project.processes()).toEqual([]);
  expect(project.files()).toEqual(filesBefore);
  expect(readFileSync(theirState, "utf8")).toBe(theirs);
  expect(readdirSync(project.temporary)).toEqual([]);
});

const probe = `
import importlib.util, json, os, platform
import boto3

def handler(event, context):
    names = ["boto3", "botocore", "urllib3", "requests", "yaml", "pip", "ministack"]
    seen = {"imports": {name: importlib.util.find_spec(name) is not None for name in names}, "environment": dict(os.environ)}
    chat = {"reply": json.dumps(seen), "model": "none"}
    health = {"python": platform.python_version(), "boto3": boto3.__version__, "boto3_path": boto3.__file__, "file": __file__}
    return {"statusCode": 200, "body": json.dumps(health if event["rawPath"] == "/health" else chat)}
`;
