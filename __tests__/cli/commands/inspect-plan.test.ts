import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspectPlan, type InspectedPlan } from "../../../cli/commands/inspect-plan";
import { explainFunction } from "../../../cli/explain/model/explain-function";
import type { FunctionSources } from "../../../cli/explain/model/function-sources";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { makeZip, type MadeEntry } from "../../lib/artifact/inspect/make-zip";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

const recorded: unknown = JSON.parse(readFileSync(join(__dirname, "../terraform/plan.json"), "utf8"));
const code: readonly MadeEntry[] = [
  { name: "index.py", content: "import boto3, yaml\ndef handler(event, context): ...\n" },
  { name: "requirements.txt", content: "boto3>=1.34.0\n" },
];

/** A plan of one function, with these values, and these other resources. */
function planOf(
  values: object,
  others: readonly { readonly address: string; readonly values?: object }[] = [],
  refers = {},
): object {
  const fn = { address: "aws_lambda_function.chat", values };
  const resources = [fn, ...others].map(({ address, values: given = {} }) => ({
    address,
    type: address.split(".")[0],
    values: given,
  }));
  const configured = { address: fn.address, expressions: refers };
  return { planned_values: { root_module: { resources } }, configuration: { root_module: { resources: [configured] } } };
}

/** Inspects a plan beside ZIPs by their paths, the folder shown as `~`. */
function inspected(plan: unknown, zips: Readonly<Record<string, Buffer>>, imageRuntime?: ManagedRuntimeName): InspectedPlan {
  return inTemporaryFolder((folder) => {
    for (const [path, content] of Object.entries(zips)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const env = { PATH: process.env["PATH"], LAMBDA_CONTAINER_CACHE: join(folder, "cache") };
    const surroundings = { directory: folder, env, today: "2026-11-24", ...(imageRuntime === undefined ? {} : { imageRuntime }) };
    return JSON.parse(JSON.stringify(inspectPlan(plan, surroundings)).replaceAll(folder, "~")) as InspectedPlan;
  });
}

const zipped = { handler: "index.handler", runtime: "python3.11", filename: "f.zip" };

test("the ZIP that archive_file made for a plan is looked into, and what its requirements ask for is read", () => {
  const { functions, left } = inspected(recorded, { "lambda_packages/chat_function.zip": makeZip(code) });
  expect(left).toEqual([]);
  expect(functions).toMatchObject([
    {
      ...{ name: "chat", from: "plan", strategy: "runtime", runtime: "python3.11", architecture: "x86_64" },
      setting: { address: "aws_lambda_function.chat", timeout: 60 },
      zips: [
        {
          path: "~/lambda_packages/chat_function.zip",
          madeBy: "archive_file",
          files: [{ path: "index.py" }, { path: "requirements.txt" }],
        },
      ],
      imports: [{ module: "boto3" }, { module: "yaml" }],
      asked: [{ where: "requirements.txt:1", text: "boto3>=1.34.0", name: "boto3", specifier: ">=1.34.0", applies: true }],
    },
  ]);
});

test("a ZIP that is another than the one that was planned is told", () => {
  const plans = [code, code.slice(0, 1)].map((planned) => {
    const hash = createHash("sha256").update(makeZip(planned)).digest("base64");
    return inspected(planOf({ ...zipped, source_code_hash: hash }), { "f.zip": makeZip(code) });
  });
  const told = plans.map(({ functions: [only] }) =>
    only?.findings.filter(({ check }) => check === "plan").map(({ what }) => what),
  );
  expect(told).toEqual([
    [],
    [expect.stringMatching(/^f\.zip is another than the one that was planned: its sha256 is \S{44}, and/)],
  ]);
});

test("a ZIP that is not there is told with what to do, and the rest is known all the same", () => {
  const { functions } = inspected(recorded, {});
  expect(functions).toMatchObject([{ name: "chat", strategy: "runtime", zips: [], setting: { memorySize: 512 } }]);
  expect(functions[0]?.findings).toEqual([
    {
      ...{ check: "plan", level: "warning", where: "aws_lambda_function.chat" },
      what: "~/lambda_packages/chat_function.zip is not there, and so it is not known what is in it",
      fix: expect.stringContaining("run terraform plan here") as string,
    },
  ]);
});

test("what goes through S3 is said not to have been looked into, and nothing is made up of its ZIP", () => {
  const { functions } = inspected(planOf({ handler: "index.handler", runtime: "python3.11", s3_bucket: "b", s3_key: "k" }), {});
  expect(functions[0]?.findings.map(({ level, what }) => [level, what])).toEqual([
    ["note", expect.stringContaining("through S3")],
  ]);
  expect(functions).toMatchObject([{ zips: [], sizes: { unzippedLimit: 262_144_000 } }]);
  const { strategies } = explainFunction(functions[0] as FunctionSources);
  expect(strategies.reason).toBe("nothing here shows another: its ZIP is not here");
  expect(strategies.rows[0]).toMatchObject({ strategy: "runtime", known: "not measured", why: "its ZIP is not here" });
});

test("the dates of a runtime are told once, by the function's address", () => {
  const { functions } = inspected(planOf({ ...zipped, runtime: "python3.10" }), { "f.zip": makeZip(code) });
  const { findings } = explainFunction(functions[0] as FunctionSources);
  expect(findings.filter(({ check }) => check === "runtime").map(({ where }) => where)).toEqual(["aws_lambda_function.chat"]);
});

describe("layers", () => {
  const refers = { layers: { references: ["aws_lambda_layer_version.l.arn", "aws_lambda_layer_version.l"] } };
  const layer = { address: "aws_lambda_layer_version.l", values: { filename: "l.zip" } };
  const yaml = makeZip([{ name: "python/yaml.py", content: "" }]);
  const verdicts = ({ functions: [only] }: InspectedPlan): unknown =>
    only?.findings.filter(({ check }) => check === "imports" || check === "plan").map(({ level, what }) => [level, what]);

  test("that the same configuration makes are looked into", () => {
    const plan = inspected(planOf(zipped, [layer], refers), { "f.zip": makeZip(code), "l.zip": yaml });
    expect(plan.functions).toMatchObject([
      { strategy: "layer", zips: [{ holds: "function" }, { holds: "layer", madeBy: "somebody" }] },
    ]);
    expect(verdicts(plan)).toEqual([]);
  });

  test("that only an apply completes may have it too, since a plan tells of them no more than what they refer to", () => {
    const unknown = { address: "aws_lambda_function.chat", change: { after_unknown: { layers: true } } };
    const plan = { ...planOf(zipped, [layer], refers), resource_changes: [unknown] };
    const other = makeZip([{ name: "python/other.py", content: "" }]);
    expect(verdicts(inspected(plan, { "f.zip": makeZip(code), "l.zip": other }))).toEqual([
      ["warning", expect.stringMatching(/yaml.*, unless a layer that the plan does not tell yet has it$/)],
    ]);
  });

  test("that archive_file makes are told from those that somebody else does", () => {
    const archive = { address: "archive_file.l", values: { output_path: "./l.zip" } };
    const { functions } = inspected(planOf(zipped, [layer, archive], refers), { "f.zip": makeZip(code), "l.zip": yaml });
    expect(functions[0]?.zips.map(({ madeBy }) => madeBy)).toEqual(["somebody", "archive_file"]);
  });

  test.each([
    [
      "that are not there yet",
      planOf(zipped, [layer], refers),
      [["warning", "~/l.zip is not there, and so it is not known what is in it"]],
    ],
    ["of somebody else", planOf({ ...zipped, layers: ["arn:aws:lambda:us-east-1:1:layer:x:1"] }), []],
  ])("%s may have what the function lacks", (_, plan, further) => {
    const told = verdicts(inspected(plan, { "f.zip": makeZip(code) }));
    expect(told).toEqual([["note", expect.stringMatching(/yaml.*, unless a layer that is not here has it$/)], ...further]);
  });
});

describe("a function that cannot be read about", () => {
  const image = planOf({ package_type: "Image", image_uri: "registry/chat:1" });

  test.each([
    ["an image", image, "no plan says which Python is in it"],
    ["another language", planOf({ runtime: "nodejs22.x" }), "its runtime is nodejs22.x"],
    ["a runtime that is not known yet", planOf({}), "its runtime is not known before the apply"],
  ])("is an error where it is the only one: %s", (_, plan, message) => {
    expect(() => inspected(plan, {})).toThrow(message);
  });

  test("is left out beside others, and told", () => {
    const both = planOf(zipped, [{ address: "aws_lambda_function.web", values: { runtime: "nodejs22.x" } }]);
    const { functions, left } = inspected(both, { "f.zip": makeZip(code) });
    expect(functions.map(({ name }) => name)).toEqual(["chat"]);
    expect(left).toMatchObject([{ what: "its runtime is nodejs22.x", where: "aws_lambda_function.web" }]);
  });

  test("may be an image whose Python is named", () => {
    expect(inspected(image, {}, "python3.11").functions).toMatchObject([
      { strategy: "image", runtime: "python3.11", zips: [], findings: [] },
    ]);
  });
});
