import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { write } from "../lib/artifact/temporary-folder";
import { writeDeflatedWheel, writeLargeWheel } from "../lib/constructs/large-wheel";
import { Project, type Ran } from "./project";

const project = new Project();

afterAll(() => {
  project.remove();
});

const index = `import hashlib, json, pathlib, sys

def handler(event, context):
    found = next(path for folder in sys.path if (path := pathlib.Path(folder, "ballast.bin")).exists())
    data = found.read_bytes()
    return {"statusCode": 200, "body": json.dumps({"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "from": str(found)})}
`;

/** Writes an example with a function a route, each of which needs ballast, from the wheel that `writeWheel` writes. */
function addExample(name: string, packagings: readonly ("bundle" | "layer")[], writeWheel: (folder: string) => void): void {
  const folder = project.checkout.path("examples", name);
  const functions = packagings.map((packaging) => {
    const props = `...common, source: "examples/${name}/${packaging}", packaging: Packaging.${packaging}()`;
    return `    "GET /${packaging}": new PythonFunction(stack, "${packaging}", { ${props} }),`;
  });
  project.addExample(name, [
    "  const common = { runtime: PythonRuntime.PYTHON_3_12, timeout: 29, memorySize: 512 };",
    "  stack.serve({",
    ...functions,
    "  });",
  ]);
  for (const packaging of packagings) {
    write(folder, {
      [`${packaging}/index.py`]: index,
      [`${packaging}/requirements.txt`]: "--no-index\n--find-links ../wheels\nballast\n",
    });
  }
  mkdirSync(project.checkout.path("examples", name, "wheels"));
  writeWheel(project.checkout.path("examples", name, "wheels"));
}

function stackDirectory(name: string): string {
  return `examples/${name}/cdktf.out/stacks/${name}`;
}

function contentOf(zip: string, path: string): Buffer {
  return Buffer.from(unzipSync(readFileSync(project.checkout.path(stackDirectory("large"), zip)))[path] ?? []);
}

/** What a plan says: 0 where there is nothing to change, 2 where there is. */
function plan(): Ran {
  const script = `terraform -chdir=${stackDirectory("large")} plan -input=false -lock=false -no-color -detailed-exitcode`;
  return project.run(["local", "--example", "large", "sh", "-c", script]);
}

/** The keys of the objects in S3 that Terraform's state has. */
function objects(): string[] {
  return project
    .state("large")
    .resources.filter(({ type }) => type === "aws_s3_object")
    .flatMap(({ instances }) => instances.map(({ attributes }) => String(attributes["key"])))
    .sort();
}

describe("a function and a layer of more than 50 MB", () => {
  const function_ = "lambda_packages/bundle_function.zip";
  const layer = "lambda_packages/layer_layer.zip";

  /** What state should have, by what lies in the stack directory. */
  const expectedObjects = (): string[] =>
    [function_, layer].map((zip) => {
      const sha256 = createHash("sha256")
        .update(readFileSync(project.checkout.path(stackDirectory("large"), zip)))
        .digest("hex");
      return zip.replace("lambda_packages", "large").replace(".zip", `-${sha256}.zip`);
    });

  test("go through S3 without a word of the user's, and answer", () => {
    addExample("large", ["bundle", "layer"], (folder) => {
      writeLargeWheel(folder, 60_000_000);
    });
    const { status, stdout, stderr } = project.run(["example", "large"]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("terraform apply")]);
    const ballast = contentOf(function_, "ballast.bin");
    const same = { bytes: ballast.length, sha256: createHash("sha256").update(ballast).digest("hex") };
    const answers = [...stdout.matchAll(/^GET (\S+) +200 .*\n(.*)$/gm)].map(
      ([, path, body = ""]) => [path, JSON.parse(body)] as const,
    );
    expect(answers).toEqual([
      ["/bundle", { ...same, from: expect.stringContaining("/code/ballast.bin") as string }],
      ["/layer", { ...same, from: expect.stringContaining("/python/ballast.bin") as string }],
    ]);
    expect(objects()).toEqual(expectedObjects());
    const { zips } = JSON.parse(
      readFileSync(project.checkout.path(stackDirectory("large"), "artifacts.json"), "utf8"),
    ) as Receipt;
    const large = zips.filter((zip) => zip.madeBy === "splice" && zip.bytes > 52_428_800).map(({ path }) => path);
    expect(large).toEqual([function_, layer]);
  });

  test("have nothing to change in the next plan", () => {
    const { status, stdout } = plan();
    expect([status, stdout]).toEqual([0, expect.stringContaining("No changes.")]);
  });

  test("are replaced in S3 where their content changes: the function is updated, the layer untouched, and the old object gone", () => {
    const before = objects();
    write(project.checkout.path("examples/large/bundle"), { "index.py": index.replace('"bytes"', '"size"') });
    const { status, stdout } = plan();
    expect([status, stdout.match(/^ +# \S+ (?:will|must) .*$/gm)]).toEqual([
      2,
      ["  # aws_lambda_function.bundle will be updated in-place", "  # aws_s3_object.bundle_function must be replaced"],
    ]);
    expect(project.run(["example", "large"]).stdout).toContain('{"size": ');
    expect(objects()).toEqual(expectedObjects());
    expect(objects()[1]).toBe(before[1]);
    expect(objects()[0]).not.toBe(before[0]);
  });

  test("are taken down with the stack, their bucket too", () => {
    const { status, stderr } = project.run(["stop"]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("✓ terraform destroy")]);
  });
});

test("a function of 250 MB unpacked is refused before anything is planned or uploaded, and the largest distribution named", () => {
  addExample("huge", ["layer"], (folder) => {
    writeDeflatedWheel(folder, 262_144_000);
  });
  const { status, stderr } = project.run(["example", "huge"]);
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(
      /layer is 262,14\d,\d+ bytes unpacked with its layer[^]*ballast 1\.0 \(262,144,\d{3} bytes, for requirements\.txt:3\)/,
    ),
  ]);
  expect(stderr).toContain("where: examples/huge/layer/requirements.txt:3");
  expect(stderr).not.toContain("terraform plan");
  expect(project.files().filter((path) => path.startsWith("examples/huge/cdktf.out/stacks"))).toEqual([]);
});
