import type { DriftReport } from "../../cli/commands/drift-report";
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

const drift = 'cd "$OLDPWD" && (as one npm run --silent drift -- --aws --json)';

test("what a first apply leaves that is killed, the lock too, is named by npm run drift, and an apply converges after the cures", async () => {
  const killed = shared.run(
    "join one",
    "(as one terraform plan -out=tfplan) >&2",
    "(as one terraform apply tfplan) > apply.log &",
    "while ! grep -q 'aws_lambda_function.chat: Creating' apply.log; do kill -0 $!; sleep 0.1; done",
    "kill -9 $!",
    "wait $! || true",
    drift,
  );
  expect([killed.status, killed.stdout]).toEqual([1, expect.stringContaining("{")]);
  const { lock, leftovers } = JSON.parse(killed.stdout) as DriftReport;
  expect(lock).toMatchObject({ operation: "apply", place: expect.stringMatching(/^s3:.*\.tflock$/) as string });
  const named = leftovers.map(({ address, cure }) => `${cure} ${address}`);
  expect(named).toEqual(
    expect.arrayContaining([
      "import aws_iam_role.lambda",
      "import aws_cloudwatch_log_group.chat",
      "import aws_lambda_function.chat",
    ]),
  );

  const imports = leftovers.filter(({ cure }) => cure === "import");
  for (const { id } of leftovers.filter(({ cure }) => cure === "delete"))
    expect(await project.aws("apigateway", "DELETE", `/v2/apis/${id}`)).toMatchObject({ status: 204 });
  const cured = shared.run(
    `(as one terraform force-unlock -force ${String(lock?.id)})`,
    ...imports.map(({ address, id }) => `(as one terraform import ${address} ${id})`),
    "(as one terraform apply -auto-approve)",
    "(as one terraform plan -detailed-exitcode)",
    drift,
  );
  expect([cured.status, cured.stdout]).toEqual([0, expect.stringMatching(/Apply complete![^]*No changes\./)]);
});
