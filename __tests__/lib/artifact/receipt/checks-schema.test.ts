import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type { ChecksReceipt } from "../../../../lib/artifact/receipt/checks-receipt";
import { Packaging } from "../../../../lib/constructs/packaging";
import { PythonFunction } from "../../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../../lib/constructs/python-runtime";
import { sharedIndex } from "../resolve/with-index";
import { write } from "../temporary-folder";
import { makeWheel } from "../wheel/make-wheel";
import { synthesizedIn } from "./synthesized-receipt";
import { spoil, type Spoiled } from "./spoil";

type Json = Readonly<Record<string, unknown>>;

const path = resolve(__dirname, "../../../../lib/artifact/receipt/checks.schema.json");
const schema = JSON.parse(readFileSync(path, "utf8")) as Json;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** Where and why the schema refuses a value. That an alternative does not fit says no more than why. */
function refusals(value: unknown): string[] {
  validate(value);
  const reasons = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return reasons.map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}

const shared = sharedIndex();
let folder: string;
let text: string;

/** A stack with findings of every level, and imports from everybody. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "checks-schema-test-")));
  write(folder, { "wheels/.keep": "" });
  makeWheel(join(folder, "wheels"), { name: "tool", files: { "tool.py": "" } });
  write(folder, {
    "source/requirements.txt": "--no-index\n--find-links ../wheels\ntool\n",
    "source/own.py": "",
    "source/index.py": [
      ...["import json", "import boto3", "import own, tool", "import yaml"],
      ...["try:", "    import orjson", "except ImportError:", "    orjson = None"],
      ...["def handler(event, context):", "    from ..above import it", "    import pandas", ""],
    ].join("\n"),
  });
  const warnings = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const { directory } = synthesizedIn(folder, shared.uv, (stack) => {
    const needed = { source: "source", runtime: PythonRuntime.PYTHON_3_11 };
    const waivers = [{ check: "imports", subject: "yaml", reason: "a layer of another team has it" }] as const;
    new PythonFunction(stack, "bundled", { ...needed, packaging: Packaging.bundle(), waivers });
    const toolToo = { check: "imports", subject: "tool", reason: "so has it tool" } as const;
    new PythonFunction(stack, "plain", { ...needed, waivers: [...waivers, toolToo] });
  });
  warnings.mockRestore();
  text = readFileSync(join(directory, "checks.json"), "utf8");
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("what synthesis writes is what the schema describes: findings of every level, and imports from everybody", () => {
  const receipt = JSON.parse(text) as ChecksReceipt;
  expect(refusals(receipt)).toEqual([]);
  const { findings, imports } = firstOf(receipt);
  const fromText = findings.filter(({ check }) => check === "imports");
  expect(fromText.map(({ level, subject }) => `${level} ${subject}`)).toEqual([
    "error yaml",
    "note orjson",
    "warning ..above",
    "warning pandas",
  ]);
  expect(imports.map(({ module, by }) => `${module} ${by}`)).toEqual([
    ...[
      "..above nobody",
      "boto3 aws",
      "json stdlib",
      "orjson nobody",
      "own code",
      "pandas nobody",
      "tool artifact",
      "yaml nobody",
    ],
  ]);
  expect(text).not.toContain(folder);
});

function firstOf({ functions: [first] }: ChecksReceipt): ChecksReceipt["functions"][number] {
  if (first === undefined) throw new Error("no function was checked");
  return first;
}

/** A change of one place; the places are found by name. */
interface Spoiling {
  readonly what: string;
  readonly of: keyof typeof places;
  /** Property by property, from there. */
  readonly at: readonly (string | number)[];
  /** Undefined takes the property away. */
  readonly value: unknown;
}

const places = {
  receipt: [],
  function: ["functions", 0],
  "waived error": ["functions", 0, "findings", 0],
  note: ["functions", 0, "findings", 1],
  warning: ["functions", 0, "findings", 2],
  "import from AWS": ["functions", 0, "imports", 1],
  "import from the artifact": ["functions", 0, "imports", 6],
} as const satisfies Record<string, readonly (string | number)[]>;

