import { statSync } from "node:fs";
import { Construct } from "constructs";
import type { Architecture } from "../../../lib/artifact/resolve/platform";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

/** A function of a stack, packaged in a layer. */
interface Layered {
  readonly id: string;
  readonly source: string;
  readonly runtime?: PythonRuntime;
  readonly architecture?: Architecture;
  readonly packaging?: Packaging;
}

function synthesizeAll(functions: readonly Layered[]): Synthesized {
  return app().synthesize((stack) => {
    for (const { id, ...props } of functions)
      new PythonFunction(stack, id, { runtime: PythonRuntime.PYTHON_3_12, packaging: Packaging.layer(), ...props });
  });
}

/** Which layers each function has. */
function layersOf({ resource }: Synthesized): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resource.aws_lambda_function ?? {}).map(([name, { layers }]) => [name, (layers as string[])[0]]),
  );
}

beforeEach(() => {
  app().wheel({ name: "greeting", files: { "greeting.py": "hello = 'Hello'\n", "greeting.pyi": "hello: str\n" } });
  app().wheel({ name: "parting", files: { "parting.py": "bye = 'Bye'\n" } });
});

test("two functions that need the same share one layer, which lies in the stack directory once", () => {
  const first = app().source("first", {}, "greeting");
  const second = app().source("second", { "index.py": "import json\n" }, "greeting==1.0");
  const synthesized = synthesizeAll([
    { id: "first", source: first },
    { id: "second", source: second },
  ]);
  const arn = "${aws_lambda_layer_version.first.arn}";
  expect(layersOf(synthesized)).toEqual({ first: arn, second: arn });
  expect(Object.keys(synthesized.resource.aws_lambda_layer_version ?? {})).toEqual(["first"]);
  const shared = "lambda_packages/first_layer.zip";
  expect(synthesized.receipt.functions.map(({ zips }) => zips[1])).toEqual([shared, shared]);
  expect(synthesized.receipt.zips.map(({ path }) => path)).toEqual([
    "lambda_packages/first_function.zip",
    shared,
    "lambda_packages/second_function.zip",
  ]);
});

test("every plan checks that each function and layer is what Terraform deployed, under the names they have at last", () => {
  const source = app().source("first", {}, "greeting");
  const { checks } = app().synthesize((stack) => {
    const runtime = PythonRuntime.PYTHON_3_12;
    const { resource } = new PythonFunction(stack, "first", { source, runtime, packaging: Packaging.layer() });
    resource.overrideLogicalId("renamed");
  });
  const conditions = Object.entries(checks).map(([name, { assert }]) => [name, assert.condition]);
  const [fn, layer] = ["aws_lambda_function.renamed", "aws_lambda_layer_version.first"];
  expect(Object.fromEntries(conditions)).toEqual({
    code_of_renamed: `\${${fn}.code_sha256 == ${fn}.source_code_hash || ${fn}.last_modified == ""}`,
    code_of_layer_first: `\${${layer}.code_sha256 == ${layer}.source_code_hash}`,
  });
});

test.each<[string, Partial<Layered>]>([
  ["another runtime", { runtime: PythonRuntime.PYTHON_3_13 }],
  ["another processor", { architecture: "arm64" }],
  ["other files of the same distributions", { packaging: Packaging.layer({ slim: false }) }],
])("a function with %s has a layer of its own", (_what, change) => {
  const source = app().source("first", {}, "greeting");
  const synthesized = synthesizeAll([
    { id: "first", source },
    { id: "second", source, ...change },
  ]);
  expect(layersOf(synthesized)).toEqual({
    first: "${aws_lambda_layer_version.first.arn}",
    second: "${aws_lambda_layer_version.second.arn}",
  });
  const layer = synthesized.resource.aws_lambda_layer_version?.second;
  expect(layer).toMatchObject({
    filename: "${path.module}/lambda_packages/second_layer.zip",
    source_code_hash: app().hash("lambda_packages/second_layer.zip"),
    compatible_runtimes: [(change.runtime ?? PythonRuntime.PYTHON_3_12).name],
    compatible_architectures: [change.architecture ?? "x86_64"],
  });
});

