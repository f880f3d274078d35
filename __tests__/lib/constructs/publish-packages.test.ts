import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Receipt } from "../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../lib/constructs/packaging";
import { PythonFunction } from "../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../lib/constructs/python-runtime";
import { sharedIndex } from "../artifact/resolve/with-index";
import { PackagingApp, type Synthesized } from "./packaging-app";

const app = PackagingApp.eachTest(sharedIndex());

type Strategy = "runtime" | "bundle" | "layer";

/** Functions by their ids, all of one source. */
function synthesizeAll(functions: Readonly<Record<string, Strategy>>): Synthesized {
  const source = app().source("report", {}, "greeting");
  return app().synthesize((stack) => {
    for (const [id, strategy] of Object.entries(functions))
      new PythonFunction(stack, id, { source, runtime: PythonRuntime.PYTHON_3_12, packaging: Packaging[strategy]() });
  });
}

/** As Terraform's provider does: into the file that is there, if one is. */
function terraformWrites(path: string, content: string): void {
  mkdirSync(dirname(app().path(path)), { recursive: true });
  writeFileSync(app().path(path), content);
}

const packages = (): string[] => readdirSync(app().path("lambda_packages")).sort();

/** Inode and time of each file of the stack directory. */
function look(): Record<string, unknown> {
  const root = app().path(".");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map(
    (path) => [path, statSync(join(root, path))] as const,
  );
  return Object.fromEntries(files.map(([path, { ino, mtimeMs, mode }]) => [path, { ino, mtimeMs, mode }]));
}

beforeEach(() => {
  app().wheel({ name: "greeting", files: { "greeting.py": "hello = 'Hello'\n" } });
});

test("a second synthesis of the same touches no file", () => {
  synthesizeAll({ one: "bundle", other: "layer" });
  const before = look();
  expect(Object.keys(before)).toContain("lambda_packages/one_function.zip");
  synthesizeAll({ one: "bundle", other: "layer" });
  expect(look()).toEqual(before);
});

test("nor does one whose cache is gone, since it makes the same bytes", () => {
  synthesizeAll({ one: "bundle" });
  const before = look();
  rmSync(process.env.LAMBDA_CONTAINER_CACHE ?? "", { recursive: true });
  synthesizeAll({ one: "bundle" });
  expect(look()).toEqual(before);
});

const zip = "lambda_packages/one_function.zip";
const damages: readonly [string, (path: string) => void][] = [
  [
    "removed",
    (path) => {
      rmSync(path);
    },
  ],
  [
    "replaced by other bytes of the same number",
    (path) => {
      const { length } = readFileSync(path);
      rmSync(path);
      writeFileSync(path, Buffer.alloc(length));
    },
  ],
  [
    "written over, which the cache's own link sees, too",
    (path) => {
      writeFileSync(path, "other bytes");
    },
  ],
  [
    "cut short",
    (path) => {
      truncateSync(path, statSync(path).size - 1);
    },
  ],
];

test.each(damages)("a ZIP that was %s is put right by the next synthesis", (_how, damage) => {
  const { resource } = synthesizeAll({ one: "bundle" });
  const hash = app().hash(zip);
  damage(app().path(zip));
  expect(existsSync(app().path(zip)) && app().hash(zip)).not.toBe(hash);
  expect(synthesizeAll({ one: "bundle" }).resource).toEqual(resource);
  expect(app().hash(zip)).toBe(hash);
  expect(statSync(app().path(zip)).mode & 0o777).toBe(0o644);
});

test("a ZIP whose mode was changed gets it back, whatever the umask", () => {
  synthesizeAll({ one: "bundle" });
  chmodSync(app().path(zip), 0o600);
  const umask = process.umask(0o077);
  try {
    synthesizeAll({ one: "bundle" });
  } finally {
    process.umask(umask);
  }
  expect(statSync(app().path(zip)).mode & 0o777).toBe(0o644);
  expect(statSync(dirname(app().path(zip))).mode & 0o777).toBe(0o755);
});

