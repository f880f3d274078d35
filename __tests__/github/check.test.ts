import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  allowNamespaces,
  deployment,
  execute,
  jobIn,
  programs,
  scratchFolder,
  stackDirectory,
  stepIn,
  type Job,
} from "./workflows";

const check = jobIn(deployment, "check");
const comment = jobIn(deployment, "comment");

let scratch: string;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test("everything is checked up to the plan, in the local cloud, which is stopped whatever happens after the install", () => {
  const commands = check.steps.flatMap(({ name, run }) => (run === undefined || run.includes("\n") ? [] : [[name, run]]));
  expect(commands).toEqual([
    ["Install", "npm ci"],
    ["Allow user namespaces", allowNamespaces],
    ["Test", "npm test"],
    ["Synthesize", "npm run synth"],
    ["Terraform Init", "npm run local -- terraform init"],
    ["Terraform Validate", "npm run local -- terraform validate"],
    ["Terraform Plan", "npm run local -- terraform plan -out=tfplan"],
    ["Stop the local cloud", "npm stop"],
  ]);
  expect(check.steps.at(-1)).toMatchObject({ if: "always() && steps.install.outcome == 'success'", run: "npm stop" });
  expect(stepIn(check, "Install").id).toBe("install");
  const conditional = check.steps.filter((step) => step.if !== undefined).map(({ name }) => name);
  expect(conditional).toEqual(["Compare with the base", "Stop the local cloud"]);
});

test("the workflows, the stack and its plan are held against the tools' rules", () => {
  const cwd = mkdtempSync(join(scratch, "delivery-"));
  const bin = programs(scratch, { npm: '[ "$2" = local ] || [ "$3" = local ] && echo "{}"; echo "$*" >> called' });
  const step = stepIn(check, "Check the workflows, the stack and the plan");
  expect(execute(step, { cwd, bin, env: { RUNNER_TEMP: cwd } }).status).toBe(0);
  expect(readFileSync(join(cwd, "called"), "utf8").split("\n")).toEqual([
    "run -s local -- terraform show -json tfplan",
    `run test:delivery -- --plan ${cwd}/plan.json`,
    "",
  ]);
});

test("sets up the same tools, of the same versions, as what deploys, but for the caches", () => {
  const tools = ({ steps }: Job) =>
    steps
      .filter(({ name }) => /^(?:Check out|Set up)/.test(name))
      .map(({ name, uses, with: { cache, "package-manager-cache": own, "fetch-depth": depth, ...settings } = {} }) => {
        expect([cache, own, depth].filter((each) => each !== undefined).length).toBeLessThan(2);
        return { name, uses, settings };
      });
  expect(tools(check)).toEqual(tools(jobIn(deployment, "deploy")));
  expect(tools(jobIn(deployment, "drift"))).toEqual(tools(jobIn(deployment, "deploy")));
});

describe("the comparison with what a pull request is merged into", () => {
  const step = stepIn(check, "Compare with the base");

  test("has the merge's first parent checked out, which two commits of history hold", () => {
    expect(stepIn(check, "Check out").with).toMatchObject({ "fetch-depth": 2 });
    expect(step.if).toBe("github.event_name == 'pull_request'");
    expect(step.env).toEqual({ STACK: stackDirectory });
  });

  test.each([
    { what: "says what differs", npm: '[ "$1 $2" != "run -s" ] || echo "**differs**"', diff: "**differs**\n", warning: false },
    { what: "warns where the base does not install", npm: '[ "$1" != ci ]', diff: undefined, warning: true },
    { what: "warns where the base does not synthesize", npm: '[ "$2" != synth ]', diff: undefined, warning: true },
    { what: "warns where the base's receipt is of another kind", npm: '[ "$1 $2" != "run -s" ]', diff: "", warning: true },
  ])("$what", ({ npm, diff, warning }) => {
    const { repository, temporary } = repositoryWithBase();
    const bin = programs(scratch, { npm: `echo "$PWD: npm $*" >> "${temporary}/called"; ${npm}` });
    const { status, stdout } = execute(step, { cwd: repository, bin, env: { RUNNER_TEMP: temporary, STACK: stackDirectory } });
    expect({ status, warning: stdout.includes("::warning title=No comparison::") }).toEqual({ status: 0, warning });
    const file = join(temporary, "diff.md");
    expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(diff);
    expect(readFileSync(join(temporary, "called"), "utf8")).toContain(`${temporary}/base: npm ci\n`);
    expect(readFileSync(join(temporary, "base", "file"), "utf8")).toBe("base");
  });
});

