import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { zipSync } from "fflate";
import type { StateFile } from "../../cli/terraform/state-file";
import { GithubRunner, stateBucket } from "./github-runner";
import { Project, type Ran } from "./project";

const push = { name: "push" } as const;
const fn = "/2015-03-31/functions/test-llms-demo-chat";

let project: Project;
let github: GithubRunner;
beforeAll(async () => {
  project = new Project();
  github = await GithubRunner.of(project);
  expect(project.local("true")).toMatchObject({ status: 0 }); // the local cloud is up
  await project.makeBucket(stateBucket);
});
afterAll(() => {
  project.remove();
});

/** What is deployed of the function; undefined where there is none. */
async function deployed(): Promise<{ readonly CodeSha256: string; readonly Timeout: number } | undefined> {
  const { status, body } = await project.aws("lambda", "GET", `${fn}/configuration`);
  return status === 200 ? (JSON.parse(body) as { CodeSha256: string; Timeout: number }) : undefined;
}

/** The steps that a run took, by the mark that the runner puts before each. */
function took({ stdout }: Ran, mark: "✅  Success" | "❌  Failure"): string[] {
  return Array.from(stdout.matchAll(new RegExp(`${mark} - Main (.*) \\[`, "g")), ([, step = ""]) => step);
}

function edit(from: string, to: string): void {
  project.edit("backend/chat/index.py", from, to);
}

test("a push to main is applied, and what runs is what was planned and answers", async () => {
  const ran = github.run(push);
  expect(ran).toMatchObject({ status: 0 });
  expect(ran.stdout).toMatch(/Apply complete! Resources: \d\d added, 0 changed, 0 destroyed/);
  expect(took(ran, "✅  Success").slice(-4)).toEqual([
    "Verify",
    "Terraform Apply",
    "Ask for its health",
    "Compare what runs with what was planned",
  ]);
  const runs = await deployed();
  expect(runs?.CodeSha256).toMatch(/=$/);
  expect(ran.stdout).toContain(`CodeSha256       ${String(runs?.CodeSha256)}, as expected`);
});

test("a second push has nothing to change", () => {
  const ran = github.run(push);
  expect(ran).toMatchObject({ status: 0 });
  expect(ran.stdout).toContain("No changes.");
  expect(ran.stdout).toContain("Apply complete! Resources: 0 added, 0 changed, 0 destroyed");
});

test.each([
  { what: "altered", damage: "echo more >> lambda_packages/chat_function.zip" },
  { what: "removed", damage: "rm lambda_packages/chat_function.zip" },
])("a ZIP that is $what between plan and apply stops the run before the apply, and names it", async ({ damage }) => {
  const before = await deployed();
  expect(before).toBeDefined();
  edit("import json", "import json  # edited");
  const ran = github.run(push, `[ "$1" != plan ] || { "$REAL" "$@" && ${damage}; exit; }`);
  edit("import json  # edited", "import json");
  expect(ran.status).toBe(1);
  expect(took(ran, "❌  Failure")).toEqual(["Verify"]);
  expect(ran.stdout).not.toContain("Terraform Apply");
  expect(ran.stdout).toContain("lambda_packages/chat_function.zip");
  expect(await deployed()).toEqual(before);
});

test("a run by hand on a branch is checked, and deploys nothing", () => {
  const ran = github.run({ name: "workflow_dispatch", ref: "refs/heads/fix", inputs: { operation: "destroy" } });
  expect(ran).toMatchObject({ status: 0 });
  expect(ran.stdout).toContain("Check without credentials] 🏁  Job succeeded");
  expect(ran.stdout).not.toMatch(/Deploy to AWS|Destroy in AWS|Terraform Apply/);
});

test("a state that somebody else has locked stops the run, which says who holds it", async () => {
  const lock = {
    ID: "11111111-2222-3333-4444-555555555555",
    Operation: "OperationTypeApply",
    Who: "somebody@else",
    Version: "1.11.4",
  };
  const object = `/${stateBucket}/test-llms-demo/terraform.tfstate.tflock`;
  expect(await project.aws("s3", "PUT", object, JSON.stringify(lock))).toMatchObject({ status: 200 });
  const ran = github.run(push, "export TF_CLI_ARGS_plan=-lock-timeout=1s");
  expect(await project.aws("s3", "DELETE", object)).toMatchObject({ status: 204 });
  expect(took(ran, "❌  Failure")).toEqual(["Terraform Plan"]);
  expect(ran.stdout).toContain("Error acquiring the state lock");
  expect(ran.stdout).toContain("somebody@else");
});

