import { readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionReceipt, SplicedZipReceipt, ZipReceipt } from "../../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../../lib/constructs/packaging";
import { PythonFunction } from "../../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../../lib/constructs/python-runtime";
import { lambdaLimits } from "../../../../lib/runtimes/limits";
import { sharedIndex } from "../resolve/with-index";
import { inTemporaryFolder, write } from "../temporary-folder";
import { sha256Of } from "../wheel/make-wheel";
import { sharedProject, synthesizedIn, synthesizedProject, unzipped } from "./synthesized-receipt";

const shared = sharedIndex();
const project = sharedProject(shared);

jest.setTimeout(60_000);

function functionNamed(name: string): FunctionReceipt {
  const found = project.receipt.functions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the receipt has no function ${name}`);
  return found;
}

function zipNamed(name: string): ZipReceipt {
  const found = project.receipt.zips.find(({ path }) => path === `lambda_packages/${name}.zip`);
  if (found === undefined) throw new Error(`the receipt has no ZIP ${name}`);
  return found;
}

function splicedZip(name: string): SplicedZipReceipt {
  const zip = zipNamed(name);
  if (zip.madeBy !== "splice") throw new Error(`${name} is not spliced`);
  return zip;
}

const sum = (numbers: readonly { readonly bytes: number }[]): number => numbers.reduce((total, { bytes }) => total + bytes, 0);

test("each ZIP that synthesis made holds the receipt's files and no others: paths, sizes, modes and contents", async () => {
  const zips = project.receipt.zips.filter((zip) => zip.madeBy === "splice");
  expect(zips.map(({ path }) => path)).toEqual(
    readdirSync(join(project.directory, "lambda_packages"))
      .sort()
      .map((name) => `lambda_packages/${name}`),
  );
  for (const { path, sha256, bytes, files } of zips) {
    const own = join(project.directory, path);
    expect({ path, sha256: sha256Of(own), bytes: statSync(own).size }).toEqual({ path, sha256, bytes });
    expect(await unzipped(own)).toEqual(files.map(({ path, bytes, sha256, mode }) => ({ path, bytes, sha256, mode })));
  }
});

test("a ZIP that archive_file will make gets the receipt's files and no others, with the mode it is told", () => {
  const { data } = JSON.parse(readFileSync(join(project.directory, "cdk.tf.json"), "utf8")) as {
    data: { archive_file: { plain_lambda: { source_dir: string; output_path: string; output_file_mode: string } } };
  };
  const archive = data.archive_file.plain_lambda;
  const staged = archive.source_dir.replace("${path.module}", project.directory);
  const files = readdirSync(staged, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(staged, path)).isFile())
    .sort()
    .map((path) => ({
      ...{ path, bytes: statSync(join(staged, path)).size, sha256: sha256Of(join(staged, path)) },
      ...{ mode: archive.output_file_mode, origin: "first-party" },
    }));
  const zip = zipNamed("plain_function");
  expect(archive.output_path).toBe(`\${path.module}/${zip.path}`);
  expect(zip.files).toEqual(files);
  expect(zip).not.toHaveProperty("sha256");
  expect(zip).not.toHaveProperty("bytes");
});

test("source_code_hash is the receipt's sha256 in base64", () => {
  const { resource } = JSON.parse(readFileSync(join(project.directory, "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, { source_code_hash: string }>>;
  };
  const hash = (name: string): string => Buffer.from(splicedZip(name).sha256, "hex").toString("base64");
  expect(resource.aws_lambda_function?.bundled?.source_code_hash).toBe(hash("bundled_function"));
  expect(resource.aws_lambda_function?.twin?.source_code_hash).toBe(hash("twin_function"));
  expect(resource.aws_lambda_layer_version?.layered?.source_code_hash).toBe(hash("layered_layer"));
});

test("every file says whose it is", () => {
  const originOf = (name: string) => Object.fromEntries(zipNamed(name).files.map(({ path, origin }) => [path, origin]));
  expect(originOf("bundled_function")).toMatchObject({
    "index.py": "first-party",
    "tool/__init__.py": "tool",
    "dep.py": "dep",
    "six-1.17.0.dist-info/METADATA": "six",
  });
  expect(originOf("layered_layer")).toMatchObject({ "python/tool/__init__.py": "tool", "python/dep.py": "dep" });
  expect(Object.values(originOf("layered_layer"))).not.toContain("first-party");
  expect(new Set(Object.values(originOf("layered_function")))).toEqual(new Set(["first-party"]));
});

test("every distribution says who asks for it: a line of the manifest, or another distribution and its extra", () => {
  const askers = (name: string) => Object.fromEntries(splicedZip(name).distributions.map((each) => [each.name, each.requiredBy]));
  const expected = { boost: ["tool[fast]"], dep: ["tool"], six: ["tool"], tool: ["requirements.txt:4"] };
  expect(askers("bundled_function")).toEqual(expected);
  expect(askers("layered_layer")).toEqual(expected);
  expect(askers("locked_function")).toEqual({ dep: ["requirements.txt:3"], six: ["requirements.txt:4"] });
  expect(askers("lean_function")).toEqual({ dep: ["tool"], tool: ["lean.txt:3"] });
});

test("what stays behind is named with its rule: a function's own files there, those of distributions at their ZIP", () => {
  for (const name of ["bundled", "layered", "twin", "plain", "lean"]) {
    expect({ name, left: functionNamed(name).left }).toEqual({
      name,
      left: [
        { path: ".env", rule: "secrets" },
        { path: ".lambdaignore", rule: "lambdaignore" },
        { path: "docs/", rule: "exclude: docs/" },
        { path: "notes.txt", rule: ".lambdaignore:2" },
      ],
    });
  }
  const ofTool = (prefix: string) => [
    { path: `${prefix}tool/__init__.pyi`, rule: "type-stubs", distribution: "tool" },
    { path: `${prefix}tool/tests/`, rule: "tests", distribution: "tool" },
  ];
  const scripts = { path: "tool-1.0.data/scripts/tool", rule: "wheel-scripts", distribution: "tool" };
  expect(splicedZip("bundled_function").left).toEqual([scripts, ...ofTool("")]);
  expect(splicedZip("layered_layer").left).toEqual([...ofTool("python/"), scripts]);
  expect(splicedZip("layered_function").left).toEqual([]);
});

test("without slimming only what a wheel has for other folders stays behind", () => {
  expect(splicedZip("whole_function").left).toEqual([
    { path: "tool-1.0.data/scripts/tool", rule: "wheel-scripts", distribution: "tool" },
  ]);
  expect(splicedZip("whole_function").files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["tool/__init__.pyi", "tool/tests/__init__.py", "tool/tests/test_tool.py"]),
  );
});

test("what is left to the runtime is named, and only where that is asked for", () => {
  expect(splicedZip("lean_function").omitted).toEqual([{ name: "six", why: "python3.11 supplies it" }]);
  expect(splicedZip("lean_function").files.map(({ origin }) => origin)).not.toContain("six");
  for (const name of ["bundled_function", "layered_function", "layered_layer", "locked_function"]) {
    expect(splicedZip(name).omitted).toEqual([]);
  }
});

test("a resolution without a lock says that another day may resolve differently, and a locked one does not", () => {
  expect(functionNamed("bundled").dependencies).toEqual({
    sources: ["requirements.txt"],
    locked: false,
    caveat: "not locked: another day may resolve differently",
  });
  expect(functionNamed("locked").dependencies).toEqual({ sources: ["requirements.txt"], locked: true });
  expect(functionNamed("lean").dependencies).toMatchObject({ sources: ["lean.txt"], requirements: "needs/lean.txt" });
  expect(functionNamed("plain")).not.toHaveProperty("dependencies");
});

test("every sum is one: of a distribution's files, of a ZIP's, of a function's ZIPs", () => {
  for (const zip of project.receipt.zips) {
    expect([zip.path, zip.unzippedBytes]).toEqual([zip.path, sum(zip.files)]);
    for (const { name, unzippedBytes } of zip.madeBy === "splice" ? zip.distributions : []) {
      expect([zip.path, name, unzippedBytes]).toEqual([zip.path, name, sum(zip.files.filter(({ origin }) => origin === name))]);
    }
  }
  for (const { name, zips, sizes } of project.receipt.functions) {
    const own = project.receipt.zips.filter(({ path }) => zips.includes(path));
    expect(own).toHaveLength(zips.length);
    expect({ name, ...sizes }).toEqual({
      name,
      ...(name === "plain" ? {} : { zippedBytes: statSync(join(project.directory, zips[0] ?? "")).size }),
      unzippedBytes: own.reduce((total, { unzippedBytes }) => total + unzippedBytes, 0),
      directUploadLimit: lambdaLimits.directUploadBytes,
      unzippedLimit: lambdaLimits.unzippedBytes,
    });
  }
});

test("functions that share a layer name the same ZIP, after their own", () => {
  expect(functionNamed("layered").zips).toEqual(["lambda_packages/layered_function.zip", "lambda_packages/layered_layer.zip"]);
  expect(functionNamed("twin").zips).toEqual(["lambda_packages/twin_function.zip", "lambda_packages/layered_layer.zip"]);
});

test("two projects in two folders have the same receipt", () => {
  inTemporaryFolder((folder) => {
    expect(synthesizedProject(folder, shared.uv).text).toBe(project.text);
  });
});

/** Every text in a value, keys too. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(textsIn)];
}

test("a receipt names no login, no address, no path of this machine and nobody at it", () => {
  inTemporaryFolder((folder) => {
    const login = "me:canary-secret";
    write(folder, {
      "source/index.py": "def handler(event, context): ...\n",
      "source/requirements.txt": `--index-url ${shared.server.index("auth", login)}\n-r more/needs.txt\ntool\n`,
      "source/more/needs.txt": `dep @ ${shared.server.index("auth", login).replace("simple", "files")}/dep-1.0-py3-none-any.whl\n`,
    });
    const { receipt, text } = synthesizedIn(folder, shared.uv, (stack) => {
      const of = (packaging: Packaging) => ({ source: join(folder, "source"), packaging, runtime: PythonRuntime.PYTHON_3_12 });
      new PythonFunction(stack, "bundled", of(Packaging.bundle({ requirements: join(folder, "source", "requirements.txt") })));
      new PythonFunction(stack, "layered", of(Packaging.layer()));
    });
    const distributions = receipt.zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : []));
    expect(distributions.map(({ name, requiredBy }) => `${name} ${requiredBy.join(", ")}`)).toEqual([
      ...["dep more/needs.txt:1, tool", "tool requirements.txt:3"],
      ...["dep more/needs.txt:1, tool", "tool requirements.txt:3"],
    ]);
    for (const secret of [...login.split(":"), "127.0.0.1", "localhost"]) {
      expect(textsIn(receipt).filter((each) => each.split(/[^\w.-]+/).includes(secret))).toEqual([]);
    }
    for (const told of ["canary", "://", folder, tmpdir()]) expect(text).not.toContain(told);
    expect(textsIn(receipt).filter((each) => /^(?:\/|[A-Za-z]:[/\\]|~|file:)/.test(each))).toEqual([]);
  });
});
