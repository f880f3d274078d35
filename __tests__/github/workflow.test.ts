import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly "working-directory"?: string;
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly defaults?: unknown;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly defaults?: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = resolve(__dirname, "../..");
const folder = join(root, ".github/workflows");
const texts = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
const workflows = texts.map(({ file, text }) => ({ file, workflow: parse(text) as Workflow }));
const jobs = workflows.flatMap(({ file, workflow }) => Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job })));
const steps = jobs.flatMap(({ file, name, job }) => job.steps.map((step) => ({ file, job: name, name: step.name, step })));

const deployment = workflowIn("deploy-test-llms-demo.yml");
const deploy = jobIn(deployment, "deploy");
const plan = jobIn(deployment, "plan");

let scratch: string;
beforeAll(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "workflow-test-")));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** The local cloud enters images by them, and Ubuntu 24.04 forbids it. */
const allowNamespaces = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";

describe("the document's three steps", () => {
  test("are Terraform Init, Plan and Apply, after install, test and synthesis, and the credentials come right before them", () => {
    expect(deploy.steps.map(({ name }) => name)).toEqual([
      "Require the settings",
      "Check out",
      "Set up Node",
      "Set up Python",
      "Set up Terraform",
      "Install",
      "Allow user namespaces",
      "Test",
      "Synthesize",
      "Assume the role",
      "Terraform Init",
      "Push Images",
      "Terraform Plan",
      "Terraform Apply",
    ]);
  });

  test.each([
    {
      what: "a function that is an image has it pushed before the plan looks for it",
      folders: ["lambda_images"],
      runs: "run image\n",
    },
    { what: "where no function is an image, nothing is run with credentials but Terraform", folders: [], runs: "" },
  ])("$what", ({ folders, runs }) => {
    const stack = mkdtempSync(join(scratch, "stack-"));
    for (const folder of folders) mkdirSync(join(stack, folder));
    const bin = mkdtempSync(join(scratch, "bin-"));
    writeFileSync(join(bin, "npm"), '#!/bin/sh\necho "$*"\n', { mode: 0o755 });
    const step = stepIn(deploy, "Push Images");
    expect(step["working-directory"]).toBe(stepIn(deploy, "Terraform Plan")["working-directory"]);
    const { status, stdout } = execute(step, { cwd: stack, env: { PATH: `${bin}${delimiter}${String(process.env["PATH"])}` } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: runs });
  });

  test.each([
    ["Install", "npm ci"],
    ["Test", "npm test"],
    ["Synthesize", "npm run synth"],
    ["Terraform Init", "terraform init"],
    ["Terraform Plan", "terraform plan -out=tfplan"],
    ["Terraform Apply", "exec terraform apply -auto-approve tfplan"],
  ])("%s runs `%s`", (name, command) => {
    expect(stepIn(deploy, name).run).toBe(command);
  });

  test.each([
    ["Terraform Init", { TF_CLI_ARGS_init: "-input=false -lockfile=readonly" }],
    ["Terraform Plan", { TF_CLI_ARGS_plan: "-input=false -lock-timeout=5m" }],
    ["Terraform Apply", { TF_CLI_ARGS_apply: "-input=false -lock-timeout=5m" }],
  ])("%s is given its flags by the environment, so that the command stays the document's", (name, env) => {
    expect(stepIn(deploy, name).env).toEqual(env);
  });

  test("are passed over by no condition", () => {
    for (const step of deploy.steps) expect(step).not.toHaveProperty("if");
  });

  test("run in the stack directory that the workflow's own synthesis writes, with the state in the bucket it was given", () => {
    const { env = {} } = stepIn(deploy, "Synthesize");
    expect(Object.keys(env)).toEqual(["TF_STATE_BUCKET", "AWS_REGION"]);
    const project = projectWithoutOutput();
    const synthesis = execute(stepIn(deploy, "Synthesize"), {
      cwd: project,
      env: { TF_STATE_BUCKET: "acme-state", AWS_REGION: "eu-central-1" },
    });
    expect(synthesis).toMatchObject({ status: 0 });

    const written = (readdirSync(project, { recursive: true }) as string[]).filter((path) => path.endsWith("cdk.tf.json"));
    const terraformSteps = deploy.steps.filter(({ run = "" }) => run.includes("terraform"));
    expect(terraformSteps.map((step) => step["working-directory"])).toEqual(Array(3).fill(dirname(String(written))));

    const json = JSON.parse(readFileSync(join(project, String(written)), "utf8")) as { terraform: { backend: unknown } };
    expect(json.terraform.backend).toMatchObject({ s3: { bucket: "acme-state", use_lockfile: true } });
  }, 60_000);

  test("the apply is the step's own process, so that a cancel reaches Terraform", () => {
    const bin = join(scratch, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "terraform"), '#!/bin/sh\necho "$$ terraform $*"\n', { mode: 0o755 });
    const { pid, stdout } = execute(stepIn(deploy, "Terraform Apply"), {
      cwd: scratch,
      env: { PATH: `${bin}${delimiter}${String(process.env["PATH"])}` },
    });
    expect(stdout).toBe(`${pid} terraform apply -auto-approve tfplan\n`);
  });
});

