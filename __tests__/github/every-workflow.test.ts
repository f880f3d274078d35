import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deployment, jobs, root, steps, texts, twoJobs, withAction, workflowIn, workflows } from "./workflows";

test.each(workflows)("$file gives no right by default, and its shell fails in a pipe", ({ workflow }) => {
  expect(workflow.permissions).toEqual({});
  expect(workflow.defaults).toEqual({ run: { shell: "bash" } });
});

test.each(texts)("$file uses no secret, and no step of it may fail unseen", ({ text }) => {
  expect(text).not.toMatch(/secrets\b|continue-on-error/);
});

test("no cache holds a plan, a state or credentials", () => {
  const paths = withAction("actions/cache").map(({ step }) => String(step.with?.["path"]).trim().split("\n"));
  expect(paths).toEqual([["~/.cache/lambda-container", "~/.cache/uv"]]);
});

test("Terraform is told not to call home, and no other variable reaches every job", () => {
  for (const { env } of [deployment, twoJobs]) expect(env).toEqual({ CHECKPOINT_DISABLE: "1" });
  expect(workflowIn("ci.yml")).not.toHaveProperty("env");
  for (const { job } of jobs) expect(job).not.toHaveProperty("env");
});

test.each(workflows)("$file is run by no event that gives a stranger's code rights", ({ workflow }) => {
  const known = ["push", "pull_request", "workflow_dispatch", "schedule"];
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
  expect(step.with).toMatchObject({ "persist-credentials": false });
});

test.each(withAction("hashicorp/setup-terraform"))("$file, $job: Terraform is pinned, with no wrapper around it", ({ step }) => {
  expect(step.with).toEqual({ terraform_version: "1.11.4", terraform_wrapper: false });
});

test.each(withAction("actions/setup-python"))("$file, $job: Python is the function's", ({ step }) => {
  expect(step.with).toEqual({ "python-version": "3.11" });
});

test("every npm script that is run exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const run = steps.flatMap(({ step }) =>
    [...(step.run ?? "").matchAll(/\bnpm (?:run )?(?:-s )?([\w:-]+)/g)].map(([, name = ""]) => name),
  );
  const ofNpm: Readonly<Record<string, string | undefined>> = { ci: undefined, cit: "test" };
  const needed = new Set(run.map((name) => (name in ofNpm ? ofNpm[name] : name)).filter((name) => name !== undefined));
  expect([...needed].sort()).toEqual(
    [
      "chat",
      "drift",
      "explain",
      "handover",
      "image",
      "local",
      "report",
      "stop",
      "synth",
      "test",
      "test:delivery",
      "verify",
    ].sort(),
  );
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...needed]));
});
