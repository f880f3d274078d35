import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { zipSync } from "fflate";
import type { Answer } from "../../cli/aws/send";
import type { DriftReport } from "../../cli/commands/drift-report";
import { attributesOf, readStateFile } from "../../cli/terraform/state-file";
import { Project, type Ran, until } from "./project";

const project = new Project();
const cloud = project.checkout.path(".local/cloud");
const state = `${cloud}/terraform.tfstate`;
const lock = `${cloud}/.terraform.tfstate.lock.info`;
const index = project.checkout.path("backend/chat/index.py");

afterAll(() => {
  project.remove();
});

/** Changes something past Terraform. */
async function ask(service: "lambda" | "apigateway", method: string, path: string, input?: object): Promise<Answer> {
  const answer = await project.aws(service, method, path, input === undefined ? undefined : JSON.stringify(input));
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer;
}

const chat = "/2015-03-31/functions/test-llms-demo-chat";

async function replaceCode(): Promise<void> {
  const theirs = 'def handler(event, context):\n    return {"statusCode": 200, "body": "theirs"}\n';
  const zip = zipSync({ "index.py": new TextEncoder().encode(theirs) });
  await ask("lambda", "PUT", `${chat}/code`, { ZipFile: Buffer.from(zip).toString("base64") });
}

function drift(...flags: readonly string[]): Ran & { readonly report: DriftReport } {
  const ran = project.run(["drift", "--json", ...flags]);
  if (ran.stdout === "") throw new Error(ran.stderr);
  return { ...ran, report: JSON.parse(ran.stdout) as DriftReport };
}

function terraform(...args: readonly string[]): Ran {
  return project.run(["local", "terraform", ...args]);
}

/** What a plan says, on one line; its exit code is 2 where it would change something. */
function planned(): { readonly status: number | null; readonly text: string } {
  const { status, stdout } = terraform("plan", "-input=false", "-no-color", "-detailed-exitcode");
  return { status, text: stdout.replaceAll(/[\s│]+/g, " ") };
}

function start(): void {
  const { status, stderr } = project.run(["start"]);
  if (status !== 0) throw new Error(stderr);
}

const failed = "Check block assertion failed";

test("what npm start deployed has not drifted, and no plan warns of it", () => {
  start();
  const { status, report, stderr } = drift();
  expect([status, report]).toEqual([0, { version: 1, where: "the local cloud", code: [], leftovers: [] }]);
  expect(stderr).toContain("the code is what Terraform deployed");
  const plan = planned();
  expect([plan.status, plan.text]).toEqual([0, expect.stringContaining("No changes.")]);
  expect(plan.text).not.toContain("Check block");
});

test("a planned update is not taken for drift: it is deployed, and then nothing has drifted", () => {
  writeFileSync(index, readFileSync(index, "utf8").replace('{"reply": answer.text', '{"reply": "SECOND " + answer.text'));
  const plan = planned();
  expect([plan.status, plan.text]).toEqual([2, expect.stringContaining("aws_lambda_function.chat will be updated in-place")]);
  expect(plan.text).not.toContain(failed);
  expect(drift()).toMatchObject({ status: 1, report: { code: [{ address: "aws_lambda_function.chat", kind: "not-deployed" }] } });
  const applied = terraform("apply", "-auto-approve", "-input=false", "-no-color");
  expect([applied.status, applied.stdout]).toEqual([0, expect.not.stringContaining("Check block")]);
  expect(drift().status).toBe(0);
});

test("code that somebody changed is named with what differs, each plan warns of it, and it is put right in place", async () => {
  const deployed = attributesOf(readStateFile(state), "aws_lambda_function.chat")?.["source_code_hash"];
  await ask("lambda", "POST", `${chat}/versions`, {}); // a version that a function made anew would not have
  await replaceCode();
  const { status, stdout } = project.run(["drift"]);
  expect([status, stdout]).toEqual([
    1,
    expect.stringContaining("aws_lambda_function.chat (test-llms-demo-chat) runs other code"),
  ]);
  expect(stdout).toMatch(/runs +\S{44}, last changed 20\d\d-\S+\n +state +\S{44}\n +receipt +\S{44}\n/);
  expect(stdout).toMatch(/index\.py changed/);
  expect(stdout).toContain("npm run drift -- --repair");
  expect(drift().report.code).toMatchObject([{ kind: "other-code", state: { code: deployed }, receipt: { code: deployed } }]);
  const plan = planned();
  expect([plan.status, plan.text]).toEqual([0, expect.stringContaining("No changes.")]);
  expect(plan.text).toContain(`${failed} on cdk.tf.json`);
  expect(plan.text).toContain("in check.code_of_chat");

  const repaired = drift("--repair");
  expect([repaired.status, repaired.stderr]).toEqual([
    0,
    expect.stringContaining("terraform apply -target=aws_lambda_function.chat"),
  ]);
  expect(project.run(["chat", "Hello"]).stdout).toContain("SECOND ");
  expect(JSON.parse((await ask("lambda", "GET", `${chat}/versions`)).body)).toMatchObject({ Versions: { length: 2 } });
  expect(planned()).toEqual({ status: 0, text: expect.not.stringContaining("Check block") as string });
});