describe("the settings", () => {
  const guard = stepIn(deploy, "Require the settings");
  const names = ["TF_STATE_BUCKET", "AWS_REGION", "AWS_ROLE_ARN"];
  const all = {
    TF_STATE_BUCKET: "acme-state",
    AWS_REGION: "eu-central-1",
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/deploy",
  };
  const cure = (name: string) => `gh variable set ${name} --env ${String(deploy.environment)}`;

  test("are the environment's variables, and the steps that use them are given the ones that were required", () => {
    expect(guard.env).toEqual(Object.fromEntries(names.map((name) => [name, `\${{ vars.${name} }}`])));
    expect(guard.env).toMatchObject(stepIn(deploy, "Synthesize").env ?? {});
    expect(stepIn(deploy, "Assume the role").with).toEqual({
      "role-to-assume": guard.env?.["AWS_ROLE_ARN"],
      "aws-region": guard.env?.["AWS_REGION"],
    });
  });

  test.each(names)("without %s the deployment stops, and says the command that sets it", (name) => {
    const { status, stdout } = execute(guard, { cwd: scratch, env: { ...all, [name]: "" } });
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^::error title=${name} is not set::.*: ${cure(name)}\n$`));
  });

  test("all that are missing are named at once", () => {
    const { status, stdout } = execute(guard, { cwd: scratch, env: Object.fromEntries(names.map((name) => [name, ""])) });
    expect(status).toBe(1);
    expect(stdout.match(/gh variable .*/g)).toEqual(names.map(cure));
  });

  test("with all of them set it goes on in silence", () => {
    expect(execute(guard, { cwd: scratch, env: all })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("who may deploy", () => {
  test("the workflow is run by a push to main, a pull request and by hand", () => {
    expect(deployment.on).toEqual({ push: { branches: ["main"] }, pull_request: null, workflow_dispatch: null });
  });

  test.each([
    { event_name: "push", ref: "refs/heads/main", runs: ["deploy"] },
    { event_name: "workflow_dispatch", ref: "refs/heads/main", runs: ["deploy"] },
    { event_name: "workflow_dispatch", ref: "refs/heads/fix", runs: [] },
    { event_name: "workflow_dispatch", ref: "refs/tags/main", runs: [] },
    { event_name: "pull_request", ref: "refs/pull/7/merge", runs: ["plan"] },
    { event_name: "pull_request", ref: "refs/heads/main", runs: ["plan"] },
  ])("$event_name on $ref runs $runs", ({ event_name, ref, runs }) => {
    const github = { event_name, ref };
    const running = Object.entries(deployment.jobs).filter(([, job]) => runInNewContext(job.if ?? "true", { github }) === true);
    expect(running.map(([name]) => name)).toEqual(runs);
  });

  test("the job that deploys has its environment, and the one right that OIDC needs", () => {
    expect(deploy.environment).toBe("test-llms-demo");
    expect(deploy.permissions).toEqual({ contents: "read", "id-token": "write" });
  });

  test("a running deployment is never cancelled, and a pull request's older plan is, in a group of its own", () => {
    expect(deployment).not.toHaveProperty("concurrency");
    expect(deploy.concurrency).toEqual({ group: "deploy-test-llms-demo", "cancel-in-progress": false });
    expect(plan.concurrency).toEqual({ group: "plan-test-llms-demo-${{ github.ref }}", "cancel-in-progress": true });
  });

  test("nothing that another run wrote enters the job that deploys", () => {
    expect(stepIn(deploy, "Set up Node").with).toMatchObject({ "package-manager-cache": false });
    expect(JSON.stringify(deploy)).not.toMatch(/"cache"|actions\/cache|artifact/);
  });
});

describe("a pull request", () => {
  test("goes the same way up to the plan, in the local cloud, which is stopped whatever happens after the install", () => {
    const commands = plan.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands).toEqual([
      "npm ci",
      allowNamespaces,
      "npm test",
      "npm run synth",
      "npm run local -- terraform init",
      "npm run local -- terraform plan -out=tfplan",
      "npm stop",
    ]);
    const stop = plan.steps.at(-1);
    expect(stop).toMatchObject({ if: "always() && steps.install.outcome == 'success'", run: "npm stop" });
    expect(stepIn(plan, "Install").id).toBe("install");
  });

  test("sets up the same tools, of the same versions, as the deployment", () => {
    const tools = ({ steps }: Job) => steps.filter(({ name }) => /^(?:Check out|Set up)/.test(name));
    expect(tools(plan)).toEqual(tools(deploy));
  });

  test.each(jobs.filter(({ name }) => name !== "deploy"))("$name of $file has no credentials and no way to any", ({ job }) => {
    expect(job.permissions).toEqual({ contents: "read" });
    expect(job).not.toHaveProperty("environment");
    expect(JSON.stringify(job)).not.toMatch(/configure-aws-credentials|vars\.|token|AWS_/i);
  });
});

describe("the project's own CI", () => {
  const ci = workflowIn("ci.yml");
  const job = jobIn(ci, "test");

  test("does what a stranger does, under every Node that is promised", () => {
    expect(job.strategy?.matrix).toEqual({ node: [20, 22, 24] });
    expect(job.steps.flatMap(({ run }) => run ?? [])).toEqual([allowNamespaces, "npm cit"]);
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
    expect(engines.node).toMatch(/^>=20\./);
    expect([20, 22, 24]).toContain(Number(readFileSync(join(root, ".nvmrc"), "utf8")));
  });

  test.each([
    { what: "a branch's push", event: {}, runs: true },
    { what: "a fork's pull request", event: pullRequestFrom("fork/project"), runs: true },
    { what: "a branch's pull request, which its push tests", event: pullRequestFrom("owner/project"), runs: false },
  ])("$what: runs is $runs", ({ event, runs }) => {
    expect(ci.on).toEqual({ push: { "branches-ignore": ["main"] }, pull_request: null });
    const expression = String(job.if).replaceAll(/\.(?=\w)/g, "?."); // what is missing is null there
    expect(runInNewContext(expression, { github: { event, repository: "owner/project" } })).toBe(runs);
  });
});

describe("every workflow", () => {
  test.each(workflows)("$file gives no right by default, and its shell fails in a pipe", ({ workflow }) => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.defaults).toEqual({ run: { shell: "bash" } });
  });

  test.each(texts)("$file uses no secret, and no step of it may fail unseen", ({ text }) => {
    expect(text).not.toMatch(/secrets\b|continue-on-error/);
  });

  test("Terraform is told not to call home, and no other variable reaches every job", () => {
    expect(deployment.env).toEqual({ CHECKPOINT_DISABLE: "1" });
    expect(workflowIn("ci.yml")).not.toHaveProperty("env");
    for (const { job } of jobs) expect(job).not.toHaveProperty("env");
  });

  test.each(workflows)("$file is run by no event that gives a stranger's code rights", ({ workflow }) => {
    const known = ["push", "pull_request", "workflow_dispatch"];
    expect(Object.keys(workflow.on).filter((event) => !known.includes(event))).toEqual([]);
  });

  test.each(jobs)("$name of $file ends in time, on a named image", ({ job }) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    expect(job["runs-on"]).toBe("ubuntu-24.04");
    expect(job).not.toHaveProperty("defaults");
  });

  test.each(texts)("$file pins every action by a commit, its version beside it", ({ text }) => {
    const uses = text.split("\n").filter((line) => /^\s*-?\s*uses:/.test(line));
    expect(uses).not.toEqual([]);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("an action has one pin, wherever it is used", () => {
    const pins = new Set(texts.flatMap(({ text }) => text.match(/uses: .*/g) ?? []));
    const actions = new Set([...pins].map((pin) => pin.split("@")[0]));
    expect(pins.size).toBe(actions.size);
  });

  test.each(steps.filter(({ step }) => step.run !== undefined))(
    "$file, $job: $name takes no expression into its shell",
    ({ step }) => {
      expect(step.run).not.toContain("${{");
      expect(step).not.toHaveProperty("shell");
      expect(step.run).not.toMatch(/\|\| true|\|\| :|set \+e/);
    },
  );

  test.each(withAction("actions/checkout"))("$file, $job: the checkout leaves no token behind", ({ step }) => {
    expect(step.with).toEqual({ "persist-credentials": false });
  });

  test.each(withAction("hashicorp/setup-terraform"))(
    "$file, $job: Terraform is pinned, with no wrapper around it",
    ({ step }) => {
      expect(step.with).toEqual({ terraform_version: "1.11.4", terraform_wrapper: false });
    },
  );

  test.each(withAction("actions/setup-python"))("$file, $job: Python is the function's", ({ step }) => {
    expect(step.with).toEqual({ "python-version": "3.11" });
  });

  test("every npm script that is run exists", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const run = steps.flatMap(({ step }) =>
      [...(step.run ?? "").matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    const ofNpm: Readonly<Record<string, string | undefined>> = { ci: undefined, cit: "test" };
    const needed = new Set(run.map((name) => (name in ofNpm ? ofNpm[name] : name)).filter((name) => name !== undefined));
    expect([...needed].sort()).toEqual(["image", "local", "stop", "synth", "test"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...needed]));
  });
});

function pullRequestFrom(repository: string): object {
  return { pull_request: { head: { repo: { full_name: repository } } } };
}

function workflowIn(file: string): Workflow {
  const found = workflows.find((candidate) => candidate.file === file);
  if (found === undefined) throw new Error(`no workflow ${file}`);
  return found.workflow;
}

function jobIn(workflow: Workflow, name: string): Job {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

function stepIn(job: Job, name: string): Step {
  const step = job.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
}

function withAction(action: string): typeof steps {
  return steps.filter(({ step }) => step.uses?.startsWith(`${action}@`));
}

/** Runs a step as the runner does for `shell: bash`: its text in a file, and of the environment only what it is given. */
function execute({ run }: Step, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): SpawnSyncReturns<string> {
  const script = join(scratch, "step.sh");
  writeFileSync(script, String(run));
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: scratch, ...env },
    encoding: "utf8",
  });
}

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
