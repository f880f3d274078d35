import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { managedRuntimes } from "../../../../lib/runtimes/managed-runtimes";
import { sharedProject } from "./synthesized-receipt";
import { spoil, type Spoiled } from "./spoil";

type Json = Readonly<Record<string, unknown>>;

const path = resolve(__dirname, "../../../../lib/artifact/receipt/artifacts.schema.json");
const schema = JSON.parse(readFileSync(path, "utf8")) as Json;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const project = sharedProject();

/** Where and why the schema refuses a value: `/functions/0/name must be string`. That an alternative does not fit says no more than why. */
function refusals(value: unknown): string[] {
  validate(value);
  const reasons = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return reasons.map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}

test("a receipt with functions of every strategy is what the schema describes", () => {
  expect(refusals(project.receipt)).toEqual([]);
  const { functions, zips } = project.receipt;
  expect(functions.map(({ name, strategy }) => `${name} ${strategy}`)).toEqual([
    "bundled bundle",
    "layered layer",
    "lean bundle",
    "locked bundle",
    "plain runtime",
    "twin layer",
    "whole bundle",
  ]);
  expect(zips.filter(({ holds }) => holds === "layer").map((zip) => zip.path)).toEqual(["lambda_packages/layered_layer.zip"]);
  expect(zips.filter(({ madeBy }) => madeBy === "archive_file").map((zip) => zip.path)).toEqual([
    "lambda_packages/plain_function.zip",
  ]);
});

/** A change of one place; the places are found by name, so that a table can speak of them. */
interface Spoiling {
  readonly what: string;
  readonly of: "receipt" | "bundled" | "layered" | "plain" | "locked" | "bundle's ZIP" | "layer's ZIP" | "archive_file's ZIP";
  /** Property by property, from there. */
  readonly at: readonly (string | number)[];
  /** Undefined takes the property away. */
  readonly value: unknown;
}

const firstOf = {
  receipt: [],
  bundled: ["functions", 0],
  layered: ["functions", 1],
  locked: ["functions", 3],
  plain: ["functions", 4],
  "bundle's ZIP": ["zips", 0],
  "layer's ZIP": ["zips", 2],
  "archive_file's ZIP": ["zips", 5],
} as const satisfies Record<Spoiling["of"], readonly (string | number)[]>;

function spoiled({ of, at, value }: Spoiling): Spoiled {
  return spoil(project.text, [...firstOf[of], ...at], value);
}

const sha = "0123456789abcdef".repeat(4);

