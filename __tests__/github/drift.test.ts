import { rmSync } from "node:fs";
import { deployment, evaluate, execute, jobIn, programs, scratchFolder, stackDirectory, stepIn } from "./workflows";

const drift = jobIn(deployment, "drift");

let scratch: string;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test("assumes the role that reads, then compares the configuration and the code, each by its name", () => {
  expect(drift.steps.map(({ name }) => name)).toEqual([
    "Require the settings",
    "Check out",
    "Set up Node",
    "Set up Python",
    "Set up Terraform",
    "Install",
    "Synthesize",
    "Assume the role that reads",
    "Terraform Init",
    "Configuration Drift",
    "Code Drift",
  ]);
});

test("compares with what a deployment synthesizes: the settings are the same", () => {
  const deploys = stepIn(jobIn(deployment, "deploy"), "Synthesize");
  expect(stepIn(drift, "Synthesize")).toEqual(deploys);
});

test("writes nothing: no lock, no provider lock, no apply", () => {
  expect(stepIn(drift, "Terraform Init").env).toEqual({ TF_CLI_ARGS_init: "-input=false -lockfile=readonly" });
  expect(stepIn(drift, "Configuration Drift").env).toEqual({ TF_CLI_ARGS_plan: "-input=false -lock=false" });
  const runs = drift.steps.map(({ run = "" }) => run).join("\n");
  expect(runs.match(/terraform \w+.*/g)).toEqual(["terraform init", "terraform plan -detailed-exitcode && exit"]);
});

test.each([
  { code: 0, status: 0, said: [] },
  { code: 2, status: 1, said: ["Configuration drift"] },
  { code: 1, status: 1, said: ["Terraform could not plan"] },
])("a plan that ends with $code ends the step with $status, and says $said", ({ code, status, said }) => {
  const step = stepIn(drift, "Configuration Drift");
  const bin = programs(scratch, { terraform: `[ "$*" = "plan -detailed-exitcode" ] || exit 9; exit ${code}` });
  const outcome = execute(step, { cwd: scratch, bin });
  expect({ status: outcome.status, said: errors(outcome.stdout) }).toEqual({ status, said });
  expect(step["working-directory"]).toBe(stackDirectory);
});

test.each([
  { code: 0, status: 0, said: [] },
  { code: 1, status: 1, said: ["Code drift"] },
])("a comparison of the code that ends with $code ends the step with $status, and says $said", ({ code, status, said }) => {
  const bin = programs(scratch, { npm: `[ "$*" = "run drift -- --aws" ] || exit 9; exit ${code}` });
  const outcome = execute(stepIn(drift, "Code Drift"), { cwd: scratch, bin });
  expect({ status: outcome.status, said: errors(outcome.stdout) }).toEqual({ status, said });
});

test.each([
  { init: "success", stopped: false, runs: true },
  { init: "failure", stopped: false, runs: false },
  { init: "success", stopped: true, runs: false },
])(
  "the code is compared whatever the configuration is: init $init, cancelled $stopped, runs $runs",
  ({ init, stopped, runs }) => {
    const context = { cancelled: () => stopped, steps: { init: { outcome: init } } };
    expect(evaluate(String(stepIn(drift, "Code Drift").if), context)).toBe(runs);
    expect(stepIn(drift, "Terraform Init").id).toBe("init");
  },
);

/** The titles of a step's errors, each of which says what to do. */
function errors(stdout: string): string[] {
  return Array.from(stdout.matchAll(/^::error title=([^:]+)::.{20,}$/gm), ([, title = ""]) => title);
}
