import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataAwsIamRole } from "@cdktf/provider-aws/lib/data-aws-iam-role";
import { DataAwsCloudwatchLogGroup } from "@cdktf/provider-aws/lib/data-aws-cloudwatch-log-group";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { testingApp } from "../../testing-app";
import { declareProviders } from "../../../lib/constructs/providers";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";

type Addresses = Record<string, Record<string, Record<string, unknown>>>;

let source: string;

beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), "python-function-"));
  writeFileSync(join(source, "index.py"), "def handler(event, context): ...\n");
});

afterEach(() => {
  rmSync(source, { recursive: true });
});

function synthesized(build: (stack: TerraformStack) => void): { resource: Addresses; data: Addresses } {
  const stack = new TerraformStack(testingApp(), "demo");
  declareProviders(stack);
  build(stack);
  return JSON.parse(Testing.synth(stack, true)) as { resource: Addresses; data: Addresses };
}

function functionOf(props: Partial<PythonFunctionProps> = {}): (stack: TerraformStack) => PythonFunction {
  return (stack) => new PythonFunction(stack, "greet", { source, runtime: PythonRuntime.PYTHON_3_12, ...props });
}

test("a function that is told nothing but its source and runtime gets a name, a role and a log group of its own", () => {
  const { resource } = synthesized(functionOf());
  expect(resource["aws_lambda_function"]?.["greet"]).toMatchObject({
    function_name: "demo-greet",
    handler: "index.handler",
    runtime: "python3.12",
    role: "${aws_iam_role.greet.arn}",
  });
  expect(resource["aws_cloudwatch_log_group"]?.["greet"]).toMatchObject({
    name: "/aws/lambda/demo-greet",
    retention_in_days: 14,
  });
  expect(Object.keys(resource["aws_iam_role_policy"] ?? {})).toEqual(["greet_logs"]);
});

test("a new role has the permissions boundary it is told, and none otherwise", () => {
  const permissionsBoundary = "arn:aws:iam::111122223333:policy/most";
  const role = (props: Partial<PythonFunctionProps>) => synthesized(functionOf(props)).resource["aws_iam_role"]?.["greet"];
  expect(role({ permissionsBoundary })).toMatchObject({ permissions_boundary: permissionsBoundary });
  expect(role({})).not.toHaveProperty("permissions_boundary");
});

test("a role and a log group made elsewhere are used as they are, and no right is added to the role", () => {
  const { resource, data } = synthesized((stack) => {
    const role = new DataAwsIamRole(stack, "theirs", { name: "theirs" });
    const logGroup = new DataAwsCloudwatchLogGroup(stack, "shared", { name: "/shared" });
    functionOf({ role, logGroup, functionName: "named" })(stack);
  });
  expect(Object.keys(resource)).toEqual(["aws_lambda_function"]);
  expect(Object.keys(data)).toEqual(["archive_file", "aws_cloudwatch_log_group", "aws_iam_role"]);
  expect(resource["aws_lambda_function"]?.["greet"]).toMatchObject({
    function_name: "named",
    role: "${data.aws_iam_role.theirs.arn}",
    logging_config: { log_group: "${data.aws_cloudwatch_log_group.shared.name}" },
  });
});

test("the resource takes every argument that has no prop", () => {
  const { resource } = synthesized((stack) => {
    functionOf()(stack).resource.tags = { team: "chat" };
  });
  expect(resource["aws_lambda_function"]?.["greet"]).toMatchObject({ tags: { team: "chat" } });
});

test("Terraform variables pass as memory and timeout, though their values are not known yet", () => {
  const { resource } = synthesized((stack) => {
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    functionOf({ memorySize: number, timeout: number })(stack);
  });
  expect(resource["aws_lambda_function"]?.["greet"]).toMatchObject({ memory_size: "${var.number}", timeout: "${var.number}" });
});

