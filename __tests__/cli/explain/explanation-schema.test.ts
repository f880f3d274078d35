import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { explainFunction } from "../../../cli/explain/model/explain-function";
import { inspectable } from "../../../lib/artifact/inspect/inspected";
import { managedRuntimes } from "../../../lib/runtimes/managed-runtimes";
import { spoil } from "../../lib/artifact/receipt/spoil";
import { sources } from "./made-sources";
import { pageExplanation } from "./page-explanation";
import { shapeOfSchema, shapeOfType } from "./shape-of-type";

type Json = Readonly<Record<string, unknown>>;
type Definition = Json & { readonly properties: Readonly<Record<string, Json>> };

const explain = resolve(__dirname, "../../../cli/explain");
const schema = JSON.parse(readFileSync(resolve(explain, "explanation.schema.json"), "utf8")) as Json;
const definitions = schema["$defs"] as Readonly<Record<string, Definition>>;
const validate = new Ajv2020({ strict: true, allErrors: true }).addVocabulary(["x-inspectable"]).compile(schema);

/** Where and why the schema refuses a value. That an alternative does not fit says no more than why. */
function refusals(value: unknown): string[] {
  validate(value);
  const reasons = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return reasons.map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}

test("explanations of every kind are what the schema describes", () => {
  expect(refusals(pageExplanation)).toEqual([]);
  const made = explainFunction(sources({ own: ["index.py"], distributions: { six: { requiredBy: ["requirements.txt:1"] } } }));
  expect(refusals({ version: 1, functions: [made] })).toEqual([]);
  expect(refusals({ version: 1, functions: [] })).toEqual([]);
});

test("the schema has the keys of the types, says which may be absent, and has their values", () => {
  expect(shapeOfSchema(schema)).toEqual(shapeOfType(resolve(explain, "model/explanation.ts"), "Explanation"));
});

const chat = ["functions", 0] as const;
const zip = [...chat, "zips", 0] as const;
const layer = ["functions", 1, "zips", 1] as const;
const ways = [...chat, "strategies", "rows"] as const;

/** A change of one place. Undefined takes the property away. */
const spoilings: readonly { readonly what: string; readonly at: readonly (string | number)[]; readonly value: unknown }[] = [
  { what: "another version", at: ["version"], value: 2 },
  { what: "no functions", at: ["functions"], value: undefined },
  { what: "an unknown key", at: ["made"], value: "2026-11-24" },
  { what: "no name", at: [...chat, "name"], value: "" },
  { what: "an unknown source", at: [...chat, "from"], value: "state" },
  { what: "an unknown strategy", at: [...chat, "strategy"], value: "docker" },
  { what: "an unknown runtime", at: [...chat, "runtime"], value: "python2.7" },
  { what: "an unknown architecture", at: [...chat, "architecture"], value: "aarch64" },
  { what: "no answer", at: [...chat, "answer"], value: undefined },
  { what: "an unknown key of a function", at: [...chat, "handler"], value: "index.handler" },
  { what: "an unknown part", at: [...chat, "container", 0, "holds"], value: "kernel" },
  { what: "a part of nobody", at: [...chat, "container", 0, "from"], value: "them" },
  { what: "a date with a time", at: [...chat, "container", 0, "date"], value: "2026-11-24T20:48:34Z" },
  { what: "a date of nothing", at: [...chat, "container", 0, "dated"], value: undefined },
  { what: "a size in words", at: [...chat, "container", 3, "unzippedBytes"], value: "1.2 KB" },
  { what: "half a byte", at: [...zip, "bytes"], value: 0.5 },
  { what: "a negative size", at: [...zip, "unzippedBytes"], value: -1 },
  { what: "a sha256 in base64", at: [...zip, "sha256"], value: Buffer.alloc(32).toString("base64") },
  { what: "an unknown maker", at: [...zip, "madeBy"], value: "docker" },
  { what: "no files", at: [...zip, "files"], value: undefined },
  { what: "a mode as a number", at: [...zip, "files", 0, "mode"], value: 420 },
  { what: "a mode of letters", at: [...zip, "files", 0, "mode"], value: "rw-r--r--" },
  { what: "a file without a path", at: [...zip, "files", 0, "path"], value: "" },
  { what: "an unknown key of a file", at: [...zip, "files", 0, "sha256"], value: "0a".repeat(32) },
  { what: "a left-out file without a reason", at: [...zip, "left", 0, "why"], value: undefined },
  { what: "something missing without a reason", at: [...zip, "missing", 0, "why"], value: "" },
  { what: "a distribution without a version", at: [...layer, "distributions", 0, "version"], value: undefined },
  { what: "a chain in words", at: [...layer, "distributions", 0, "chain"], value: "requirements.txt:1 → pandas" },
  { what: "a count of files in words", at: [...layer, "distributions", 0, "files"], value: "1,412" },
  { what: "an unknown verdict", at: [...chat, "requirements", 0, "verdict"], value: "maybe" },
  { what: "an unknown floor", at: [...chat, "requirements", 0, "floor"], value: true },
  { what: "an unknown supplier", at: [...chat, "imports", 0, "by"], value: "pip" },
  { what: "an unknown moment", at: [...chat, "timeline", 0, "step"], value: "docker build" },
  { what: "a time in words", at: [...chat, "timeline", 0, "milliseconds"], value: "0.8 s" },
  { what: "a negative time", at: [...chat, "timeline", 0, "milliseconds"], value: -1 },
  { what: "a value of no kind", at: [...chat, "control", "you", 0, "value"], value: 512 },
  { what: "a choice of nothing", at: [...chat, "strategies", "chosen"], value: undefined },
  { what: "a measured way without figures", at: [...ways, 0, "figures"], value: undefined },
  { what: "a measured way with an excuse", at: [...ways, 0, "why"], value: "too large" },
  { what: "an impossible way without a reason", at: [...ways, 2, "why"], value: undefined },
  { what: "a base that is counted", at: [...ways, 3, "figures", "base", "counted"], value: true },
  { what: "no limit", at: [...chat, "sizes", "unzippedLimit"], value: undefined },
  { what: "an unknown level", at: [...chat, "findings", 0, "level"], value: "fatal" },
  { what: "a finding without a cure", at: [...chat, "findings", 0, "fix"], value: undefined },
  { what: "a sameness in words", at: ["functions", 1, "live", 0, "same"], value: "yes" },
];

