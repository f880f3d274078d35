import type { CodeDrift, DriftReport } from "../../../cli/commands/drift-report";
import { driftText } from "../../../cli/commands/drift-text";

const cures = {
  terraform: "terraform -chdir=cdktf.out/stacks/demo",
  aws: "aws",
  repair: "npm run drift -- --aws --repair",
  deploy: "terraform -chdir=cdktf.out/stacks/demo apply",
};

const nothing: DriftReport = { version: 1, where: "AWS", code: [], leftovers: [] };

const changed: CodeDrift = {
  kind: "other-code",
  address: "aws_lambda_function.chat",
  name: "demo-chat",
  running: { code: "theirs=", since: "2026-11-30T02:31:22.160+0000" },
  state: { code: "ours=" },
  receipt: { code: "ours=", isRunning: false },
  inside: { version: 1, before: "the receipt", after: "what runs in AWS", functions: [], zips: [], notCompared: [] },
};

test("nothing is said where nothing was found", () => {
  expect(driftText(nothing, cures)).toBe("");
});

test("code that changed is told by all three who know of it, and since when", () => {
  expect(driftText({ ...nothing, code: [changed] }, cures)).toMatchInlineSnapshot(`
    "aws_lambda_function.chat (demo-chat) runs other code than Terraform deployed, and no plan would change it
      runs      theirs=, last changed 2026-11-30T02:31:22.160+0000
      state     ours=
      receipt   ours=
      inside    the same files
      cause:    somebody changed it outside Terraform, an update failed, or another ZIP was uploaded than planned
      fix:      npm run drift -- --aws --repair"
  `);
});

test("of an image it is not said that no plan would change it, since one does", () => {
  const [running, state] = [{ code: "sha256:theirs" }, { code: "sha256:ours" }];
  const [first] = driftText({ ...nothing, code: [{ ...changed, running, state }] }, cures).split("\n");
  expect(first).toBe("aws_lambda_function.chat (demo-chat) runs other code than Terraform deployed");
});

test("what is gone, and what is not deployed, is told with the apply that cures it", () => {
  const { address, name, state = {} } = changed;
  const gone: CodeDrift = { kind: "gone", address, name, state, receipt: { isRunning: false } };
  const undeployed: CodeDrift = { ...changed, kind: "not-deployed", state: {}, receipt: { isRunning: false } };
  expect(driftText({ ...nothing, code: [gone, undeployed] }, cures)).toMatchInlineSnapshot(`
    "aws_lambda_function.chat (demo-chat) is not there any more, and the state says it is
      runs      nothing
      state     ours=
      receipt   a ZIP that Terraform makes
      cause:    somebody deleted it outside Terraform
      fix:      terraform -chdir=cdktf.out/stacks/demo apply

    aws_lambda_function.chat (demo-chat) is not deployed as the stack directory has it
      runs      theirs=, last changed 2026-11-30T02:31:22.160+0000
      state     it was imported, and its code is not known
      receipt   other files than what runs
      inside    the same files
      cause:    it was synthesized and not applied yet, or another checkout was deployed
      fix:      terraform -chdir=cdktf.out/stacks/demo apply"
  `);
});

test("what a killed apply left is told with the commands that import it", () => {
  const leftovers = [
    { address: "aws_iam_role.lambda", id: "demo-lambda", cure: "import" },
    { address: "aws_cloudwatch_log_group.chat", id: "/aws/lambda/demo chat", cure: "import" },
    { address: "aws_apigatewayv2_api.api", id: "77e20f56", cure: "delete" },
  ] as const;
  expect(driftText({ ...nothing, leftovers }, cures)).toMatchInlineSnapshot(`
    "AWS has what the stack would make, and the state does not know of it
      aws_iam_role.lambda             demo-lambda
      aws_cloudwatch_log_group.chat   /aws/lambda/demo chat
      aws_apigatewayv2_api.api        77e20f56
      cause:    an apply was killed before it wrote the state; or another state has them: make sure that none does
      fix:      tell the state of them, then apply
                terraform -chdir=cdktf.out/stacks/demo import aws_iam_role.lambda demo-lambda
                terraform -chdir=cdktf.out/stacks/demo import aws_cloudwatch_log_group.chat '/aws/lambda/demo chat'
                aws apigatewayv2 delete-api --api-id 77e20f56
                terraform -chdir=cdktf.out/stacks/demo apply"
  `);
});

test.each([
  { place: "s3://states/demo.tflock", held: false, fix: "terraform -chdir=cdktf.out/stacks/demo force-unlock 51c4" },
  {
    place: "s3://states/demo.tflock",
    held: true,
    fix: "if that run is no more: terraform -chdir=cdktf.out/stacks/demo force-unlock 51c4",
  },
  {
    place: ".terraform.tfstate.lock.info",
    held: false,
    fix: "rm .terraform.tfstate.lock.info   (Terraform takes no notice of it)",
  },
])("a lock at $place, held: $held, is told with who took it, and how it is undone", ({ place, held, fix }) => {
  const lock = { id: "51c4", who: "ann@laptop", operation: "apply", since: "2026-11-30T02:31:45Z", place, mayBeHeld: held };
  const text = driftText({ ...nothing, lock }, cures);
  expect(text).toContain("ann@laptop");
  expect(text).toContain("2026-11-30T02:31:45Z");
  expect(text.split("\n").at(-1)).toBe(`  fix:      ${fix}`);
  expect(text.includes("nobody is at work")).toBe(!held);
});

test("what a lock's taker is called reaches no terminal as it is", () => {
  const lock = { id: "1", who: "\u001b[31mann", operation: "apply", since: "now", place: "s3://a/b", mayBeHeld: false };
  expect(driftText({ ...nothing, lock }, cures)).toContain("\\x1b[31mann");
});