test("a ZIP that Terraform made stays, also when something else changes", () => {
  synthesizeAll({ one: "runtime" });
  terraformWrites(zip, "made by Terraform");
  synthesizeAll({ one: "runtime" });
  synthesizeAll({ one: "runtime", other: "bundle" });
  expect(packages()).toEqual(["one_function.zip", "other_function.zip"]);
  expect(readFileSync(app().path(zip), "utf8")).toBe("made by Terraform");
});

test("a file of a person's own beside the ZIPs stays", () => {
  synthesizeAll({ one: "bundle" });
  writeFileSync(app().path("lambda_packages/notes.txt"), "");
  synthesizeAll({ one: "layer" });
  expect(packages()).toEqual(["notes.txt", "one_function.zip", "one_layer.zip"]);
});

test.each(["runtime", "bundle", "layer"] as const)("the ZIPs of a %s function that no longer exists go", (strategy) => {
  synthesizeAll({ one: "bundle", gone: strategy });
  if (strategy === "runtime") terraformWrites("lambda_packages/gone_function.zip", "made by Terraform");
  expect(packages().filter((name) => name.startsWith("gone"))).not.toEqual([]);
  synthesizeAll({ one: "bundle" });
  expect(packages()).toEqual(["one_function.zip"]);
});

test("the layer goes when nothing has it any more, and the folder with the last ZIP", () => {
  synthesizeAll({ one: "layer" });
  expect(packages()).toEqual(["one_function.zip", "one_layer.zip"]);
  synthesizeAll({ one: "bundle" });
  expect(packages()).toEqual(["one_function.zip"]);
  synthesizeAll({ one: "runtime" });
  expect(existsSync(app().path("lambda_packages"))).toBe(false);
});

test("where Terraform makes the ZIP from now on, it does not write into the cache's", () => {
  synthesizeAll({ one: "bundle" });
  const hash = app().hash(zip);
  synthesizeAll({ one: "runtime" });
  terraformWrites(zip, "made by Terraform");
  const kept = join(process.env.LAMBDA_CONTAINER_CACHE ?? "", "v1");
  const zips = readdirSync(kept, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("artifact.zip"));
  expect(zips.map((path) => readFileSync(join(kept, path), "utf8"))).not.toContain("made by Terraform");
  synthesizeAll({ one: "bundle" });
  expect(app().hash(zip)).toBe(hash);
});

test("a receipt that names files outside the ZIPs' folder removes none of them", () => {
  synthesizeAll({ one: "runtime" });
  const receipt = JSON.parse(readFileSync(app().path("artifacts.json"), "utf8")) as Receipt;
  const strange = receipt.zips.map((each) => ({ ...each, path: "../../../precious" }));
  writeFileSync(app().path("artifacts.json"), JSON.stringify({ ...receipt, zips: strange }));
  writeFileSync(join(app().folder, "precious"), "");
  synthesizeAll({ one: "bundle" });
  expect(existsSync(join(app().folder, "precious"))).toBe(true);
});

test("a receipt that somebody broke is written anew", () => {
  synthesizeAll({ one: "bundle" });
  for (const text of ["{", "[]", '{"zips":[null]}']) {
    writeFileSync(app().path("artifacts.json"), text);
    expect(synthesizeAll({ one: "bundle" }).receipt.functions).toMatchObject([{ name: "one" }]);
  }
});

test("a changed ZIP takes a saved plan with it, and the same ZIP leaves it", () => {
  synthesizeAll({ one: "bundle" });
  writeFileSync(app().path("tfplan"), "");
  utimesSync(app().path(zip), 0, 0);
  synthesizeAll({ one: "bundle" });
  expect(existsSync(app().path("tfplan"))).toBe(true);
  app().wheel({ name: "greeting", version: "2.0", files: { "greeting.py": "" } });
  app().source("report", { "more.py": "" }, "greeting");
  synthesizeAll({ one: "bundle" });
  expect(existsSync(app().path("tfplan"))).toBe(false);
});
