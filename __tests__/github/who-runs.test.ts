import { deployment, evaluate, jobIn, jobs } from "./workflows";

const deploy = jobIn(deployment, "deploy");
const own = { pull_request: { head: { repo: { full_name: "owner/project" } } } };
const fork = { pull_request: { head: { repo: { full_name: "fork/project" } } } };

test("the workflow is run by a push to main, a pull request, the clock and by hand", () => {
  expect(deployment.on).toEqual({
    push: { branches: ["main"] },
    pull_request: null,
    schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) as string }],
    workflow_dispatch: {
      inputs: {
        operation: {
          description: expect.any(String) as string,
          type: "choice",
          options: ["deploy", "destroy"],
          default: "deploy",
        },
      },
    },
  });
});

test.each([
  { event_name: "push", ref: "refs/heads/main", event: {}, runs: ["check", "deploy"] },
  { event_name: "workflow_dispatch", ref: "refs/heads/main", event: {}, runs: ["check", "deploy"] },
  { event_name: "workflow_dispatch", ref: "refs/heads/fix", event: {}, runs: ["check"] },
  { event_name: "workflow_dispatch", ref: "refs/tags/main", event: {}, runs: ["check"] },
  { event_name: "pull_request", ref: "refs/pull/7/merge", event: own, runs: ["check", "comment"] },
  { event_name: "pull_request", ref: "refs/pull/7/merge", event: fork, runs: ["check"] },
  { event_name: "pull_request", ref: "refs/heads/main", event: fork, runs: ["check"] },
  { event_name: "schedule", ref: "refs/heads/main", event: {}, runs: ["drift"] },
])("$event_name on $ref runs $runs", ({ event_name, ref, event, runs }) => {
  const github = { event_name, ref, event, repository: "owner/project" };
  const running = Object.entries(deployment.jobs).filter(([, job]) => evaluate(String(job.if), { github }) === true);
  expect(running.map(([name]) => name)).toEqual(runs);
});

test("nothing is deployed or said of a pull request before it is checked", () => {
  const needs = Object.entries(deployment.jobs).map(([name, job]) => [name, job.needs]);
  expect(Object.fromEntries(needs)).toEqual({ check: undefined, comment: "check", deploy: "check", drift: undefined });
});

test.each([
  ["push", undefined, "Deploy to AWS", ""],
  ["workflow_dispatch", "deploy", "Deploy to AWS", ""],
  ["workflow_dispatch", "destroy", "Destroy in AWS", "-destroy"],
])("%s with the operation %s is called %s, and plans with the flag %p", (_, operation, name, flag) => {
  const inputs = operation === undefined ? {} : { operation };
  const plan = deploy.steps.find((step) => step.name === "Terraform Plan")?.env?.["TF_CLI_ARGS_plan"];
  const value = (text: string) => evaluate(/\$\{\{(.*)\}\}/.exec(text)?.[1] ?? "", { inputs });
  expect(value(deploy.name)).toBe(name);
  expect(value(String(plan))).toBe(flag);
});

test("each job has the rights it needs and no more, and the environment is that of the job that deploys", () => {
  const rights = jobs.map(({ file, name, job }) => [`${file}: ${name}`, [job.environment, job.permissions]]);
  expect(Object.fromEntries(rights)).toEqual({
    "ci.yml: test": [undefined, { contents: "read" }],
    "deploy-test-llms-demo.yml: check": [undefined, { contents: "read" }],
    "deploy-test-llms-demo.yml: comment": [undefined, { "pull-requests": "write" }],
    "deploy-test-llms-demo.yml: deploy": ["test-llms-demo", { contents: "read", "id-token": "write" }],
    "deploy-test-llms-demo.yml: drift": [undefined, { contents: "read", "id-token": "write" }],
    "deploy-in-two-jobs.yml: check": [undefined, { contents: "read" }],
    "deploy-in-two-jobs.yml: plan": [undefined, { contents: "read", "id-token": "write" }],
    "deploy-in-two-jobs.yml: apply": ["test-llms-demo", { contents: "read", "id-token": "write" }],
  });
});

test.each(jobs.filter(({ name }) => !["deploy", "drift", "plan", "apply"].includes(name)))(
  "$name of $file has no credentials for AWS and no way to any",
  ({ job }) => {
    expect(JSON.stringify(job)).not.toMatch(/configure-aws-credentials|vars\.|AWS_/);
  },
);

test.each(jobs.filter(({ name }) => name !== "comment"))("no step of $name of $file is given GitHub's token", ({ job }) => {
  expect(JSON.stringify(job)).not.toMatch(/github\.token|GITHUB_TOKEN/);
});

test("no tests run where a token for AWS may be asked for", () => {
  for (const { job } of jobs.filter(({ job: { permissions } }) => JSON.stringify(permissions).includes("id-token")))
    expect(job.steps.filter(({ run = "" }) => /\bnpm (?:test|cit|run test)/.test(run))).toEqual([]);
});

test("a running deployment is never cancelled; what is checked twice is checked for the newer one alone", () => {
  expect(deployment).not.toHaveProperty("concurrency");
  const groups = Object.entries(deployment.jobs).map(([name, job]) => [name, job.concurrency]);
  expect(Object.fromEntries(groups)).toEqual({
    check: { group: "check-test-llms-demo-${{ github.ref }}", "cancel-in-progress": true },
    comment: { group: "comment-test-llms-demo-${{ github.ref }}", "cancel-in-progress": true },
    deploy: { group: "deploy-test-llms-demo", "cancel-in-progress": false },
    drift: { group: "drift-test-llms-demo", "cancel-in-progress": false },
  });
});
