import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  deployment,
  evaluate,
  execute,
  jobIn,
  programs,
  scratchFolder,
  stackDirectory,
  stepIn,
  twoJobs,
  withAction,
  type Step,
} from "./workflows";

const plan = jobIn(twoJobs, "plan");
const apply = jobIn(twoJobs, "apply");
const deploy = jobIn(deployment, "deploy");
const drift = jobIn(deployment, "drift");
const names = (steps: readonly Step[]): string[] => steps.map(({ name }) => name);

let scratch: string;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a step in a folder of its own. */
function ran(step: Step, scripts: Readonly<Record<string, string>>) {
  const cwd = mkdtempSync(join(scratch, "step-"));
  const [output, summary] = [join(cwd, "output"), join(cwd, "summary")];
  const env = { RUNNER_TEMP: "/temporary", GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, SHA256: "abc" };
  const { status, stdout } = execute(step, { cwd, bin: programs(scratch, scripts), env });
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return { status, stdout, output: read(output), summary: read(summary) };
}

test("one job plans, another applies what was planned, and both do it after what checks", () => {
  expect(Object.entries(twoJobs.jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ["check", undefined],
    ["plan", "check"],
    ["apply", "plan"],
  ]);
  expect(names(plan.steps)).toEqual([
    "Require the settings",
    "Check out",
    "Set up Node",
    "Set up Python",
    "Set up Terraform",
    "Install",
    "Synthesize",
    "Assume the role that reads",
    "Terraform Init",
    "Terraform Plan",
    "Show the plan to the reviewer",
    "Hand over",
    "Upload the handover",
  ]);
  expect(names(apply.steps)).toEqual([
    "Require the settings",
    "Check out",
    "Set up Node",
    "Set up Terraform",
    "Install",
    "Download the handover",
    "Unpack",
    "Assume the role",
    "Terraform Init",
    "Verify",
    "Terraform Apply",
    "Say what an unfinished apply left",
    "Ask for its health",
    "Compare what runs with what was planned",
  ]);
});

describe.each([
  {
    job: plan,
    as: drift,
    own: ["Require the settings", "Terraform Plan", "Show the plan to the reviewer", "Hand over", "Upload the handover"],
  },
  { job: apply, as: deploy, own: ["Require the settings", "Download the handover", "Unpack"] },
])("the job called $job.name", ({ job, as, own }) => {
  test.each(job.steps.filter(({ name }) => !own.includes(name)))("does $name as the workflow with one job does it", (step) => {
    const what = (each: Step) => ({ ...each, id: undefined, if: undefined });
    expect(what(step)).toEqual(what(stepIn(as, step.name)));
  });

  test("is given nothing that another run wrote", () => {
    expect(JSON.stringify(job)).not.toMatch(/"cache"|actions\/cache/);
    expect(stepIn(job, "Set up Node").with).toMatchObject({ "package-manager-cache": false });
  });
});

test("what passes over a step: nothing to change, and an apply that ended well", () => {
  const conditions = [...plan.steps, ...apply.steps].flatMap((step) => (step.if === undefined ? [] : [[step.name, step.if]]));
  expect(Object.fromEntries(conditions)).toEqual({
    "Hand over": "steps.plan.outputs.changes == 'true'",
    "Upload the handover": "steps.plan.outputs.changes == 'true'",
    "Say what an unfinished apply left": expect.stringMatching(/^always\(\) && /) as string,
  });
  const { id, if: condition } = stepIn(apply, "Say what an unfinished apply left");
  expect([id, stepIn(apply, "Terraform Apply").id]).toEqual([undefined, "apply"]);
  const said = (outcome: string) => evaluate(String(condition), { always: () => true, steps: { apply: { outcome } } });
  expect(["failure", "cancelled", "success", "skipped"].map(said)).toEqual([true, true, false, false]);
});

test("it is run by a push to main and by hand, on main alone", () => {
  expect(twoJobs.on).toEqual({ push: { branches: ["main"] }, workflow_dispatch: null });
  for (const job of ["check", "plan"]) {
    const condition = String(jobIn(twoJobs, job).if);
    expect(evaluate(condition, { github: { ref: "refs/heads/main" } })).toBe(true);
    expect(evaluate(condition, { github: { ref: "refs/heads/fix" } })).toBe(false);
  }
});

