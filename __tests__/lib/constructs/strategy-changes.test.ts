import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseLockName, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { madeBase } from "../artifact/image/made-base";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

beforeEach(() => {
  const { folder } = app();
  jest.spyOn(process, "cwd").mockReturnValue(folder);
  writeBaseLock(join(folder, baseLockName), [madeBase("docker")]);
  app().wheel({ name: "tool", files: { "tool.py": "" } });
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** What a synthesis says of strategies. */
function said(packaging: Packaging, { id = "report", index = "import json\n", needs = "tool" } = {}): string {
  const source = app().source("report", { "index.py": index }, needs);
  const { said: text } = app().synthesize((stack) => {
    new PythonFunction(stack, id, { source, packaging, runtime: PythonRuntime.PYTHON_3_11 });
  });
  return text
    .split("\n")
    .filter((line) => /^(?:note|warning|  where|  fix)/.test(line))
    .join("\n");
}

test("another strategy is said once, on one line, and a synthesis that changes nothing says nothing", () => {
  expect(said(Packaging.runtime())).toBe("");
  const line =
    "note: report goes from runtime to bundle, as its packaging now says: the plan shows more than a change of its code";
  expect(said(Packaging.bundle())).toBe(line);
  expect(said(Packaging.bundle())).toBe("");
  expect(said(Packaging.bundle(), { index: "import tool\n" })).toBe("");
});

test("one that was left to auto is said with its reason", () => {
  expect(said(Packaging.auto(), { needs: "" })).toBe("");
  expect(said(Packaging.auto())).toMatch(
    /^note: report goes from runtime to bundle, since its dependencies are \d+ bytes zipped, few enough .*: the plan shows more/,
  );
  expect(said(Packaging.auto())).toBe("");
  expect(said(Packaging.bundle())).toBe("");
});

test.each([
  ["bundle", "image", Packaging.bundle(), Packaging.image()],
  ["image", "layer", Packaging.image(), Packaging.layer()],
])(
  "from %s to %s Terraform makes the function anew: a warning, with the way by which it is never gone",
  (from, to, before, after) => {
    said(before);
    expect(said(after)).toBe(
      [
        `warning: report goes from ${from} to ${to}, as its packaging now says: the plan shows more than a change of its code; Terraform deletes the function and makes it anew, and requests fail in between`,
        "  where: aws_lambda_function.report",
        `  fix:   where that matters, keep report as it is and add the ${to} beside it as a function with another id, and another functionName if it has one; apply, move its callers to the new one (routes of an HttpApi), apply, then take report away`,
      ].join("\n"),
    );
    expect(said(after)).toBe("");
  },
);

test("a synthesis that fails in between says nothing, and the next that does not says it", () => {
  said(Packaging.runtime());
  expect(() => said(Packaging.bundle(), { index: "import yaml\n" })).toThrow("which nobody supplies");
  expect(said(Packaging.bundle())).toContain("report goes from runtime to bundle");
});

test("a function with another id is another function, and a receipt that somebody broke knows none", () => {
  said(Packaging.runtime());
  expect(said(Packaging.bundle(), { id: "other" })).toBe("");
  for (const text of ["{", "null", '{"functions":[null],"zips":[]}']) {
    writeFileSync(app().path("artifacts.json"), text);
    expect(said(Packaging.layer(), { id: "other" })).toBe("");
  }
});
