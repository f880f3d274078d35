import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type { TerraformStack } from "cdktf";
import { readLayout } from "../../../lib/artifact/image/read-layout";
import type { ChecksReceipt } from "../../../lib/artifact/receipt/checks-receipt";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { stubBuilder, writeBuild } from "../artifact/image/stub-builder";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  const { folder } = app();
  environment = process.env;
  process.env = { ...environment };
  jest.spyOn(process, "cwd").mockReturnValue(folder);
  const LAMBDA_CONTAINER_BUILDER = stubBuilder(join(folder, "builder"), "buildah");
  Object.assign(process.env, { LAMBDA_CONTAINER_BUILDER, LAMBDA_CONTAINER_BUILD_IMAGES: "1" });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

/** Sets what the builder makes. Answers its digest. */
function builds(content: string): string {
  return writeBuild(join(app().folder, "builder/build"), content);
}

function synthesized(props: Partial<PythonFunctionProps> = {}): Synthesized {
  const source = app().source("report", { Dockerfile: "FROM scratch\n", "index.py": "import pandas\n" });
  const packaging = Packaging.image({ dockerfile: "Dockerfile" });
  return app().synthesize((stack: TerraformStack) => {
    new PythonFunction(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_11, packaging, ...props });
  });
}

test("the function runs by its digest what was built, and the stack directory holds all of it, to be pushed", () => {
  const digest = builds("one");
  const { resource, data, receipt } = synthesized();
  expect(resource["aws_lambda_function"]?.["report"]).toMatchObject({
    package_type: "Image",
    image_uri: "${aws_ecr_repository.report.repository_url}@${data.aws_ecr_image.report_pushed_by_npm_run_image.image_digest}",
    image_config: { command: ["index.handler"] },
  });
  expect(data["aws_ecr_image"]?.["report_pushed_by_npm_run_image"]).toMatchObject({ image_digest: digest });
  expect(receipt.functions[0]?.image).toEqual({
    ...{ repository: "demo-report", digest, layout: "lambda_images/report", handler: "index.handler" },
    build: { dockerfile: "Dockerfile", platform: "linux/amd64" },
  });
  const layout = readLayout(app().path("lambda_images/report"));
  expect(layout.digest).toBe(digest);
  expect(layout.manifest.layers.every((layer) => layout.blobs.has(layer.digest))).toBe(true);
});

test("the receipt says no more of it than is known, as its schema has it", () => {
  builds("one");
  const { receipt } = synthesized();
  const path = resolve(__dirname, "../../../lib/artifact/receipt/artifacts.schema.json");
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(path, "utf8")) as object);
  validate(receipt);
  expect(validate.errors).toBeNull();
  expect(receipt.functions[0]).toMatchObject({ strategy: "image", zips: [], sizes: { unzippedLimit: 10_737_418_240 } });
  expect(receipt.functions[0]?.sizes).not.toHaveProperty("unzippedBytes");
});

test("what is imported is not judged, since nobody looked into the image, and checks.json says so", () => {
  builds("one");
  synthesized();
  const { functions } = JSON.parse(readFileSync(app().path("checks.json"), "utf8")) as ChecksReceipt;
  expect(functions[0]?.findings).toMatchObject([
    {
      check: "real-import",
      level: "note",
      what: expect.stringMatching(/were checked, since Dockerfile says what is in its image/) as string,
    },
  ]);
});

test("with the lock, a machine that builds nothing plans the same image", () => {
  const digest = builds("one");
  synthesized();
  process.env = { ...environment, LAMBDA_CONTAINER_CACHE: join(app().folder, "other-cache") };
  expect(synthesized().receipt.functions[0]?.image?.digest).toBe(digest);
});

describe("without the cache, with which it was built", () => {
  const layersInLayout = (): boolean[] => {
    const { manifest, blobs } = readLayout(app().path("lambda_images/report"));
    return manifest.layers.map(({ digest }) => blobs.has(digest));
  };

  beforeEach(() => {
    builds("one");
    synthesized();
    process.env = { ...environment, LAMBDA_CONTAINER_CACHE: join(app().folder, "other-cache") };
  });

  test("the stack directory still holds all of the image, however often it is synthesized", () => {
    for (const cache of ["other-cache", "other-cache", "third-cache"]) {
      process.env.LAMBDA_CONTAINER_CACHE = join(app().folder, cache);
      synthesized();
      expect(layersInLayout()).toEqual([true]);
    }
  });

  test("a layer that is damaged there is not kept as what it was", () => {
    const [layer] = readLayout(app().path("lambda_images/report")).manifest.layers;
    const path = app().path(`lambda_images/report/blobs/${layer?.digest.replace(":", "/") ?? ""}`);
    rmSync(path);
    writeFileSync(path, "damaged");
    synthesized();
    expect(layersInLayout()).toEqual([false]);
  });
});

test("an image that is out of date is refused at synthesis, naming the function's Dockerfile and the command", () => {
  builds("one");
  synthesized();
  process.env = environment;
  expect(() => synthesized({ exclude: ["index.pyi"], additionalSources: [app().source("common")] })).toThrow(
    /the image is out of date: .+\n {2}where: report\/Dockerfile\n {2}fix: {3}build it, and commit report\/Dockerfile\.lock\.json: synthesize with LAMBDA_CONTAINER_BUILD_IMAGES=1/,
  );
});

test("another handler than the image's command is refused with its cure", () => {
  builds("one");
  const source = app().source("other", { Dockerfile: "FROM scratch\n", "app.py": "def main(event, context): ...\n" });
  expect(() => synthesized({ source, handler: "app.main" })).toThrow(
    /the image starts \["index\.handler"\], and the function's handler is app\.main[\s\S]+end the Dockerfile with CMD \["app\.main"\]/,
  );
});
