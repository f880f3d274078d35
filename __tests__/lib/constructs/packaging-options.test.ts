import type { SplicedZipReceipt } from "../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const strategies = ["bundle", "layer"] as const;

/** The ZIP that holds the dependencies of a function packaged so. */
function dependencies(source: string, packaging: Packaging): { zip: SplicedZipReceipt; files: readonly string[] } {
  const { receipt } = app().synthesize((stack) => {
    new PythonFunction(stack, "report", { source, packaging, runtime: PythonRuntime.PYTHON_3_12 });
  });
  const zip = receipt.zips.filter((each): each is SplicedZipReceipt => each.madeBy === "splice").at(-1);
  if (zip === undefined) throw new Error("the receipt names no ZIP");
  const prefix = zip.holds === "layer" ? "python/" : "";
  return { zip, files: Object.keys(app().unzipped(zip.path)).map((path) => path.slice(prefix.length)) };
}

describe.each(strategies)("for a %s", (strategy) => {
  test("requirements names the file that counts, whatever else lies beside it", () => {
    for (const name of ["greeting", "parting"]) app().wheel({ name, files: { [`${name}.py`]: "" } });
    const files = { "needs/production.txt": app().requirements("parting") };
    const source = app().source("report", files, "greeting");
    const { zip } = dependencies(source, Packaging[strategy]({ requirements: "needs/production.txt" }));
    expect(zip.distributions).toMatchObject([{ name: "parting", requiredBy: ["production.txt:3"] }]);
  });

  test("slim leaves out what a running program does not read, unless it is false", () => {
    app().wheel({ name: "greeting", files: { "greeting.py": "", "greeting.pyi": "", "_greeting.c": "" } });
    const source = app().source("report", {}, "greeting");
    const slim = dependencies(source, Packaging[strategy]());
    expect(slim.files).toContain("greeting.py");
    expect(slim.files).not.toContain("greeting.pyi");
    expect(slim.zip.left.map(({ path }) => path.replace("python/", ""))).toEqual(["_greeting.c", "greeting.pyi"]);
    const whole = dependencies(source, Packaging[strategy]({ slim: false }));
    expect(whole.files).toEqual(expect.arrayContaining(["_greeting.c", "greeting.py", "greeting.pyi"]));
    expect(whole.zip.left).toEqual([]);
  });

  test("omitRuntimePackages leaves to AWS what AWS supplies, and only then", () => {
    for (const [name, ...needs] of [["boto3", "botocore", "s3transfer"], ["botocore"], ["s3transfer", "botocore"], ["greeting"]])
      app().wheel({
        name: name ?? "",
        files: { [`${name ?? ""}.py`]: "" },
        metadata: needs.map((each) => `Requires-Dist: ${each}`),
      });
    const source = app().source("report", {}, "boto3\ngreeting");
    const names = ({ zip }: ReturnType<typeof dependencies>): string[] => zip.distributions.map(({ name }) => name);
    expect(names(dependencies(source, Packaging[strategy]()))).toEqual(["boto3", "botocore", "greeting", "s3transfer"]);
    const lean = dependencies(source, Packaging[strategy]({ omitRuntimePackages: true }));
    expect(names(lean)).toEqual(["greeting"]);
    expect(lean.files).not.toContain("boto3.py");
    expect(lean.zip.omitted.map(({ name }) => name)).toEqual(["boto3", "botocore", "s3transfer"]);
  });
});

test("a function whose needs AWS supplies altogether has no layer when they are left to it", () => {
  app().wheel({ name: "boto3", files: { "boto3.py": "" } });
  const source = app().source("report", {}, "boto3");
  const { resource } = app().synthesize((stack) => {
    const packaging = Packaging.layer({ omitRuntimePackages: true });
    new PythonFunction(stack, "report", { source, packaging, runtime: PythonRuntime.PYTHON_3_12 });
  });
  expect(resource).not.toHaveProperty("aws_lambda_layer_version");
});
