import { rmSync } from "node:fs";
import { deployment, execute, jobIn, scratchFolder, stepIn, twoJobs } from "./workflows";

let scratch: string;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe.each([
  { workflow: deployment, name: "deploy", role: "AWS_ROLE_ARN", assume: "Assume the role" },
  { workflow: deployment, name: "drift", role: "AWS_READ_ROLE_ARN", assume: "Assume the role that reads" },
  { workflow: twoJobs, name: "plan", role: "AWS_READ_ROLE_ARN", assume: "Assume the role that reads" },
  { workflow: twoJobs, name: "apply", role: "AWS_ROLE_ARN", assume: "Assume the role" },
])("the settings of $name", ({ workflow, name, role, assume }) => {
  const job = jobIn(workflow, name);
  const guard = stepIn(job, "Require the settings");
  const synthesis = job.steps.find((step) => step.name === "Synthesize");
  const names = [...Object.keys(synthesis?.env ?? { AWS_REGION: "" }), role];
  const all = Object.fromEntries(names.map((each) => [each, "set"]));
  const cure = (each: string) => `gh variable set ${each}${each === "AWS_ROLE_ARN" ? ` --env ${String(job.environment)}` : ""}`;

  test("are variables, required before anything else, and the steps that use them are given the ones that were required", () => {
    expect(job.steps[0]).toBe(guard);
    expect(guard.env).toEqual(Object.fromEntries(names.map((each) => [each, `\${{ vars.${each} }}`])));
    expect(guard.env).toMatchObject(synthesis?.env ?? {});
    expect(stepIn(job, assume).with).toEqual({
      "role-to-assume": guard.env?.[role],
      "aws-region": guard.env?.["AWS_REGION"],
    });
  });

  test.each(names)("without %s it stops, and says the command that sets it", (missing) => {
    const { status, stdout } = execute(guard, { cwd: scratch, env: { ...all, [missing]: "" } });
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^::error title=${missing} is not set::.*: ${cure(missing)}\n$`));
  });

  test("all that are missing are named at once", () => {
    const { status, stdout } = execute(guard, { cwd: scratch, env: Object.fromEntries(names.map((each) => [each, ""])) });
    expect(status).toBe(1);
    expect(stdout.match(/gh variable .*/g)).toEqual(names.map(cure));
  });

  test("with all of them set it goes on in silence", () => {
    expect(execute(guard, { cwd: scratch, env: all })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});