describe("the plan", () => {
  const step = stepIn(plan, "Terraform Plan");

  test("locks nothing, since a lock is a write, and says by its exit code whether there is something to apply", () => {
    expect(step.env).toEqual({ TF_CLI_ARGS_plan: "-input=false -lock=false -detailed-exitcode" });
    expect(step["working-directory"]).toBe(stackDirectory);
  });

  test.each([
    { code: 0, status: 0, output: "" },
    { code: 2, status: 0, output: "changes=true\n" },
    { code: 1, status: 1, output: "" },
  ])("that ends with $code ends the step with $status, and with the output %p", ({ code, ...expected }) => {
    const { status, output } = ran(step, { terraform: `[ "$*" = "plan -out=tfplan" ] || exit 9; exit ${code}` });
    expect({ status, output }).toEqual(expected);
  });

  test("is applied where it changes something alone, and nobody is asked otherwise", () => {
    expect(plan.outputs).toMatchObject({ changes: "${{ steps.plan.outputs.changes }}" });
    expect(step.id).toBe("plan");
    const runs = (changes: string) => evaluate(String(apply.if), { needs: { plan: { outputs: { changes } } } });
    expect([runs("true"), runs("")]).toEqual([true, false]);
    expect([plan.environment, apply.environment]).toEqual([undefined, deploy.environment]);
  });

  test("is shown in the run's summary as it is, whatever it holds", () => {
    const show = stepIn(plan, "Show the plan to the reviewer");
    expect(show["working-directory"]).toBe(stackDirectory);
    const terraform = "printf '%s\\n' \"# $*\" '```' '<b>'";
    expect(ran(show, { terraform })).toMatchObject({ status: 0, summary: "    # show -no-color tfplan\n    ```\n    <b>\n" });
    expect(ran(show, { terraform: "exit 1" }).status).toBe(1);
  });
});

describe("the handover", () => {
  const handOver = stepIn(plan, "Hand over");
  const upload = stepIn(plan, "Upload the handover");

  test("is the one archive, whose sha256 is the job's output", () => {
    const { status, output } = ran(handOver, { npm: 'echo "$*" | tr " " ,' });
    const command = `run -s handover -- ${stackDirectory} tfplan --out /temporary/handover.zip`;
    expect({ status, output }).toEqual({ status: 0, output: `sha256=${command.replaceAll(" ", ",")}\n` });
    expect(plan.outputs).toMatchObject({ sha256: "${{ steps.handover.outputs.sha256 }}" });
    expect(handOver.id).toBe("handover");
  });

  test("that cannot be made stops the job", () => {
    expect(ran(handOver, { npm: "exit 1" })).toMatchObject({ status: 1, output: "" });
  });

  test("is uploaded alone, for a day, and must be there", () => {
    const uses = [withAction("actions/upload-artifact"), withAction("actions/download-artifact")].flat();
    expect(uses.map(({ file, job, name }) => [file, job, name])).toEqual([
      ["deploy-in-two-jobs.yml", "plan", "Upload the handover"],
      ["deploy-in-two-jobs.yml", "apply", "Download the handover"],
    ]);
    expect(upload.with).toEqual({
      name: "handover",
      path: "${{ runner.temp }}/handover.zip",
      "if-no-files-found": "error",
      "retention-days": 1,
      overwrite: true,
    });
    expect(stepIn(apply, "Download the handover").with).toEqual({ name: "handover", path: "${{ runner.temp }}" });
  });

  test("is unpacked only where it has the sha256 that the other job said, to where the project's commands look", () => {
    const unpack = stepIn(apply, "Unpack");
    expect(unpack.env).toEqual({ SHA256: "${{ needs.plan.outputs.sha256 }}" });
    const { status, stdout } = ran(unpack, { npm: 'echo "$*"' });
    const command = `run handover -- --unpack /temporary/handover.zip ${stackDirectory} --sha256 abc\n`;
    expect({ status, stdout }).toEqual({ status: 0, stdout: command });
  });

  test("is all that is applied: that job synthesizes and plans nothing", () => {
    const commands = apply.steps.map(({ run = "" }) => run).join("\n");
    expect(commands).not.toMatch(/synth|terraform plan|npm run image/);
    expect(commands.match(/terraform .*/g)).toEqual(["terraform init", "terraform apply -auto-approve tfplan"]);
  });
});

test("a running apply is never cancelled, neither by another nor by a destroy; of two that check or plan the newer goes on", () => {
  const groups = Object.entries(twoJobs.jobs).map(([name, { concurrency }]) => [name, concurrency]);
  expect(Object.fromEntries(groups)).toEqual({
    check: { group: "check-in-two-jobs", "cancel-in-progress": true },
    plan: { group: "plan-in-two-jobs", "cancel-in-progress": true },
    apply: deploy.concurrency,
  });
});
