import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { deployment, evaluate, execute, jobIn, programs, root, scratchFolder, stackDirectory, stepIn } from "./workflows";

const deploy = jobIn(deployment, "deploy");
const notForDestroy = "inputs.operation != 'destroy'";

let scratch: string;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("the document's three steps", () => {
  test("are Terraform Init, Plan and Apply, with credentials that come right before them, and nothing is tested beside those", () => {
    expect(deploy.steps.map(({ name }) => name)).toEqual([
      "Require the settings",
      "Check out",
      "Set up Node",
      "Set up Python",
      "Set up Terraform",
      "Install",
      "Synthesize",
      "Assume the role",
      "Terraform Init",
      "Push Images",
      "Terraform Plan",
      "Verify",
      "Terraform Apply",
      "Say what an unfinished apply left",
      "Ask for its health",
      "Compare what runs with what was planned",
    ]);
  });

  test.each([
    ["Install", "npm ci"],
    ["Synthesize", "npm run synth"],
    ["Terraform Init", "terraform init"],
    ["Terraform Plan", "terraform plan -out=tfplan"],
    ["Verify", `npm run verify -- ${stackDirectory} tfplan`],
    ["Terraform Apply", "exec terraform apply -auto-approve tfplan"],
    ["Say what an unfinished apply left", "npm run drift -- --aws"],
    ["Compare what runs with what was planned", "npm run explain -- --live --aws --ci"],
  ])("%s runs `%s`", (name, command) => {
    expect(stepIn(deploy, name).run).toBe(command);
  });

  test.each([
    ["Terraform Init", { TF_CLI_ARGS_init: "-input=false -lockfile=readonly" }],
    [
      "Terraform Plan",
      { TF_CLI_ARGS_plan: "-input=false -lock-timeout=5m ${{ inputs.operation == 'destroy' && '-destroy' || '' }}" },
    ],
    ["Terraform Apply", { TF_CLI_ARGS_apply: "-input=false -lock-timeout=5m" }],
  ])("%s is given its flags by the environment, so that the command stays the document's", (name, env) => {
    expect(stepIn(deploy, name).env).toEqual(env);
  });

  test("a deployment passes over none of them, and a destroy over what is about code that goes", () => {
    expect(Object.fromEntries(deploy.steps.flatMap((step) => (step.if === undefined ? [] : [[step.name, step.if]])))).toEqual({
      "Push Images": notForDestroy,
      Verify: notForDestroy,
      "Say what an unfinished apply left": expect.stringContaining(` && ${notForDestroy}`) as string,
      "Ask for its health": notForDestroy,
      "Compare what runs with what was planned": notForDestroy,
    });
    expect(stepIn(deploy, "Terraform Apply").id).toBe("apply");
  });

  test("run in the stack directory that the workflow's own synthesis writes, with the state in the bucket and the role in the boundary it was given", () => {
    const { env = {} } = stepIn(deploy, "Synthesize");
    expect(Object.keys(env)).toEqual(["TF_STATE_BUCKET", "AWS_REGION", "PERMISSIONS_BOUNDARY"]);
    const project = projectWithoutOutput();
    const boundary = "arn:aws:iam::111122223333:policy/acme-boundary";
    const settings = { TF_STATE_BUCKET: "acme-state", AWS_REGION: "eu-central-1", PERMISSIONS_BOUNDARY: boundary };
    expect(execute(stepIn(deploy, "Synthesize"), { cwd: project, env: settings })).toMatchObject({ status: 0 });

    const written = (readdirSync(project, { recursive: true }) as string[]).filter((path) => path.endsWith("cdk.tf.json"));
    const terraformSteps = deploy.steps.filter(({ run = "" }) => /^(?:exec )?terraform /.test(run));
    expect(terraformSteps.map((step) => step["working-directory"])).toEqual(Array(3).fill(dirname(String(written))));
    expect(dirname(String(written))).toBe(stackDirectory);

    const json = JSON.parse(readFileSync(join(project, String(written)), "utf8")) as {
      readonly terraform: { readonly backend: unknown };
      readonly resource: Readonly<Record<string, unknown>>;
    };
    expect(json.terraform.backend).toMatchObject({ s3: { bucket: "acme-state", use_lockfile: true } });
    expect(json.resource["aws_iam_role"]).toMatchObject({ lambda: { permissions_boundary: boundary } });
  }, 60_000);

  test("the apply is the step's own process, so that a cancel reaches Terraform", () => {
    const bin = programs(scratch, { terraform: 'echo "$$ terraform $*"' });
    const { pid, stdout } = execute(stepIn(deploy, "Terraform Apply"), { cwd: scratch, bin });
    expect(stdout).toBe(`${pid} terraform apply -auto-approve tfplan\n`);
  });
});