test("a function with other needs has a layer of its own", () => {
  const first = app().source("first", {}, "greeting");
  const second = app().source("second", {}, "greeting\nparting");
  const synthesized = synthesizeAll([
    { id: "first", source: first },
    { id: "second", source: second },
  ]);
  expect(layersOf(synthesized).second).toBe("${aws_lambda_layer_version.second.arn}");
  expect(Object.keys(app().unzipped("lambda_packages/second_layer.zip"))).toContain("python/parting.py");
});

test("a change of the code changes the function's hash alone, and neither the layer's block nor its file", () => {
  const source = app().source("first", {}, "greeting");
  const before = synthesizeAll([{ id: "first", source }]);
  const file = statSync(app().path("lambda_packages/first_layer.zip"));
  app().source("first", { "index.py": "import greeting  # changed\n" }, "greeting");
  const after = synthesizeAll([{ id: "first", source }]);
  const code = (synthesized: Synthesized): Record<string, unknown> => synthesized.resource.aws_lambda_function?.first ?? {};
  expect(code(after).source_code_hash).not.toBe(code(before).source_code_hash);
  expect({ ...after.resource, aws_lambda_function: { first: { ...code(after), source_code_hash: "" } } }).toEqual({
    ...before.resource,
    aws_lambda_function: { first: { ...code(before), source_code_hash: "" } },
  });
  expect(statSync(app().path("lambda_packages/first_layer.zip"))).toMatchObject({ ino: file.ino, mtimeMs: file.mtimeMs });
});

test("a change of the needs publishes a new version of the layer, under its old address", () => {
  const source = app().source("first", {}, "greeting");
  const before = synthesizeAll([{ id: "first", source }]).resource.aws_lambda_layer_version?.first;
  app().source("first", {}, "greeting\nparting");
  const after = synthesizeAll([{ id: "first", source }]).resource.aws_lambda_layer_version?.first;
  expect(after).toEqual({ ...before, source_code_hash: app().hash("lambda_packages/first_layer.zip") });
  expect(after?.source_code_hash).not.toBe(before?.source_code_hash);
});

test("functions of one id in different parts of a stack have ZIPs of different paths, whatever their packaging", () => {
  const source = app().source("first", {}, "greeting");
  const strategies = [Packaging.runtime(), Packaging.bundle(), Packaging.layer(), Packaging.layer({ slim: false })];
  const { resource, data, receipt } = app().synthesize((stack) => {
    for (const [index, packaging] of strategies.entries()) {
      const part = new Construct(stack, `part${index}`);
      new PythonFunction(part, "first", { source, packaging, runtime: PythonRuntime.PYTHON_3_12, functionName: `first${index}` });
    }
  });
  const archive = Object.values(data.archive_file ?? {}).map(({ output_path }) => output_path);
  const functions = Object.values(resource.aws_lambda_function ?? {}).flatMap(({ filename }) =>
    String(filename).includes("archive_file") ? [] : [filename],
  );
  const layers = Object.values(resource.aws_lambda_layer_version ?? {}).map(({ filename }) => filename);
  const paths = [...archive, ...functions, ...layers].map((path) => String(path).replace("${path.module}/", ""));
  expect(new Set(paths).size).toBe(6);
  expect([...paths].sort()).toEqual(receipt.zips.map(({ path }) => path));
  for (const layer of Object.values(resource.aws_lambda_layer_version ?? {}))
    expect(layer.source_code_hash).toBe(app().hash(String(layer.filename)));
});

test("functions whose ids differ by case alone have ZIPs of different paths on any file system", () => {
  const source = app().source("first", {}, "greeting");
  const { receipt } = synthesizeAll(["first", "First"].map((id) => ({ id, source })));
  const paths = receipt.zips.map(({ path }) => path.toLowerCase());
  expect(new Set(paths).size).toBe(paths.length);
});
