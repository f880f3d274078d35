import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type { TerraformStack } from "cdktf";
import { baseImageOf } from "../../../lib/artifact/image/base-image";
import { baseLockName, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import { readLayout } from "../../../lib/artifact/image/read-layout";
import type { ChecksReceipt } from "../../../lib/artifact/receipt/checks-receipt";
import type { Receipt } from "../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { madeBase } from "../artifact/image/made-base";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const base = madeBase("docker");

/** Synthesis runs in the app's folder, as a person's does in the project's. */
beforeEach(() => {
  const { folder } = app();
  jest.spyOn(process, "cwd").mockReturnValue(folder);
  writeBaseLock(join(folder, baseLockName), [base]);
});

afterEach(() => {
  jest.restoreAllMocks();
});

function synthesized(props: Partial<PythonFunctionProps> = {}, index = "import tool\n"): Synthesized {
  app().wheel({ name: "tool", files: { "tool/__init__.py": "name = 'tool'\n" } });
  const source = app().source("report", { "index.py": index }, "tool");
  return app().synthesize((stack: TerraformStack) => {
    new PythonFunction(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.image(), ...props });
  });
}

function receipt(): Receipt {
  return JSON.parse(readFileSync(app().path("artifacts.json"), "utf8")) as Receipt;
}

test("the function runs an image by its digest, from an immutable repository of its own that keeps the newest", () => {
  const { resource, data, checks } = synthesized();
  expect(checks).toEqual({});
  const { aws_lambda_function: functions, aws_ecr_repository: repositories, aws_ecr_lifecycle_policy: policies } = resource;
  expect(functions?.["report"]).toMatchObject({
    package_type: "Image",
    image_uri: "${aws_ecr_repository.report.repository_url}@${data.aws_ecr_image.report_pushed_by_npm_run_image.image_digest}",
    image_config: { command: ["index.handler"] },
  });
  for (const argument of ["handler", "runtime", "filename", "source_code_hash", "layers"])
    expect(functions?.["report"]).not.toHaveProperty(argument);
  expect(repositories?.["report"]).toMatchObject({
    name: "demo-report",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
  });
  expect(policies?.["report"]).toHaveProperty("policy", expect.stringContaining("imageCountMoreThan") as string);
  expect(data["aws_ecr_image"]?.["report_pushed_by_npm_run_image"]).toMatchObject({
    image_digest: receipt().functions[0]?.image?.digest,
    repository_name: "${aws_ecr_repository.report.name}",
  });
});

test("two functions whose repositories would have one name are refused, since Terraform could make but one", () => {
  const source = app().source("report");
  const props = { source, runtime: PythonRuntime.PYTHON_3_11, packaging: Packaging.image() };
  const both = (): unknown =>
    app().synthesize((stack: TerraformStack) => {
      for (const id of ["my_report", "My-Report"]) new PythonFunction(stack, id, props);
    });
  expect(both).toThrow(
    [
      "the repository of My-Report would be demo-my-report, as that of my_report is",
      "  where: demo/My-Report",
      "  fix:   give one of them an id that differs in more than capitals, _ and -",
    ].join("\n"),
  );
});

test("the stack directory holds the image as an OCI layout: two layers of its own, above those of the base", () => {
  synthesized();
  const { image, zips } = receipt().functions[0] ?? {};
  const layout = readLayout(app().path("lambda_images/report"));
  expect(layout.digest).toBe(image?.digest);
  expect(image?.base).toEqual({ name: base.name, digest: base.digest, platform: base.platform });
  const layers = layout.manifest.layers.map(({ digest }) => digest);
  expect(layers.slice(-2).reverse()).toEqual(zips?.map((path) => `sha256:${path.slice(-64)}`));
});

test("the receipt says what is in the image, where it comes from and against which limit, as its schema has it", () => {
  synthesized();
  const path = resolve(__dirname, "../../../lib/artifact/receipt/artifacts.schema.json");
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(path, "utf8")) as object);
  validate(receipt());
  expect(validate.errors).toBeNull();
  const { functions, zips } = receipt();
  expect(functions[0]).toMatchObject({ strategy: "image", sizes: { unzippedLimit: 10_737_418_240 } });
  expect(zips.map(({ holds, files }) => [holds, files.map((file) => file.path)])).toEqual(
    expect.arrayContaining([
      ["function", ["var/task/index.py", "var/task/requirements.txt"]],
      ["dependencies", expect.arrayContaining(["var/task/tool/__init__.py"]) as string[]],
    ]),
  );
});

test("a change of the code is another digest, and the layer with dependencies stays", () => {
  synthesized();
  const before = receipt().functions[0];
  synthesized({}, "import tool\n\nprint(tool.name)\n");
  const after = receipt().functions[0];
  expect(after?.image?.digest).not.toBe(before?.image?.digest);
  expect([after?.zips[1], after?.zips[0] === before?.zips[0]]).toEqual([before?.zips[1], false]);
});

test("it is checked as any other: what nobody supplies is refused", () => {
  const source = app().source("other", { "index.py": "import yaml\n" });
  expect(() => synthesized({ source })).toThrow("index.py imports yaml, which nobody supplies");
});

test("a runtime that creates no functions any more is a warning, since an image names none", () => {
  process.env["SOURCE_DATE_EPOCH"] = String(Date.parse("2028-01-01") / 1000);
  synthesized();
  const { functions } = JSON.parse(readFileSync(app().path("checks.json"), "utf8")) as ChecksReceipt;
  expect(functions[0]?.findings.filter(({ level }) => level === "error")).toEqual([]);
});

test("a base image that is not locked is refused with the command that locks it", () => {
  expect(() => synthesized({ runtime: PythonRuntime.PYTHON_3_12 })).toThrow(
    /public\.ecr\.aws\/lambda\/python:3\.12 for linux\/amd64 is not locked[\s\S]*npm run lock -- --base python3\.12/,
  );
  expect(baseImageOf("python3.11", "x86_64")).toEqual({ name: base.name, platform: base.platform });
});

test("a file of the function's own that hides one of a dependency is refused: in an image both lie in one folder", () => {
  app().wheel({ name: "tool", files: { "tool/__init__.py": "" } });
  const source = app().source("other", { "index.py": "import tool\n", "tool/__init__.py": "" }, "tool");
  expect(() => synthesized({ source })).toThrow("tool/__init__.py of the function's own hides the one of tool");
});
