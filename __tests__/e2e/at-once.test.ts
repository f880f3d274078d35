import { userInfo } from "node:os";
import { Project } from "./project";
import { SharedState } from "./shared-state";

const project = new Project();
let shared: SharedState;

beforeAll(async () => {
  shared = await SharedState.of(project);
});
afterAll(() => {
  project.remove();
});

test("of two applies at once, one fails and says who is at work, one waits and finds its plan stale, and the state is whole", () => {
  const { status, stdout, stderr } = shared.run(
    ...["one", "other"].flatMap((person) => [`join ${person}`, `(as ${person} terraform plan -out=${person}.tfplan)`]),
    "(as one terraform apply one.tfplan) > one.log &",
    "while ! grep -q 'aws_lambda_function.chat: Creating' one.log; do kill -0 $!; sleep 0.1; done",
    'echo "MEANWHILE"',
    '(as other terraform apply other.tfplan) 2>&1 || echo "EXIT $?"',
    'echo "WAITING"',
    '(as other terraform apply -lock-timeout=2m other.tfplan) 2>&1 || echo "EXIT $?"',
    'wait $! && echo "DONE"',
    "cat one.log",
    "(as other terraform plan -detailed-exitcode)",
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
  const { status, stdout } = shared.run(
    "(as one terraform destroy -auto-approve) > one.log &",
    "while ! grep -q 'Destroying' one.log; do kill -0 $!; sleep 0.1; done",
    "(as other terraform destroy -auto-approve -lock-timeout=2m)",
    "wait $!",
    "cat one.log",
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/No objects need to be destroyed[^]*Destroy complete! Resources: \d\d destroyed\.\n$/);
  expect(await project.aws("lambda", "GET", "/2015-03-31/functions/test-llms-demo-chat")).toMatchObject({ status: 404 });
});