test("two functions of one selection share one staged folder; another selection of the same folder has its own", () => {
  writeFileSync(join(source, "extra.py"), "");
  const { data } = synthesized((stack) => {
    new PythonFunction(stack, "first", { source, runtime: PythonRuntime.PYTHON_3_12 });
    new PythonFunction(stack, "second", { source, runtime: PythonRuntime.PYTHON_3_12 });
    new PythonFunction(stack, "third", { source, runtime: PythonRuntime.PYTHON_3_12, exclude: ["extra.py"] });
  });
  const archives = data["archive_file"] ?? {};
  const [first, second, third] = ["first_lambda", "second_lambda", "third_lambda"].map((name) => archives[name]?.["source_dir"]);
  expect(second).toBe(first);
  expect(third).toEqual(expect.stringMatching(/^\$\{path\.module\}\/python-function-\w+-[0-9a-f]{12}$/));
});

test("three selections of one folder are staged apart, each as its own", () => {
  for (const name of ["one.py", "two.py", "three.py"]) writeFileSync(join(source, name), "def handler(event, context): ...\n");
  const { data } = synthesized((stack) => {
    for (const own of ["one", "two", "three"]) {
      const exclude = ["one.py", "two.py", "three.py", "index.py"].filter((name) => name !== `${own}.py`);
      new PythonFunction(new Construct(stack, own), "fn", {
        source,
        handler: `${own}.handler`,
        runtime: PythonRuntime.PYTHON_3_12,
        exclude,
      });
    }
  });
  const folders = Object.values(data["archive_file"] ?? {}).map((archive) => archive["source_dir"]);
  expect(new Set(folders).size).toBe(3);
});

test("a source folder inside another's is staged outside it, or the other would ship it", () => {
  const inner = join(source, "inner");
  mkdirSync(inner);
  writeFileSync(join(inner, "index.py"), "def handler(event, context): ...\n");
  for (const order of [
    ["outer", "inner"],
    ["inner", "outer"],
  ]) {
    const { data } = synthesized((stack) => {
      for (const id of order) {
        const own = id === "outer" ? { source, exclude: ["inner/"] } : { source: inner };
        new PythonFunction(stack, id, { ...own, runtime: PythonRuntime.PYTHON_3_12 });
      }
    });
    const [outer = "", staged = ""] = ["outer_lambda", "inner_lambda"].map((name) =>
      String(data["archive_file"]?.[name]?.["source_dir"]),
    );
    expect([staged.startsWith(`${outer}/`), outer.startsWith(`${staged}/`)]).toEqual([false, false]);
  }
});

test.each(["my fn", "a.b", "9lives", "a/b", "../../x", "${path.module}"])(
  "%j, which cannot be a part of an address, is refused as an id",
  (id) => {
    expect(() => synthesized((stack) => new PythonFunction(stack, id, { source, runtime: PythonRuntime.PYTHON_3_12 }))).toThrow(
      "cannot be a function's id",
    );
  },
);

test.each([
  ["memorySize", 127, "128 to 10240 MB"],
  ["memorySize", 10_241, "128 to 10240 MB"],
  ["memorySize", 256.5, "128 to 10240 MB"],
  ["timeout", 0, "1 to 900 seconds"],
  ["timeout", 901, "1 to 900 seconds"],
] as const)("%s %p is refused with its range", (name, value, range) => {
  expect(() => synthesized(functionOf({ [name]: value }))).toThrow(`give a whole number of ${range}`);
});

test.each([
  ["memorySize", 128],
  ["memorySize", 10_240],
  ["timeout", 1],
  ["timeout", 900],
] as const)("%s %p, on the boundary, is taken", (name, value) => {
  expect(() => synthesized(functionOf({ [name]: value }))).not.toThrow();
});

test("all numbers out of range are told at once", () => {
  expect(() => synthesized(functionOf({ memorySize: 1, timeout: 1_000 }))).toThrow(/memorySize 1 [^]*timeout 1000 /);
});

test("a handler whose file does not ship is refused by the file's name", () => {
  expect(() => synthesized(functionOf({ handler: "app.main.handler" }))).toThrow(
    "the handler app.main.handler needs app/main.py, which is not among the 1 files shipped",
  );
});

test("a handler in a package is found", () => {
  mkdirSync(join(source, "app"));
  writeFileSync(join(source, "app", "__init__.py"), "");
  expect(() => synthesized(functionOf({ handler: "app.handler" }))).not.toThrow();
});

test("text that is no handler is refused", () => {
  expect(() => synthesized(functionOf({ handler: "handler" }))).toThrow('"handler" is not a handler');
});
