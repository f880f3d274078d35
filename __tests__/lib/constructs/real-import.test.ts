import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type { TerraformStack } from "cdktf";
import type { ChecksReceipt } from "../../../lib/artifact/receipt/checks-receipt";
import type { ImportTimesReceipt } from "../../../lib/artifact/receipt/import-times-receipt";
import type { JudgedFinding } from "../../../lib/artifact/checks/waivers";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction, type PythonFunctionProps } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { runtime as runtimeHere, withPython } from "../artifact/import-proof/proof-case";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const runtime =
  (Object.values(PythonRuntime) as PythonRuntime[]).find(({ name }) => name === runtimeHere) ?? PythonRuntime.PYTHON_3_11;
const handler = "def handler(event, context): ...\n";

function report(stack: TerraformStack, props: Pick<PythonFunctionProps, "source"> & Partial<PythonFunctionProps>): void {
  new PythonFunction(stack, "report", { runtime, ...props });
}

function refusal(props: Parameters<typeof report>[1]): string {
  try {
    synthesize(props);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}

function synthesize(props: Parameters<typeof report>[1]): void {
  app().synthesize((stack) => {
    report(stack, props);
  });
}

function findings(): readonly JudgedFinding[] {
  const { functions } = JSON.parse(readFileSync(app().path("checks.json"), "utf8")) as ChecksReceipt;
  return functions.flatMap((fn) => fn.findings).filter(({ check }) => check === "real-import");
}

withPython("what the text does not show is found by importing it: a line that raises, by its place in the source", () => {
  const source = app().source("report", { "index.py": `import json\nlimit = json.loads("{")\n${handler}` });
  const said = refusal({ source });
  expect(said).toContain("index.handler does not import: JSONDecodeError: Expecting property name");
  expect(said).toMatch(/where: \S*report\/index\.py:2\n/);
  expect(existsSync(app().path("cdk.tf.json"))).toBe(false);
});

withPython.each(["bundle", "layer"] as const)(
  "a dependency that needs what nobody installed is refused, though the text is right (%s)",
  (strategy) => {
    app().wheel({ name: "tool", files: { "tool/__init__.py": "import nowhere_to_be_had\n" } });
    const source = app().source("report", { "index.py": `import tool\n${handler}` }, "tool");
    const said = refusal({ source, packaging: Packaging[strategy]() });
    expect(said).toContain("No module named 'nowhere_to_be_had' (raised in ");
    expect(said).toContain("add nowhere-to-be-had to requirements.txt");
    expect(said).toMatch(/where: \S*report\/index\.py:1\n/);
  },
);

withPython("the environment of the function is there, and nothing of the person's", () => {
  const source = app().source("report", {
    "index.py": `import os\nstage = os.environ["STAGE"]\nassert "HOME" not in os.environ\n${handler}`,
  });
  expect(refusal({ source })).toContain("name STAGE in environment, or read it with a default");
  expect(refusal({ source, environment: { STAGE: "test" } })).toBe("nothing was refused");
});

withPython("a write outside /tmp stops synthesis, as it stops the import in AWS; in /tmp it passes", () => {
  const at = (path: string): string => app().source("report", { "index.py": `open("${path}", "w").close()\n${handler}` });
  expect(refusal({ source: at("/var/task/cache.db") })).toContain("write below /tmp");
  expect(refusal({ source: at("/tmp/cache.db") })).toBe("nothing was refused");
});

withPython("the network is not asked: what cannot be known is a warning", () => {
  const asks = `import socket\nsocket.create_connection(("192.0.2.1", 443), 1)\n${handler}`;
  const source = app().source("report", { "index.py": asks });
  synthesize({ source });
  expect(findings()).toMatchObject([{ level: "warning", subject: "network 192.0.2.1:443" }]);
});

withPython("a waiver lets it pass, with its reason", () => {
  const source = app().source("report", { "index.py": `raise RuntimeError("not here")\n${handler}` });
  const reason = "it only runs in AWS";
  synthesize({ source, waivers: [{ check: "real-import", subject: "index.handler", reason }] });
  expect(findings()).toMatchObject([{ level: "error", subject: "index.handler", waived: reason }]);
});

withPython("what the text shows is told once, and a waiver there is enough", () => {
  const source = app().source("report", { "index.py": `import yaml\n${handler}` });
  expect(refusal({ source }).match(/yaml, which nobody supplies|No module named 'yaml'/g)).toHaveLength(1);
  synthesize({ source, waivers: [{ check: "imports", subject: "yaml", reason: "another team's layer has it" }] });
  expect(findings()).toMatchObject([{ level: "note", subject: "yaml" }]);
});

withPython(
  "time, memory and the slowest modules are in import-times.json, as its schema has it, and the same again without a process",
  () => {
    app().wheel({ name: "tool", files: { "tool/__init__.py": "import time\ntime.sleep(0.05)\n" } });
    const source = app().source("report", { "index.py": `import tool\n${handler}` }, "tool");
    const props = { source, packaging: Packaging.layer() };
    synthesize(props);
    const text = readFileSync(app().path("import-times.json"), "utf8");
    const times = JSON.parse(text) as ImportTimesReceipt;
    expect(times.functions).toMatchObject([
      { name: "report", python: expect.stringMatching(`^${runtimeHere.slice(6)}\\.`) as string },
    ]);
    expect(times.functions[0]?.slowest[0]).toMatchObject({ module: "tool" });
    expect(times.functions[0]?.milliseconds).toBeGreaterThanOrEqual(50);
    const schema = resolve(__dirname, "../../../lib/artifact/receipt/import-times.schema.json");
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(schema, "utf8")) as object);
    validate(times);
    expect(validate.errors).toBeNull();
    synthesize(props);
    expect(readFileSync(app().path("import-times.json"), "utf8")).toBe(text);
  },
);