const spoilings: readonly Spoiling[] = [
  { what: "another version", of: "receipt", at: ["version"], value: 2 },
  { what: "no functions", of: "receipt", at: ["functions"], value: undefined },
  { what: "the day it was made", of: "receipt", at: ["made"], value: "2026-11-24" },
  { what: "no name", of: "function", at: ["name"], value: undefined },
  { what: "a name Terraform does not take", of: "function", at: ["name"], value: "a b" },
  { what: "no dates", of: "function", at: ["runtime"], value: undefined },
  { what: "a runtime by its name", of: "function", at: ["runtime"], value: "python3.11" },
  { what: "a date without its day", of: "function", at: ["runtime", "deprecated"], value: "2027-06" },
  { what: "a thirteenth month", of: "function", at: ["runtime", "createBlocked"], value: "2027-13-01" },
  { what: "one date less", of: "function", at: ["runtime", "updateBlocked"], value: undefined },
  { what: "an unknown date", of: "function", at: ["runtime", "seen"], value: "2026-08-01" },
  { what: "no findings", of: "function", at: ["findings"], value: undefined },
  { what: "no imports", of: "function", at: ["imports"], value: undefined },
  { what: "an unknown key of a function", of: "function", at: ["seconds"], value: 1 },
  { what: "an unknown check", of: "note", at: ["check"], value: "lint" },
  { what: "an unknown level", of: "note", at: ["level"], value: "info" },
  { what: "no level", of: "note", at: ["level"], value: undefined },
  { what: "no subject", of: "note", at: ["subject"], value: "" },
  { what: "a finding that says nothing", of: "note", at: ["what"], value: " " },
  { what: "a finding without a cure", of: "note", at: ["fix"], value: undefined },
  { what: "an unknown key of a finding", of: "note", at: ["line"], value: 1 },
  { what: "an absolute place", of: "warning", at: ["where"], value: "/srv/source/index.py:1" },
  { what: "an absolute place of Windows", of: "warning", at: ["where"], value: "C:\\source\\index.py:1" },
  { what: "an address as a place", of: "warning", at: ["where"], value: "https://host.example/index.py" },
  { what: "an empty place", of: "warning", at: ["where"], value: "" },
  { what: "an error that is not waived", of: "waived error", at: ["waived"], value: undefined },
  { what: "a waiver without a reason", of: "waived error", at: ["waived"], value: " " },
  { what: "a waived note", of: "note", at: ["waived"], value: "it is well" },
  { what: "a module by its file", of: "import from AWS", at: ["module"], value: "boto3/session.py" },
  { what: "no module", of: "import from AWS", at: ["module"], value: undefined },
  { what: "an unknown supplier", of: "import from AWS", at: ["by"], value: "layer" },
  { what: "no supplier", of: "import from AWS", at: ["by"], value: undefined },
  { what: "an import that stands nowhere", of: "import from AWS", at: ["at"], value: [] },
  { what: "an absolute place of an import", of: "import from AWS", at: ["at", 0], value: "/srv/index.py:1" },
  { what: "an import without a line", of: "import from AWS", at: ["at", 0], value: "index.py" },
  { what: "an import in line 0", of: "import from AWS", at: ["at", 0], value: "index.py:0" },
  { what: "a distribution of what AWS supplies", of: "import from AWS", at: ["distribution"], value: "boto3" },
  { what: "no distribution", of: "import from the artifact", at: ["distribution"], value: undefined },
  { what: "a distribution in a spelling of its own", of: "import from the artifact", at: ["distribution"], value: "Tool_A" },
  { what: "an unknown key of an import", of: "import from the artifact", at: ["version"], value: "1.0" },
];

function spoiled({ of, at, value }: Spoiling): Spoiled {
  return spoil(text, [...places[of], ...at], value);
}

test.each(spoilings)("the schema refuses $what: $of $at", (spoiling) => {
  const { receipt, path: place } = spoiled(spoiling);
  const found = refusals(receipt);
  expect(found).not.toEqual([]);
  expect(found.every((refusal) => refusal.startsWith(place))).toBe(true);
});

test("the schema takes a relative import that leads out of all packages, of a module or of its package alone", () => {
  for (const module of ["..above", ".", "a.b.c", "données"]) {
    expect(refusals(spoiled({ what: "", of: "import from AWS", at: ["module"], value: module }).receipt)).toEqual([]);
  }
});

/** Every subschema, with its place. */
function subschemas(value: unknown, place = "#"): { readonly place: string; readonly schema: Json }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const inner = Object.entries(value).flatMap(([key, below]) => subschemas(below, `${place}/${key}`));
  return [{ place, schema: value as Json }, ...inner];
}

test("the schema describes every property, and lets no object have more than it describes", () => {
  const objects = subschemas(schema).filter(({ place }) => /^#(\/\$defs\/\w+)?$/.test(place));
  const withProperties = objects.filter(({ schema: { type } }) => type === "object");
  expect(withProperties.length).toBeGreaterThan(4);
  expect(withProperties.filter(({ schema: { additionalProperties } }) => additionalProperties !== false)).toEqual([]);
  const properties = subschemas(schema).filter(({ place }) => /^#(\/\$defs\/\w+)?\/properties\/\w+$/.test(place));
  expect(properties.length).toBeGreaterThan(15);
  expect(properties.filter(({ schema: { description } }) => typeof description !== "string")).toEqual([]);
});