test.each(spoilings)("the schema refuses $what: $at", ({ at, value }) => {
  const { receipt, path } = spoil(JSON.stringify(pageExplanation), at, value);
  const found = refusals(receipt);
  expect(found).not.toEqual([]);
  expect(found.every((refusal) => refusal.startsWith(path))).toBe(true);
});

const properties = Object.entries({ explanation: schema as Definition, ...definitions }).flatMap(([of, definition]) =>
  Object.entries((definition as Partial<Definition>).properties ?? {}).map(([name, property]) => ({ of, name, property })),
);

test("the schema describes every property, names the units, and lets no object have more than it describes", () => {
  expect(properties.length).toBeGreaterThan(90);
  expect(properties.filter(({ property }) => typeof property["description"] !== "string")).toEqual([]);
  const objects = [schema, ...Object.values(definitions)].filter(({ type }) => type === "object");
  expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([]);
  const unit = { bytes: /in bytes/, milliseconds: /in milliseconds/ } as const;
  const sizes = properties.filter(({ name }) => /bytes$|Limit$/i.test(name));
  expect(sizes.length).toBeGreaterThan(15);
  expect(sizes.filter(({ property }) => !unit.bytes.test(String(property["description"])))).toEqual([]);
  const times = properties.filter(({ name }) => name === "milliseconds");
  expect(times.map(({ property }) => unit.milliseconds.test(String(property["description"])))).toEqual([true]);
});

test("the schema marks what looking into a ZIP gives: what inspection and receipt agree on, and what only a look can tell", () => {
  const marked = (of: string): string[] =>
    properties.filter((each) => each.of === of && each.property["x-inspectable"] === true).map(({ name }) => name);
  expect(marked("zip")).toEqual(expect.arrayContaining([...inspectable.zip]));
  expect(marked("zip")).toHaveLength(inspectable.zip.length);
  expect(marked("distribution").sort()).toEqual([...inspectable.distribution, "compressedBytes", "files"].sort());
  const shown = inspectable.file.filter((name) => name !== "sha256"); // which an explanation has of no file
  expect(marked("file").sort()).toEqual([...shown, "compressedBytes"].sort());
  expect(marked("sizes").sort()).toEqual([...inspectable.sizes].sort());
  expect(marked("import")).toEqual(["module", "by", "distribution", "at"]);
  expect(marked("function")).toEqual(["zips", "imports", "sizes"]);
  const others = properties.filter(({ of }) => !["zip", "distribution", "file", "sizes", "import", "function"].includes(of));
  expect(others.filter(({ property }) => "x-inspectable" in property)).toEqual([]);
});

test("the schema knows the runtimes that the project knows", () => {
  expect(definitions["function"]?.properties["runtime"]?.["enum"]).toEqual(Object.keys(managedRuntimes));
});