test.each([
  {
    what: "a function that is an image has it pushed before the plan looks for it",
    folders: ["lambda_images"],
    runs: "run image\n",
  },
  { what: "where no function is an image, none is pushed", folders: [], runs: "" },
])("$what", ({ folders, runs }) => {
  const stack = mkdtempSync(join(scratch, "stack-"));
  for (const folder of folders) mkdirSync(join(stack, folder));
  const step = stepIn(deploy, "Push Images");
  expect(step["working-directory"]).toBe(stackDirectory);
  const { status, stdout } = execute(step, { cwd: stack, bin: programs(scratch, { npm: 'echo "$*"' }) });
  expect({ status, stdout }).toEqual({ status: 0, stdout: runs });
});

test.each([
  { answersAt: 1, status: 0, asked: 1 },
  { answersAt: 3, status: 0, asked: 3 },
  { answersAt: 5, status: 1, asked: 4 },
])("the health is asked for until it answers: at the $answersAt. time it does, and the step ends with $status", (expected) => {
  const cwd = mkdtempSync(join(scratch, "health-"));
  const bin = programs(scratch, {
    npm: `echo "$*" >> asked; [ "$(grep -c . asked)" -ge ${expected.answersAt} ]`,
    sleep: 'echo "$*" >> slept',
  });
  expect(execute(stepIn(deploy, "Ask for its health"), { cwd, bin }).status).toBe(expected.status);
  const asked = readFileSync(join(cwd, "asked"), "utf8");
  expect(asked).toBe("run chat -- --aws --health\n".repeat(expected.asked));
});

test.each([
  { outcome: "failure", operation: "deploy", said: true },
  { outcome: "cancelled", operation: "deploy", said: true },
  { outcome: "success", operation: "deploy", said: false },
  { outcome: "skipped", operation: "deploy", said: false },
  { outcome: "failure", operation: "destroy", said: false },
])("what an apply left is said: $said, after its $outcome in a $operation", ({ outcome, operation, said }) => {
  const condition = String(stepIn(deploy, "Say what an unfinished apply left").if);
  expect(condition).toMatch(/^always\(\) && /); // even after a cancel
  const context = { always: () => true, steps: { apply: { outcome } }, inputs: { operation } };
  expect(evaluate(condition, context)).toBe(said);
});

test("nothing that another run wrote enters the job that deploys, and nothing of it leaves", () => {
  expect(stepIn(deploy, "Set up Node").with).toMatchObject({ "package-manager-cache": false });
  expect(JSON.stringify(deploy)).not.toMatch(/"cache"|actions\/cache|artifact|GITHUB_OUTPUT|GITHUB_STEP_SUMMARY/);
  expect(deploy).not.toHaveProperty("outputs");
});

/** The project as a fresh checkout has it after its install: what synthesis reads, and no output. */
function projectWithoutOutput(): string {
  const project = join(scratch, "project");
  mkdirSync(project);
  for (const name of ["node_modules", ".npmrc", "package.json", "cdktf.json", "main.ts", "stacks", "lib"]) {
    symlinkSync(join(root, name), join(project, name));
  }
  for (const name of ["backend", ".terraform.lock.hcl"]) cpSync(join(root, name), join(project, name), { recursive: true });
  return project;
}
