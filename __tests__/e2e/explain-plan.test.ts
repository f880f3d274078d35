import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectPlan } from "../../cli/commands/inspect-plan";
import { readPlanOfFunctions } from "../../cli/terraform/read-plan";
import { settingsOfPlan } from "../../cli/terraform/settings-of-plan";
import { printedLines, readmeBlock } from "../readme-block";
import { Project, type Ran } from "./project";

const project = new Project();
const directory = project.checkout.path("examples/hcl/terraform");
const filesBefore = project.files();

afterAll(() => {
  project.remove();
});

function terraform(...args: readonly string[]): Ran {
  return project.run(["local", "terraform", "-chdir=examples/hcl/terraform", ...args]);
}

/** The hash is of the files' modes too, which follow the umask. */
const recorded: unknown = JSON.parse(readFileSync(join(__dirname, "../cli/terraform/plan.json"), "utf8"));

test("a project in HCL is planned on the local cloud, and its plan says of the function what the recorded one does", async () => {
  expect(terraform("init", "-input=false")).toMatchObject({ status: 0 });
  expect(terraform("plan", "-input=false", "-out=tfplan")).toMatchObject({ status: 0 });
  const { status, stdout } = terraform("show", "-json", "tfplan");
  const plan = project.checkout.path("plan.json");
  writeFileSync(plan, stdout);
  expect([status, settingsOfPlan(await readPlanOfFunctions(plan, { directory, env: {} }))]).toEqual([
    0,
    settingsOfPlan(recorded).map((setting) => ({ ...setting, sourceCodeHash: expect.any(String) as string })),
  ]);
});

test("the plan made the ZIP that it names, with the hash that it names", () => {
  const plan: unknown = JSON.parse(readFileSync(project.checkout.path("plan.json"), "utf8"));
  const { functions } = inspectPlan(plan, { directory, env: process.env, today: "2026-11-24" });
  expect(functions.map(({ strategy, zips, asked }) => [strategy, zips[0]?.files.map(({ path }) => path), asked?.length])).toEqual(
    [["runtime", ["index.py", "requirements.txt"], 1]],
  );
  expect(functions[0]?.findings.filter(({ check }) => check === "plan")).toEqual([]);
});

test("the README shows what explain says of it", () => {
  const { status, stdout } = project.run(["explain", "--plan", "plan.json", "--dir", "examples/hcl/terraform"]);
  const block = readmeBlock("npm run explain -- --plan plan.json --dir examples/hcl/terraform");
  expect([status, block.filter((line) => !printedLines(stdout).includes(line))]).toEqual([0, []]);
});

test("what was planned is made, and nothing is left to do", () => {
  expect(terraform("apply", "-input=false", "tfplan")).toMatchObject({ status: 0 });
  expect(terraform("plan", "-input=false", "-detailed-exitcode")).toMatchObject({ status: 0 });
  const { status, stdout } = terraform("show", "-json");
  expect([status, stdout]).toEqual([0, expect.stringContaining('"function_name":"test-llms-demo-chat"')]);
});

test("npm stop takes its state with it, and leaves what Terraform wrote into the folder", () => {
  expect(project.run(["stop"])).toMatchObject({ status: 0 });
  const made = ["lambda_packages", "lambda_packages/chat_function.zip", "tfplan"].map((name) => `examples/hcl/terraform/${name}`);
  expect(project.files()).toEqual([...filesBefore, ...made, "plan.json"].sort());
});
