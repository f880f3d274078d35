import { existsSync, readFileSync } from "node:fs";
import type { TerraformStack } from "cdktf";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import type { ChecksReceipt } from "../../../lib/artifact/receipt/checks-receipt";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

const needsYaml = "import yaml\n\ndef handler(event, context): ...\n";

function fn(stack: TerraformStack, id: string, props: Pick<PythonFunctionProps, "source"> & Partial<PythonFunctionProps>): void {
  new PythonFunction(stack, id, { runtime: PythonRuntime.PYTHON_3_11, ...props });
}

function refusal(build: (stack: TerraformStack) => void): string {
  try {
    app().synthesize(build);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}

function checks(): ChecksReceipt {
  return JSON.parse(readFileSync(app().path("checks.json"), "utf8")) as ChecksReceipt;
}

test("an import that nobody supplies is refused by file and line, and nothing is written", () => {
  const source = app().source("report", { "index.py": needsYaml });
  const said = refusal((stack) => {
    fn(stack, "report", { source });
  });
  expect(said).toContain("index.py imports yaml, which nobody supplies");
  expect(said).toMatch(/where: \S*report\/index\.py:1\n {2}fix: {3}.*PyYAML/);
  expect(existsSync(app().path("cdk.tf.json"))).toBe(false);
});

test("what the requirements ask for and nobody installs is said by its line", () => {
  const source = app().source("report", { "index.py": needsYaml }, "pyyaml>=6");
  const said = refusal((stack) => {
    fn(stack, "report", { source });
  });
  expect(said).toMatch(/use Packaging\.bundle\(\) or Packaging\.layer\(\), which install what \S*requirements\.txt:3 asks for/);
});

test("what is wrong with several functions is told at once", () => {
  const [one, two] = ["one", "two"].map((name) => app().source(name, { "index.py": needsYaml.replace("yaml", `${name}_lib`) }));
  const said = refusal((stack) => {
    fn(stack, "one", { source: one ?? "" });
    fn(stack, "two", { source: two ?? "", budget: { unzippedBytes: 1 } });
  });
  expect(said).toContain("one_lib, which nobody supplies");
  expect(said).toContain("two_lib, which nobody supplies");
  expect(said).toContain("more than its budget of 1");
});

test.each(["bundle", "layer"] as const)("an import that the %s supplies is in the receipt with its distribution", (strategy) => {
  app().wheel({ name: "pyyaml", files: { "yaml/__init__.py": "" } });
  const source = app().source(
    "report",
    { "index.py": `import json\nimport boto3\nimport own\n${needsYaml}`, "own.py": "" },
    "pyyaml",
  );
  app().synthesize((stack) => {
    fn(stack, "report", { source, packaging: Packaging[strategy]() });
  });
  expect(checks().functions[0]?.imports.map(({ module, by, distribution }) => [module, by, distribution])).toEqual([
    ["boto3", "aws", undefined],
    ["json", "stdlib", undefined],
    ["own", "code", undefined],
    ["yaml", "artifact", "pyyaml"],
  ]);
});

test("a waiver with a reason lets it pass, and checks.json repeats the reason", () => {
  const source = app().source("report", { "index.py": needsYaml });
  const reason = "a layer that another team attaches has it";
  app().synthesize((stack) => {
    fn(stack, "report", { source, waivers: [{ check: "imports", subject: "yaml", reason }] });
  });
  expect(checks().functions[0]?.findings).toContainEqual(
    expect.objectContaining({ check: "imports", subject: "yaml", level: "error", waived: reason }),
  );
});

test("a compiled module for another Python is refused, though its wheel says it is for any", () => {
  app().wheel({ name: "fast", files: { "fast.cpython-312-x86_64-linux-gnu.so": "no ELF file at all" } });
  const source = app().source("report", {}, "fast");
  const said = refusal((stack) => {
    fn(stack, "report", { source, packaging: Packaging.bundle() });
  });
  expect(said).toMatch(/fast 1\.0.*CPython 3\.12/);
});

test("a runtime that the locked AWS provider does not know is refused with the cure", () => {
  const source = app().source("report");
  const said = refusal((stack) => {
    fn(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_14 });
  });
  expect(said).toContain("does not know python3.14");
  expect(said).toContain("where: .terraform.lock.hcl");
});

test("a runtime's end is refused once AWS refuses it, and written nowhere: the stack directory is the same every day", () => {
  const source = app().source("report");
  const before = process.env["SOURCE_DATE_EPOCH"];
  const on = (day: string): string => {
    process.env["SOURCE_DATE_EPOCH"] = String(Date.parse(day) / 1000);
    return refusal((stack) => {
      fn(stack, "report", { source, runtime: PythonRuntime.PYTHON_3_9 });
    });
  };
  try {
    expect(on("2026-11-24")).toBe("nothing was refused");
    const written = readFileSync(app().path("checks.json"), "utf8");
    expect(on("2025-01-01")).toBe("nothing was refused");
    expect(readFileSync(app().path("checks.json"), "utf8")).toBe(written);
    expect(on("2027-02-01")).toContain("python3.9 takes no new functions: since 2027-02-01");
  } finally {
    process.env["SOURCE_DATE_EPOCH"] = before;
  }
});