test("where the machine cannot import it, checks.json says static only and why", () => {
  const architecture = process.arch === "arm64" ? "x86_64" : "arm64";
  synthesize({ source: app().source("report"), architecture });
  expect(findings()).toMatchObject([
    { level: "note", what: expect.stringMatching(/^static only: .* and the function (?:arm64|x86_64)$/) as string },
  ]);
  expect(JSON.parse(readFileSync(app().path("import-times.json"), "utf8"))).toEqual({ version: 1, functions: [] });
});

withPython("an import that ends the process is told by its module, where no line is known", () => {
  const source = app().source("report", { "index.py": `import os\nos._exit(4)\n${handler}` });
  const said = refusal({ source });
  expect(said).toContain("importing index.handler ended the process (exit status 4)");
  expect(said).toMatch(/where: \S*report\/index\.py\n/);
});

withPython("a module that only sys.path leads to is found by importing it, and refused where it is not there either", () => {
  const lines = "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'vendor'))\nimport vendored\n";
  const source = app().source("report", { "index.py": `${lines}${handler}`, "vendor/vendored.py": "" });
  synthesize({ source });
  const { functions } = JSON.parse(readFileSync(app().path("checks.json"), "utf8")) as ChecksReceipt;
  expect(functions.flatMap((fn) => fn.findings).filter(({ check }) => check === "imports")).toMatchObject([
    { level: "note", subject: "vendored", what: expect.stringMatching(/; it was imported all the same$/) as string },
  ]);
  const without = app().source("without", { "index.py": `${lines}${handler}` });
  expect(refusal({ source: without })).toContain("No module named 'vendored'");
});

test("a waiver of the import is not called needless where nothing was imported", () => {
  const architecture = process.arch === "arm64" ? "x86_64" : "arm64";
  const waivers = [{ check: "real-import", subject: "index.handler", reason: "it needs the network" }] as const;
  synthesize({ source: app().source("report"), architecture, waivers });
  expect(findings()).toMatchObject([{ level: "note", unproven: true }]);
});