test("an update that failed is named, though the state has the new hash and a plan has nothing to change; repaired, the new code runs", () => {
  writeFileSync(index, readFileSync(index, "utf8").replace("SECOND ", "THIRD "));
  const plan = `terraform -chdir=cdktf.out/stacks/test-llms-demo`;
  const zip = "cdktf.out/stacks/test-llms-demo/lambda_packages/chat_function.zip";
  const { status, stdout } = project.local(
    `${plan} plan -input=false -out="$TMPDIR/tfplan" && echo broken > ${zip} && ${plan} apply -input=false -no-color "$TMPDIR/tfplan" 2>&1`,
  );
  expect([status, stdout]).toEqual([1, expect.stringMatching(/updating Lambda Function \(test-llms-demo-chat\) code/)]);
  const { text } = planned();
  expect(text).toContain("No changes.");
  expect(text).toContain(failed);
  const { code } = drift().report;
  expect(code).toMatchObject([{ address: "aws_lambda_function.chat", kind: "other-code", receipt: { isRunning: false } }]);
  expect(code[0]?.state?.code).toBe(code[0]?.receipt.code);
  expect(project.run(["chat", "Hello"]).stdout).toContain("SECOND ");

  expect(drift("--repair").status).toBe(0);
  expect(project.run(["chat", "Hello"]).stdout).toContain("THIRD ");
});

test("code that is not the one deployed last is not put in its place", async () => {
  const before = readFileSync(index, "utf8");
  await replaceCode();
  writeFileSync(index, `${before}# not deployed yet\n`);
  expect(project.run(["local", "npm", "run", "--silent", "synth"]).status).toBe(0);
  const { status, stderr } = project.run(["drift", "--repair"]);
  expect([status, stderr]).toEqual([1, expect.stringContaining("check out what was deployed last")]);
  writeFileSync(index, before);
  expect(project.run(["local", "npm", "run", "--silent", "synth"]).status).toBe(0);
  expect(drift("--repair").status).toBe(0);
});

test("another timeout is drift of the configuration: a plan changes it back, and the code has not drifted", async () => {
  await ask("lambda", "PUT", `${chat}/configuration`, { Timeout: 7 });
  expect(drift().status).toBe(0);
  const plan = planned();
  expect([plan.status, plan.text]).toEqual([2, expect.stringContaining("timeout = 7 -> 29")]);
  expect(plan.text).not.toContain(failed);
  expect(terraform("apply", "-auto-approve", "-input=false", "-no-color").stdout).not.toContain("Check block");
});

test("a lock that a killed Terraform left is named with who took it, and taken away by what is advised", async () => {
  const planning = project.spawn(["local", "terraform", "plan", "-input=false"]);
  planning.stdout?.resume();
  planning.stderr?.resume();
  await until("Terraform has the lock", () => existsSync(lock));
  for (const pid of readdirSync(`${cloud}/processes`)) process.kill(Number(pid), "SIGKILL");
  await until("the end of the command", () => planning.exitCode !== null);
  const { status, report } = drift();
  expect([status, report]).toEqual([
    1,
    { ...report, lock: expect.objectContaining({ operation: "plan", mayBeHeld: false }) as unknown },
  ]);
  const told = project.run(["drift"]).stdout;
  expect(told).toMatch(/the state is locked, and nobody is at work: \S+@\S+ took the lock for plan, 20\d\d-/);
  rmSync(project.checkout.path(/fix: +rm (\S+)/.exec(told)?.[1] ?? "no cure"));
  expect(drift().status).toBe(0);
});

test("what an apply made that was killed before it wrote the state is named, and an apply converges after the cure", async () => {
  renameSync(state, `${state}.lost`);
  const { status, report } = drift();
  const found = report.leftovers.map(({ address, id, cure }) => `${cure} ${address} ${id}`);
  expect([status, found]).toEqual([
    1,
    expect.arrayContaining([
      "import aws_lambda_function.chat test-llms-demo-chat",
      "import aws_iam_role.lambda test-llms-demo-lambda",
      "import aws_cloudwatch_log_group.chat /aws/lambda/test-llms-demo-chat",
      "import aws_cloudwatch_log_group.api /aws/vendedlogs/http-api/test-llms-demo",
      "import aws_lambda_permission.post_chat test-llms-demo-chat/http-api-api-post-chat",
      expect.stringMatching(/^delete aws_apigatewayv2_api\.api \w+$/),
    ]),
  ]);
  for (const { address, id, cure } of report.leftovers) {
    if (cure === "delete") await ask("apigateway", "DELETE", `/v2/apis/${id}`);
    else expect(terraform("import", "-input=false", "-no-color", address, id)).toMatchObject({ status: 0 });
  }
  const applied = terraform("apply", "-auto-approve", "-input=false", "-no-color");
  expect([applied.status, applied.stdout]).toEqual([0, expect.not.stringContaining(failed)]);
  expect(drift().status).toBe(0);
  expect(project.run(["chat", "Hello"]).stdout).toContain("THIRD ");
});

test.each(["layer", "bundle"])("a change of the strategy to %s is not taken for drift, before or after", (strategy) => {
  const stack = project.checkout.path("stacks/chat-stack.ts");
  writeFileSync(stack, readFileSync(stack, "utf8").replace(/Packaging\.\w+\(\)/, `Packaging.${strategy}()`));
  const plan = planned();
  expect([plan.status, plan.text]).toEqual([2, expect.not.stringContaining(failed)]);
  start();
  expect(drift()).toMatchObject({ status: 0, report: { code: [], leftovers: [] } });
  expect(planned()).toEqual({ status: 0, text: expect.not.stringContaining("Check block") as string });
});

test("where the local cloud is not up, that is said", () => {
  project.run(["stop"]);
  expect(project.run(["drift"])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("the local cloud is not up") as string,
  });
});
