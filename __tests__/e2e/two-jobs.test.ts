import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shellWord } from "../../cli/process/run";
import { GithubRunner, stateBucket } from "./github-runner";
import { Project, type Ran } from "./project";

const push = { name: "push" } as const;
const fn = "/2015-03-31/functions/test-llms-demo-chat";

let project: Project;
let github: GithubRunner;
beforeAll(async () => {
  project = new Project();
  github = await GithubRunner.of(project, "docs/deploy-in-two-jobs.yml");
  expect(project.local("true")).toMatchObject({ status: 0 }); // the local cloud is up
  await project.makeBucket(stateBucket);
});
afterAll(() => {
  project.remove();
});

/** The hash of the code that is deployed; undefined where none is. */
async function deployed(): Promise<string | undefined> {
  const { status, body } = await project.aws("lambda", "GET", `${fn}/configuration`);
  return status === 200 ? (JSON.parse(body) as { CodeSha256: string }).CodeSha256 : undefined;
}

/** The steps that a run took, each with its job, by the mark that the runner puts before it. */
function took({ stdout }: Ran, mark: "✅  Success" | "❌  Failure"): string[] {
  const lines = stdout.matchAll(new RegExp(`/([^/\\]]*?) *\\] +${mark} - Main (.*) \\[`, "g"));
  return Array.from(lines, ([, job = "", step = ""]) => `${job}: ${step}`);
}

/** A script that is run in the job that applies, before each Terraform or npm whose arguments begin like this. */
function whereApplied(begin: string, script: string): string {
  return `case "$GITHUB_JOB $*" in "apply ${begin}"*) ${script};; esac`;
}

test("what one job has planned another applies, elsewhere and under another umask, and it is the planned code that answers", async () => {
  const planned = join(project.temporary, "planned");
  const ran = github.run(
    push,
    [whereApplied("", "umask 077"), whereApplied("ci", `mv ${shellWord(project.stack)} ${shellWord(planned)}`)].join("\n"),
  );
  expect(ran).toMatchObject({ status: 0 });
  expect(took(ran, "✅  Success").slice(-5)).toEqual([
    "Apply to AWS: Terraform Init",
    "Apply to AWS: Verify",
    "Apply to AWS: Terraform Apply",
    "Apply to AWS: Ask for its health",
    "Apply to AWS: Compare what runs with what was planned",
  ]);
  const zip = readFileSync(join(planned, "lambda_packages/chat_function.zip"));
  const hash = createHash("sha256").update(zip).digest("base64");
  expect(await deployed()).toBe(hash);
  expect(ran.stdout).toContain(`CodeSha256       ${hash}, as expected`);
});

test("where there is nothing to change, nothing is handed over, and nobody is asked", () => {
  const ran = github.run(push);
  expect(ran).toMatchObject({ status: 0 });
  expect(took(ran, "✅  Success").at(-1)).toBe("Plan for AWS: Show the plan to the reviewer");
  expect(ran.stdout).not.toContain("Apply to AWS");
});

describe("of code that was edited", () => {
  let before: string | undefined;
  beforeAll(async () => {
    before = await deployed();
    expect(before).toBeDefined();
    project.edit("backend/chat/index.py", "import json", "import json  # edited");
    github.commit();
  });

  test("a handover that is altered on its way stops the run before anything is asked of AWS", async () => {
    const ran = github.run(push, whereApplied("run handover", `echo >> "$RUNNER_TEMP/handover.zip"`));
    expect(ran.status).toBe(1);
    expect(took(ran, "❌  Failure")).toEqual(["Apply to AWS: Unpack"]);
    expect(ran.stdout).toContain("it is another archive than the one that was handed over");
    expect(ran.stdout).not.toMatch(/Apply to AWS +\] ⭐ Run Main (?:Assume the role|Terraform)/);
    expect(await deployed()).toBe(before);
  });

  test("a plan since which the state was changed is not applied", async () => {
    const [other, address] = ['"$REAL"', "aws_cloudwatch_log_group.chat"];
    const ran = github.run(push, whereApplied("apply", `${other} taint ${address} && ${other} untaint ${address}`));
    expect(ran.status).toBe(1);
    expect(took(ran, "❌  Failure")[0]).toBe("Apply to AWS: Terraform Apply");
    expect(ran.stdout).toContain("Saved plan is stale");
    expect(await deployed()).toBe(before);
  });

  test("one that is handed over whole is applied", async () => {
    expect(github.run(push)).toMatchObject({ status: 0 });
    expect(await deployed()).not.toBe(before);
  });
});