describe("the daily look for drift", () => {
  const schedule = { name: "schedule" } as const;
  const found = ({ stdout }: Ran) => ["Configuration drift", "Code drift"].filter((title) => stdout.includes(`title=${title}`));

  test("is green where nothing has drifted", () => {
    const ran = github.run(schedule);
    expect(ran).toMatchObject({ status: 0 });
    expect(took(ran, "✅  Success").slice(-2)).toEqual(["Configuration Drift", "Code Drift"]);
  });

  test("names code that somebody changed, and a setting that somebody changed, each by its name", async () => {
    const ZipFile = Buffer.from(zipSync({ "index.py": new Uint8Array() })).toString("base64");
    expect(await project.aws("lambda", "PUT", `${fn}/code`, JSON.stringify({ ZipFile }))).toMatchObject({ status: 200 });
    const ofCode = github.run(schedule);
    expect(found(ofCode)).toEqual(["Code drift"]);
    expect(ofCode.status).toBe(1);

    expect(await project.aws("lambda", "PUT", `${fn}/configuration`, '{"Timeout":20}')).toMatchObject({ status: 200 });
    const ofBoth = github.run(schedule);
    expect(found(ofBoth)).toEqual(["Configuration drift", "Code drift"]);
    expect(ofBoth.status).toBe(1);
  });
});

test("a destroy by hand goes through the same gate, and leaves nothing", async () => {
  const ran = github.run({ name: "workflow_dispatch", inputs: { operation: "destroy" } });
  expect(ran).toMatchObject({ status: 0 });
  expect(ran.stdout).toMatch(/Apply complete! Resources: 0 added, 0 changed, \d\d destroyed/);
  expect(took(ran, "✅  Success").at(-1)).toBe("Terraform Apply");
  expect(await deployed()).toBeUndefined();
});

test("an apply that is cancelled half-way releases the lock and saves the state, and the next run completes it", async () => {
  const cancelled = await github.runCancelled(push, /aws_lambda_function\.chat: Creating\.\.\./);
  expect(cancelled.status).toBe(1);
  expect(cancelled.stdout).toContain("Interrupt received");
  expect(took(cancelled, "❌  Failure")).toEqual(["Terraform Apply"]);
  const state = `/${stateBucket}/test-llms-demo/terraform.tfstate`;
  expect(await project.aws("s3", "GET", `${state}.tflock`)).toMatchObject({ status: 404 });
  const { resources } = JSON.parse((await project.aws("s3", "GET", state)).body) as StateFile;
  expect(resources.map(({ type }) => type)).toContain("aws_iam_role");
  expect(resources.map(({ type }) => type)).not.toContain("aws_lambda_permission");

  const next = github.run(push);
  expect(next).toMatchObject({ status: 0 });
  expect(next.stdout).toMatch(/Apply complete! Resources: \d+ added, 0 changed, [01] destroyed/);
  expect(took(next, "✅  Success").at(-1)).toBe("Compare what runs with what was planned");
});

test("a pull request is reported in a comment, with what it changes, and AWS is asked for nothing", async () => {
  github.commit();
  edit("import json", "import json  # edited");
  github.commit();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${String(request.method)} ${String(request.url)}`);
    response.writeHead(500).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const ran = await github.runChecks(
      {
        name: "pull_request",
        pullRequest: { number: 7, head: { ref: "fix", repo: { full_name: "acme/project" } }, base: { ref: "main" } },
      },
      {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...{ AWS_ACCESS_KEY_ID: "canary", AWS_SECRET_ACCESS_KEY: "canary", AWS_REGION: "eu-west-1" },
      },
    );
    expect({ status: ran.status, asked }).toEqual({ status: 0, asked: [] });
    expect(ran.comment).toMatch(/### What this changes in what is deployed\n[^]*index\.py[^]*\n### What would be made/);
    expect(ran.comment).toContain("# aws_lambda_function.chat will be created");
    expect(ran.comment).toContain("### Where the container is built");
    expect(ran.stdout).not.toMatch(/Deploy to AWS|Terraform Apply/);
  } finally {
    server.close();
  }
});