describe("the report", () => {
  const step = stepIn(check, "Report");

  test.each([true, false])("is the run's summary and the job's output, with a comparison (%p) or without", (compared) => {
    const cwd = mkdtempSync(join(scratch, "report-"));
    if (compared) writeFileSync(join(cwd, "diff.md"), "diff");
    const bin = programs(scratch, { npm: 'echo "npm $*"' });
    const [summary, output] = [join(cwd, "summary"), join(cwd, "output")];
    const env = { RUNNER_TEMP: cwd, GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output };
    expect(execute(step, { cwd, bin, env }).status).toBe(0);

    const files = `--diff ${cwd}/diff.md --plan ${cwd}/plan.txt --explanation ${cwd}/explanation.md`;
    const text = `npm run -s report -- ${files}\n`;
    expect(readFileSync(join(cwd, "diff.md"), "utf8")).toBe(compared ? "diff" : "");
    expect(readFileSync(join(cwd, "plan.txt"), "utf8")).toBe("npm run -s local -- terraform show -no-color tfplan\n");
    expect(readFileSync(join(cwd, "explanation.md"), "utf8")).toBe("npm run -s explain -- --markdown\n");
    expect(readFileSync(summary, "utf8")).toBe(text);
    expect(readFileSync(output, "utf8")).toMatch(/^markdown<<([0-9a-f]{32})\n[^]*\n\1\n$/);
    expect(readFileSync(output, "utf8")).toContain(text);
  });

  test("that fails writes no output", () => {
    const cwd = mkdtempSync(join(scratch, "report-"));
    const bin = programs(scratch, { npm: '[ "$3" != report ]' });
    const output = join(cwd, "output");
    const env = { RUNNER_TEMP: cwd, GITHUB_STEP_SUMMARY: join(cwd, "summary"), GITHUB_OUTPUT: output };
    expect(execute(step, { cwd, bin, env }).status).not.toBe(0);
    expect(existsSync(output)).toBe(false);
  });

  test("is the pull request's one comment, written by a job that runs nothing of the pull request", () => {
    expect(check.outputs).toEqual({ report: "${{ steps.report.outputs.markdown }}" });
    expect(step.id).toBe("report");
    expect(comment.needs).toBe("check");
    expect(comment.steps.map(({ name, uses }) => [name, uses])).toEqual([["Write the comment, or renew it", undefined]]);
    expect(comment.steps[0]?.env).toEqual({
      GH_TOKEN: "${{ github.token }}",
      GH_REPO: "${{ github.repository }}",
      NUMBER: "${{ github.event.pull_request.number }}",
      REPORT: "${{ needs.check.outputs.report }}",
    });
  });

  test("is handed over as it is, whatever it holds", () => {
    const bin = programs(scratch, { gh: 'echo "$*"; cat' });
    const REPORT = '`$(echo pwned)` "quoted" %s \\n\n- é';
    const { stdout } = execute(stepIn(comment, "Write the comment, or renew it"), {
      cwd: scratch,
      bin,
      env: { NUMBER: "7", REPORT },
    });
    expect(stdout).toBe(`pr comment 7 --edit-last --create-if-none --body-file -\n${REPORT}\n`);
  });
});

/** A repository whose last commit is a merge: its first parent has `base` in a file. */
function repositoryWithBase(): { repository: string; temporary: string } {
  const [repository, temporary] = [mkdtempSync(join(scratch, "repository-")), mkdtempSync(join(scratch, "temporary-"))];
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", ...args], {
      cwd: repository,
    });
  git("init", "--quiet");
  for (const text of ["base", "head"]) {
    writeFileSync(join(repository, "file"), text);
    git("add", "file");
    git("commit", "--quiet", "-m", text);
  }
  mkdirSync(join(repository, stackDirectory), { recursive: true });
  return { repository, temporary };
}
