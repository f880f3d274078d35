import { writeFileSync } from "node:fs";
import { Project } from "./project";

const workflow = ".github/workflows/deploy-test-llms-demo.yml";
const offered = "docs/deploy-in-two-jobs.yml";

let project: Project;
beforeAll(() => {
  project = new Project();
});
afterAll(() => {
  project.remove();
});

/** A plan of the checkout as `terraform show -json` prints it. */
function planned(): string {
  const file = project.checkout.path("plan.json");
  expect(project.run(["local", "terraform", "plan", "-out=tfplan"])).toMatchObject({ status: 0 });
  writeFileSync(file, project.run(["local", "terraform", "show", "-json", "tfplan"]).stdout);
  return file;
}

test("the workflows, the stack and its plan hold against all three tools, and what is accepted is what fails", () => {
  const checked = project.run(["check-delivery", "--plan", planned()], { CI: "true" });
  expect(checked.stderr).toMatch(/✓ zizmor[^]*✓ actionlint[^]*✓ checkov/);
  expect(checked.status).toBe(0);
});

test("checkov is alive: rights on everything, which a plan alone shows", () => {
  const [path, from, to] = [
    "lib/constructs/bedrock-model.ts",
    "Resource: modelArn(region) }",
    'Action: ["iam:*"], Resource: "*" }',
  ];
  project.edit(path, from, to);
  const plan = planned();
  project.edit(path, to, from);
  const { status, stderr } = project.run(["check-delivery", "--plan", plan], { CI: "true" });
  expect(stderr).toMatch(/CKV_AWS_355: .*\n {2}where: aws_iam_role_policy\./);
  expect(status).toBe(1);
});

test("all three are alive: each names what is bad of bad workflows and a bad stack", () => {
  project.edit(workflow, "run: npm ci\n", "run: echo ${{ github.event.pull_request.title }}\n");
  project.edit(workflow, "  pull_request:\n", "  pull_request_target:\n");
  project.edit(workflow, "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7");
  project.edit(workflow, "needs: check\n", "needs: chekc\n");
  project.edit(offered, "@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0", "@v7");
  project.edit(offered, "needs: plan\n", "needs: plna\n");
  project.edit(".github/dependabot.yml", "    cooldown:\n      default-days: 7\n", "");
  const keys = 'KEY: "AKIAIOSFODNN7EXAMPLE", SECRET: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"';
  project.edit("stacks/chat-stack.ts", "MODEL_ID: modelId.stringValue", `${keys}, MODEL_ID: modelId.stringValue`);
  project.edit("stacks/accepted-findings.json", '"CKV_AWS_50"', '"CKV_AWS_51"');

  const { status, stderr } = project.run(["check-delivery"], { CI: "true" });
  expect(status).toBe(1);
  const [, ofZizmor, ofActionlint, ofCheckov] = stderr.split(/✗ (?:zizmor|actionlint|checkov) /);
  for (const audit of ["template-injection", "dangerous-triggers", "unpinned-uses", "dependabot-cooldown"])
    expect(ofZizmor).toContain(`[${audit}]`);
  expect(ofZizmor).toContain(offered);
  expect(ofActionlint).toMatch(/actionlint has findings:[^]*chekc[^]*plna/);
  expect(ofCheckov).toMatch(/CKV_AWS_45: .*\n {2}where: chat\n/);
  expect(ofCheckov).toMatch(/CKV_AWS_50: X-Ray/);
  expect(ofCheckov).toContain("CKV_AWS_51 is accepted, and nothing fails it");
});
