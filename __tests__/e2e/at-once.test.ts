import { userInfo } from "node:os";
import { Project, type Ran } from "./project";

const project = new Project();
const bucket = "acme-state";

beforeAll(async () => {
  expect(project.local("true")).toMatchObject({ status: 0 }); // the local cloud is up
  await project.makeBucket(bucket);
});
afterAll(() => {
  project.remove();
});

/**
 * Runs shell lines wired to the local cloud: of two people with the same commit, who share nothing but the state in the bucket. `by one plan`
 * runs Terraform as one of them.
 */
function inCloud(...lines: readonly string[]): Ran {
  const script = [
    "set -e",
    `export TF_STATE_BUCKET=${bucket} TF_IN_AUTOMATION=1`,
    "unset TF_CLI_ARGS_init",
    "npm run --silent synth >&2",
    "cd cdktf.out/stacks/test-llms-demo",
    'by() { export TF_DATA_DIR="$TMPDIR/$1"; shift; command="$1"; shift; exec terraform "$command" -input=false -no-color "$@"; }',
    ...lines,
  ];
  return project.run(["local", "sh", "-c", script.join("\n")]);
}

const initialize = (person: string) =>
  `(by ${person} init -backend-config=use_path_style=true -backend-config=skip_s3_checksum=true)`;

test("of two applies at once, one fails and says who is at work, one waits and finds its plan stale, and the state is whole", () => {
  const { status, stdout, stderr } = inCloud(
    ...["one", "other"].flatMap((person) => [initialize(person), `(by ${person} plan -out=${person}.tfplan)`]),
    "(by one apply one.tfplan) > one.log &",
    "while ! grep -q 'aws_lambda_function.chat: Creating' one.log; do kill -0 $!; sleep 0.1; done",
    'echo "MEANWHILE"',
    '(by other apply other.tfplan) 2>&1 || echo "EXIT $?"',
    'echo "WAITING"',
    '(by other apply -lock-timeout=2m other.tfplan) 2>&1 || echo "EXIT $?"',
    'wait $! && echo "DONE"',
    "cat one.log",
    "(by other plan -detailed-exitcode)",
  );
  expect([status, stderr]).toEqual([0, expect.anything()]);
  const [, meanwhile = "", waiting = ""] = /MEANWHILE\n([^]*)WAITING\n([^]*)DONE\n/.exec(stdout) ?? [];
  expect(meanwhile).toContain("Error acquiring the state lock");
  expect(meanwhile).toMatch(new RegExp(`Who: +${userInfo().username}@\\S+`));
  expect(meanwhile).toMatch(/Operation: +OperationTypeApply/);
  expect(meanwhile).toContain("EXIT 1");
  expect(waiting).toMatch(/Acquiring state lock\. This may take a few moments\.\.\.[^]*Saved plan is stale[^]*EXIT 1/);
  expect(stdout).toMatch(/Apply complete! Resources: \d\d added, 0 changed, 0 destroyed[^]*No changes\./);
});

test("of two destroys at once, the one that waits finds nothing left to do", async () => {
  const { status, stdout } = inCloud(
    "(by one destroy -auto-approve) > one.log &",
    "while ! grep -q 'Destroying' one.log; do kill -0 $!; sleep 0.1; done",
    "(by other destroy -auto-approve -lock-timeout=2m)",
    "wait $!",
    "cat one.log",
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/No objects need to be destroyed[^]*Destroy complete! Resources: \d\d destroyed\.\n$/);
  expect(await project.aws("lambda", "GET", "/2015-03-31/functions/test-llms-demo-chat")).toMatchObject({ status: 404 });
});
