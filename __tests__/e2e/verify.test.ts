import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeZip } from "../lib/artifact/inspect/make-zip";
import { Project, type Ran } from "./project";

const project = new Project();
const zip = join(project.stack, "lambda_packages/chat_function.zip");
const altered = makeZip([{ name: "index.py", content: "def handler(event, context): ...\n" }]);

/** Runs shell lines wired to the local cloud, all after one synthesis; `plan`, `verify` and `apply` are of the stack directory. */
function inCloud(...lines: readonly string[]): Ran {
  return project.local(
    [
      "set -e",
      `stack='${project.stack.replaceAll("'", `'\\''`)}'`,
      'zip="$stack/lambda_packages/chat_function.zip"',
      'terraform() { command terraform "-chdir=$stack" "$@"; }',
      "plan() { terraform plan -input=false -no-color -out=tfplan >&2; }",
      "apply() { terraform apply -input=false -no-color -auto-approve tfplan >&2; }",
      'verify() { node --import tsx cli/main.ts verify "$stack" tfplan "$@"; }',
      ...lines,
    ].join("\n"),
  );
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("base64");
}

beforeAll(() => {
  const { status, stderr } = inCloud("terraform init -input=false -no-color >&2");
  if (status !== 0) throw new Error(stderr);
});

afterAll(() => {
  project.remove();
});

describe("before the first apply", () => {
  test("a fresh plan is verified", () => {
    const { status, stdout } = inCloud("plan", "verify");
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^lambda_packages\/chat_function\.zip {3}sha256 \S{44}, as planned, and in the receipt/),
    ]);
  });

  test("a ZIP altered between plan and apply is told with both hashes and what changed, and nothing is made", () => {
    const planned = sha256(readFileSync(zip));
    const base64 = altered.toString("base64");
    const { status, stderr } = inCloud("plan", `echo ${base64} | base64 -d > "$zip"`, "verify", "apply");
    expect([status, stderr]).toEqual([1, expect.stringContaining(`planned  ${planned}`)]);
    expect(stderr).toContain(`is here  ${sha256(altered)}`);
    expect(stderr).toContain("requirements.txt went");
    expect(stderr).toContain("index.py changed");
    expect(existsSync(project.checkout.path(".local/cloud/terraform.tfstate"))).toBe(false);
  });

  test("a ZIP deleted between plan and apply is told, and nothing is made", () => {
    const { status, stderr } = inCloud("plan", 'rm "$zip"', "verify", "apply");
    expect([status, stderr]).toEqual([1, expect.stringContaining("lambda_packages/chat_function.zip is not there")]);
    expect(existsSync(project.checkout.path(".local/cloud/terraform.tfstate"))).toBe(false);
  });
});

describe("once it is applied", () => {
  beforeAll(() => {
    const { status, stderr } = inCloud("plan", "verify", "apply");
    if (status !== 0) throw new Error(stderr);
  });

  test("a second plan has nothing to change, and is verified", () => {
    const { status, stdout } = inCloud("plan", "verify");
    expect([status, stdout]).toEqual([0, "the plan uploads nothing\nnothing that holds data is deleted or replaced\n"]);
  });

  test("a plan that replaces a log group is refused, and allowed by its address", () => {
    const rename = `sed -i 's#/aws/lambda/#/aws/lambda/renamed-#' "$stack/cdk.tf.json"`;
    const { status, stdout, stderr } = inCloud(
      rename,
      "plan",
      "if verify; then exit 9; fi",
      "verify --allow-replace aws_cloudwatch_log_group.chat",
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining("aws_cloudwatch_log_group.chat is replaced, as you allowed")]);
    expect(stderr).toContain(
      "aws_cloudwatch_log_group.chat is replaced, since name cannot be changed otherwise; what goes with it:",
    );
  });

  test("a plan that deletes everything is refused, and what it loses is named", () => {
    const { status, stderr } = inCloud("terraform plan -destroy -input=false -no-color -out=tfplan >&2", "verify");
    expect([status, stderr]).toEqual([1, expect.stringContaining("aws_cloudwatch_log_group.api is deleted")]);
  });
});
