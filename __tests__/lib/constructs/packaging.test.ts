import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

/** What goes without greeting too, where nothing is installed. */
const index = `try:
    import greeting
except ImportError:
    greeting = None

def handler(event, context): ...
`;

/** A function that needs greeting, packaged so. */
function greet(packaging: Packaging, props: Partial<PythonFunctionProps> = {}): Synthesized {
  app().wheel({ name: "greeting", files: { "greeting/__init__.py": "hello = 'Hello'\n" } });
  const source = app().source("greet", { "index.py": index }, "greeting");
  return app().synthesize((stack) => {
    new PythonFunction(stack, "greet", { source, runtime: PythonRuntime.PYTHON_3_12, packaging, ...props });
  });
}

test("a bundle is a ZIP that is in the stack directory before Terraform runs, and its hash is a literal in the configuration", () => {
  const { resource, data } = greet(Packaging.bundle());
  expect(resource.aws_lambda_function?.greet).toMatchObject({
    filename: "${path.module}/lambda_packages/greet_function.zip",
    source_code_hash: app().hash("lambda_packages/greet_function.zip"),
  });
  expect(data).not.toHaveProperty("archive_file");
  expect(resource).not.toHaveProperty("aws_lambda_layer_version");
  expect(resource.aws_lambda_function?.greet).not.toHaveProperty("layers");
});

test("a bundle holds the code and what it needs, side by side", () => {
  greet(Packaging.bundle());
  expect(app().unzipped("lambda_packages/greet_function.zip")).toMatchObject({
    "index.py": index,
    "greeting/__init__.py": "hello = 'Hello'\n",
    "greeting-1.0.dist-info/METADATA": expect.stringContaining("Name: greeting") as unknown,
  });
});

test("a layer is a resource of its own, made for the runtime and processor of the function that has it", () => {
  const { resource } = greet(Packaging.layer());
  expect(resource.aws_lambda_layer_version?.greet).toMatchObject({
    filename: "${path.module}/lambda_packages/greet_layer.zip",
    source_code_hash: app().hash("lambda_packages/greet_layer.zip"),
    layer_name: "demo-greet-dependencies",
    compatible_runtimes: ["python3.12"],
    compatible_architectures: ["x86_64"],
    lifecycle: { create_before_destroy: true },
  });
  expect(resource.aws_lambda_function?.greet).toMatchObject({ layers: ["${aws_lambda_layer_version.greet.arn}"] });
});

test("what the layer holds is not in the function's ZIP", () => {
  const { resource } = greet(Packaging.layer());
  const own = app().unzipped("lambda_packages/greet_function.zip");
  const shared = app().unzipped("lambda_packages/greet_layer.zip");
  expect(Object.keys(own)).toEqual(["index.py", "requirements.txt"]);
  expect(shared).toHaveProperty(["python/greeting/__init__.py"], "hello = 'Hello'\n");
  expect(Object.keys(shared).filter((path) => !path.startsWith("python/"))).toEqual([]);
  expect(resource.aws_lambda_function?.greet).toMatchObject({
    source_code_hash: app().hash("lambda_packages/greet_function.zip"),
  });
});

test.each([
  ["names no dependency", undefined],
  ["needs nothing on this platform", "greeting; sys_platform == 'win32'"],
])("a function that %s has no layer", (_what, needs) => {
  const source = app().source("plain", {}, needs);
  const { resource, receipt } = app().synthesize((stack) => {
    new PythonFunction(stack, "plain", { source, runtime: PythonRuntime.PYTHON_3_12, packaging: Packaging.layer() });
  });
  expect(resource).not.toHaveProperty("aws_lambda_layer_version");
  expect(resource.aws_lambda_function?.plain).not.toHaveProperty("layers");
  expect(receipt.zips.map(({ path }) => path)).toEqual(["lambda_packages/plain_function.zip"]);
});

const strategies = { runtime: Packaging.runtime(), bundle: Packaging.bundle(), layer: Packaging.layer() };
type Strategy = keyof typeof strategies;
const switches = (["runtime", "bundle", "layer"] as const).flatMap((from) =>
  (["runtime", "bundle", "layer"] as const).flatMap((to): [Strategy, Strategy][] => (from === to ? [] : [[from, to]])),
);

test.each(switches)("from %s to %s nothing of the function changes but where its code comes from", (from, to) => {
  const props = { environment: { STAGE: "test" }, timeout: 9, architecture: "x86_64" } as const;
  const [before, after] = [greet(strategies[from], props), greet(strategies[to], props)];
  const ofCode = ["filename", "source_code_hash", "layers"];
  const rest = ({ resource }: Synthesized): unknown =>
    Object.entries(resource)
      .filter(([type]) => type !== "aws_lambda_layer_version")
      .map(([type, blocks]) => [
        type,
        Object.entries(blocks).map(([name, block]) => [
          name,
          Object.entries(block).filter(([argument]) => !ofCode.includes(argument)),
        ]),
      ]);
  expect(rest(after)).toEqual(rest(before));
  expect(after.resource.aws_lambda_function).not.toEqual(before.resource.aws_lambda_function);
});

test.each(["bundle", "layer"] as const)("the receipt of a %s says what ships and why, ZIP for ZIP", (strategy) => {
  const { receipt } = greet(strategies[strategy]);
  const paths = ["lambda_packages/greet_function.zip", ...(strategy === "layer" ? ["lambda_packages/greet_layer.zip"] : [])];
  expect(receipt.functions).toMatchObject([
    { name: "greet", strategy, runtime: "python3.12", architecture: "x86_64", zips: paths, dependencies: { locked: false } },
  ]);
  expect(receipt.zips.map(({ path }) => path)).toEqual(paths);
  for (const zip of receipt.zips) {
    expect(Buffer.from(zip.madeBy === "splice" ? zip.sha256 : "", "hex").toString("base64")).toBe(app().hash(zip.path));
    expect(zip.files.map(({ path }) => path)).toEqual(Object.keys(app().unzipped(zip.path)));
  }
  expect(receipt.zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : []))).toMatchObject([
    { name: "greeting", version: "1.0", requiredBy: ["requirements.txt:3"] },
  ]);
});