const spoilings: readonly Spoiling[] = [
  { what: "another version", of: "receipt", at: ["version"], value: 2 },
  { what: "no functions", of: "receipt", at: ["functions"], value: undefined },
  { what: "an unknown key", of: "receipt", at: ["made"], value: "2026-11-24" },
  { what: "no name", of: "bundled", at: ["name"], value: undefined },
  { what: "a name Terraform does not take", of: "bundled", at: ["name"], value: "a b" },
  { what: "no runtime", of: "bundled", at: ["runtime"], value: undefined },
  { what: "an unknown runtime", of: "bundled", at: ["runtime"], value: "python2.7" },
  { what: "an unknown architecture", of: "bundled", at: ["architecture"], value: "aarch64" },
  { what: "an unknown strategy", of: "bundled", at: ["strategy"], value: "image" },
  { what: "an absolute source", of: "bundled", at: ["source"], value: "/srv/source" },
  { what: "an absolute source of Windows", of: "bundled", at: ["source"], value: "C:\\source" },
  { what: "an address as a source", of: "bundled", at: ["source"], value: "https://me:secret@host.example/source" },
  { what: "an unknown key of a function", of: "bundled", at: ["handler"], value: "index.handler" },
  { what: "no ZIP", of: "bundled", at: ["zips"], value: [] },
  { what: "two ZIPs of a bundle", of: "bundled", at: ["zips", 1], value: "lambda_packages/b.zip" },
  { what: "three ZIPs", of: "layered", at: ["zips", 2], value: "lambda_packages/c.zip" },
  { what: "one ZIP twice", of: "layered", at: ["zips", 1], value: "lambda_packages/layered_function.zip" },
  { what: "a ZIP elsewhere", of: "bundled", at: ["zips", 0], value: "../other.zip" },
  { what: "an absolute ZIP", of: "bundled", at: ["zips", 0], value: "/lambda_packages/a.zip" },
  { what: "dependencies where none are installed", of: "plain", at: ["dependencies"], value: { sources: ["a"], locked: true } },
  { what: "no sources of dependencies", of: "bundled", at: ["dependencies", "sources"], value: undefined },
  { what: "a source with its folder", of: "bundled", at: ["dependencies", "sources", 0], value: "/srv/requirements.txt" },
  { what: "absolute requirements", of: "bundled", at: ["dependencies", "requirements"], value: "/srv/requirements.txt" },
  { what: "no caveat although nothing is locked", of: "bundled", at: ["dependencies", "caveat"], value: undefined },
  { what: "another caveat", of: "bundled", at: ["dependencies", "caveat"], value: "maybe" },
  {
    what: "a caveat although it is locked",
    of: "locked",
    at: ["dependencies", "caveat"],
    value: "not locked: another day may resolve differently",
  },
  { what: "an unknown key of a left-out file", of: "bundled", at: ["left", 0, "bytes"], value: 1 },
  { what: "a distribution of a first-party file", of: "bundled", at: ["left", 0, "distribution"], value: "tool" },
  { what: "a left-out file without a rule", of: "bundled", at: ["left", 0, "rule"], value: "" },
  { what: "an absolute left-out file", of: "bundled", at: ["left", 0, "path"], value: "/etc/passwd" },
  { what: "a left-out file elsewhere", of: "bundled", at: ["left", 0, "path"], value: "a/../../b" },
  { what: "sizes in words", of: "bundled", at: ["sizes", "zippedBytes"], value: "1 kB" },
  { what: "a negative size", of: "bundled", at: ["sizes", "unzippedBytes"], value: -1 },
  { what: "no limit", of: "bundled", at: ["sizes", "unzippedLimit"], value: undefined },
  { what: "an unknown maker", of: "bundle's ZIP", at: ["madeBy"], value: "docker" },
  { what: "no maker", of: "bundle's ZIP", at: ["madeBy"], value: undefined },
  { what: "a sha256 in base64", of: "bundle's ZIP", at: ["sha256"], value: Buffer.from(sha, "hex").toString("base64") },
  { what: "a sha256 in capitals", of: "bundle's ZIP", at: ["sha256"], value: sha.toUpperCase() },
  { what: "a sha256 that is cut", of: "bundle's ZIP", at: ["sha256"], value: sha.slice(1) },
  { what: "no sha256", of: "bundle's ZIP", at: ["sha256"], value: undefined },
  { what: "half a byte", of: "bundle's ZIP", at: ["bytes"], value: 1.5 },
  { what: "an unknown key of a ZIP", of: "bundle's ZIP", at: ["url"], value: "s3://bucket/key" },
  {
    what: "a distribution with a name of its own spelling",
    of: "bundle's ZIP",
    at: ["distributions", 0, "name"],
    value: "Tool_A",
  },
  { what: "a version with a space", of: "bundle's ZIP", at: ["distributions", 0, "version"], value: "1 0" },
  {
    what: "an absolute manifest",
    of: "bundle's ZIP",
    at: ["distributions", 0, "requiredBy", 0],
    value: "/srv/requirements.txt:1",
  },
  {
    what: "a manifest without a line",
    of: "bundle's ZIP",
    at: ["distributions", 0, "requiredBy", 0],
    value: "requirements.txt:0",
  },
  { what: "no asker at all", of: "bundle's ZIP", at: ["distributions", 0, "requiredBy"], value: undefined },
  {
    what: "a wheel with a folder",
    of: "bundle's ZIP",
    at: ["distributions", 0, "wheel", "filename"],
    value: "/tmp/a-1-py3-none-any.whl",
  },
  { what: "an sdist", of: "bundle's ZIP", at: ["distributions", 0, "wheel", "filename"], value: "a-1.tar.gz" },
  {
    what: "a wheel's address",
    of: "bundle's ZIP",
    at: ["distributions", 0, "wheel", "url"],
    value: "https://host.example/a.whl",
  },
  { what: "an unknown origin of a wheel", of: "bundle's ZIP", at: ["distributions", 0, "wheel", "origin"], value: "cache" },
  { what: "an omission without its reason", of: "bundle's ZIP", at: ["omitted", 0], value: { name: "six" } },
  { what: "an absolute file", of: "bundle's ZIP", at: ["files", 0, "path"], value: "/index.py" },
  { what: "a file above the root", of: "bundle's ZIP", at: ["files", 0, "path"], value: "../index.py" },
  { what: "a file that steps back on its way", of: "bundle's ZIP", at: ["files", 0, "path"], value: "pkg/../index.py" },
  { what: "a file with an empty step", of: "bundle's ZIP", at: ["files", 0, "path"], value: "pkg//index.py" },
  { what: "a file with a step to the same place", of: "bundle's ZIP", at: ["files", 0, "path"], value: "./index.py" },
  { what: "a folder as a file", of: "bundle's ZIP", at: ["files", 0, "path"], value: "pkg/" },
  { what: "a file with a backslash", of: "bundle's ZIP", at: ["files", 0, "path"], value: "pkg\\index.py" },
  { what: "a file with a newline", of: "bundle's ZIP", at: ["files", 0, "path"], value: "index\n.py" },
  { what: "a file on a drive", of: "bundle's ZIP", at: ["files", 0, "path"], value: "C:/index.py" },
  { what: "a mode of another kind", of: "bundle's ZIP", at: ["files", 0, "mode"], value: "0600" },
  { what: "a mode as a number", of: "bundle's ZIP", at: ["files", 0, "mode"], value: 420 },
  { what: "a bad sha256 of a file", of: "bundle's ZIP", at: ["files", 0, "sha256"], value: "0" },
  { what: "no origin of a file", of: "bundle's ZIP", at: ["files", 0, "origin"], value: undefined },
  { what: "an unknown key of a file", of: "bundle's ZIP", at: ["files", 0, "mtime"], value: 0 },
  { what: "a left-out file of nobody", of: "bundle's ZIP", at: ["left", 0, "distribution"], value: undefined },
  { what: "a layer's file that Python does not find", of: "layer's ZIP", at: ["files", 0, "path"], value: "tool/__init__.py" },
  { what: "a sha256 nobody can know yet", of: "archive_file's ZIP", at: ["sha256"], value: sha },
  { what: "a layer by archive_file", of: "archive_file's ZIP", at: ["holds"], value: "layer" },
];

