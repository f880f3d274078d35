import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allowNamespaces, evaluate, jobIn, root, workflowIn } from "./workflows";

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
  expect(evaluate(String(job.if), { github: { event, repository: "owner/project" } })).toBe(runs);
});

function pullRequestFrom(repository: string): object {
  return { pull_request: { head: { repo: { full_name: repository } } } };
}