test.each(spoilings)("the schema refuses $what: $of $at", (spoiling) => {
  const { receipt, path } = spoiled(spoiling);
  const found = refusals(receipt);
  expect(found).not.toEqual([]);
  expect(found.every((refusal) => refusal.startsWith(path))).toBe(true);
});

test("the schema takes a first-party file whatever its letters", () => {
  const { receipt } = spoiled({
    what: "",
    of: "archive_file's ZIP",
    at: ["files", 0, "path"],
    value: "données/…/c:d e'\"<>|*?.py",
  });
  expect(refusals(receipt)).toEqual([]);
});

/** Every subschema, with its place. */
function subschemas(value: unknown, place = "#"): { readonly place: string; readonly schema: Json }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const inner = Object.entries(value).flatMap(([key, below]) => subschemas(below, `${place}/${key}`));
  return [{ place, schema: value as Json }, ...inner];
}

test("the schema describes every property, names the unit of every size, and lets no object have more than it describes", () => {
  const objects = subschemas(schema).filter(
    ({ schema: { required, properties } }) => required !== undefined && properties !== undefined,
  );
  const open = objects.filter(({ schema: { additionalProperties } }) => additionalProperties !== false);
  expect(open.map(({ place }) => place)).toEqual([
    // Conditions, and a choice of two.
    ...["#/$defs/function/then/then", "#/$defs/strategyRow/then", "#/$defs/strategyRow/else/properties/limitsLeft"],
    ...["#/$defs/dependencies/else", "#/$defs/zip"],
  ]);
  const properties = subschemas(schema).filter(({ place }) => /^#(\/\$defs\/\w+)?\/properties\/\w+$/.test(place));
  expect(properties.length).toBeGreaterThan(50);
  expect(properties.filter(({ schema: { description } }) => typeof description !== "string")).toEqual([]);
  const sizes = properties.filter(({ schema: { $ref } }) => $ref === "#/$defs/bytes");
  expect(sizes.length).toBeGreaterThan(8);
  expect(sizes.filter(({ schema: { description } }) => !/in bytes/.test(String(description)))).toEqual([]);
});

test("the schema knows the runtimes that the constructs know", () => {
  const runtime = subschemas(schema).find(({ place }) => place === "#/$defs/function/properties/runtime");
  expect(runtime?.schema.enum).toEqual(Object.keys(managedRuntimes));
});
