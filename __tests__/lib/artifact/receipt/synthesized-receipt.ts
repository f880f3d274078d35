import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { openPromise } from "yauzl";
import type { ShippedFile } from "../../../../lib/artifact/build/zip-contents";
import type { Receipt } from "../../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../../lib/constructs/packaging";
import { declareProviders } from "../../../../lib/constructs/providers";
import { PythonFunction } from "../../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../../lib/constructs/python-runtime";
import { requestIn, sharedIndex } from "../resolve/with-index";
import { write } from "../temporary-folder";
import { makeWheel, sha256Of } from "../wheel/make-wheel";

/** A stack directory, and what its receipt says. */
export interface Synthesized {
  readonly receipt: Receipt;
  /** Of `artifacts.json`. */
  readonly text: string;
  /** Absolute path of the stack directory. */
  readonly directory: string;
}

/** Synthesizes a stack with the folder as the project's root, in an environment that knows nothing but the folder. */
export function synthesizedIn(folder: string, uv: string, build: (stack: TerraformStack) => void): Synthesized {
  const before = { env: process.env, cwd: process.cwd() };
  process.env = { ...requestIn(folder, uv).env };
  process.chdir(folder);
  try {
    rmSync("cdktf.out", { recursive: true, force: true });
    const app = new App({ outdir: "cdktf.out" });
    const stack = new TerraformStack(app, "demo");
    declareProviders(stack);
    build(stack);
    app.synth();
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
  }
  const directory = join(folder, "cdktf.out", "stacks", "demo");
  const text = readFileSync(join(directory, "artifacts.json"), "utf8");
  return { receipt: JSON.parse(text) as Receipt, text, directory };
}

/** A project with a local folder of wheels and functions of every strategy, synthesized once for all tests of a file. */
export function sharedProject(shared = sharedIndex()): Synthesized {
  const project = {} as { -readonly [key in keyof Synthesized]: Synthesized[key] };
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "receipt-test-")));
    Object.assign(project, synthesizedProject(folder, shared.uv));
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return project;
}

/** Makes the same project in whatever folder, and synthesizes it. */
export function synthesizedProject(folder: string, uv: string): Synthesized {
  makeProject(folder);
  return synthesizedIn(folder, uv, functionOfEachKind);
}

/** `plain` installs nothing, `lean` leaves six to the runtime, `layered` and `twin` share a layer. */
function functionOfEachKind(stack: TerraformStack): void {
  const add = (id: string, packaging: Packaging, source = "source"): unknown =>
    new PythonFunction(stack, id, { source, packaging, runtime: PythonRuntime.PYTHON_3_11, exclude: ["docs/"] });
  add("plain", Packaging.runtime());
  add("bundled", Packaging.bundle());
  add("layered", Packaging.layer());
  add("twin", Packaging.layer());
  add("lean", Packaging.bundle({ omitRuntimePackages: true, requirements: "needs/lean.txt" }));
  add("whole", Packaging.bundle({ slim: false }));
  add("locked", Packaging.bundle(), "locked");
}

function makeProject(folder: string): void {
  const wheels = join(folder, "wheels");
  mkdirSync(wheels);
  const needs = ["Requires-Dist: dep>=1", "Requires-Dist: six", 'Requires-Dist: boost; extra == "fast"'];
  makeWheel(wheels, {
    name: "tool",
    metadata: ["Provides-Extra: fast", ...needs],
    files: {
      "tool/__init__.py": "import dep\n",
      "tool/__init__.pyi": "",
      "tool/empty.py": "",
      "tool/run": { content: "#!/bin/sh\n", executable: true },
      "tool/tests/__init__.py": "",
      "tool/tests/test_tool.py": "def test(): ...\n",
      "tool-1.0.data/scripts/tool": "#!python\n",
    },
  });
  const [dep, six] = [
    makeWheel(wheels, {
      name: "dep",
      files: { "dep.py": "1\n", "stored.bin": { content: "aaaaaaaa".repeat(99), stored: true } },
    }),
    makeWheel(wheels, { name: "six", version: "1.17.0", files: { "six.py": "PY3 = True\n" } }),
  ];
  makeWheel(wheels, { name: "boost", files: { "boost.py": "" } });
  const links = "--no-index\n--find-links ../wheels\n";
  write(folder, {
    "source/index.py": "try:\n    import tool\nexcept ImportError:\n    tool = None\n\ndef handler(event, context): ...\n",
    "source/bin/start": "#!/bin/sh\n",
    "source/docs/a.md": "",
    "source/docs/b.md": "",
    "source/.env": "SECRET=canary-secret\n",
    "source/.lambdaignore": "# ours\nnotes.txt\n",
    "source/notes.txt": "",
    "source/requirements.txt": `# what the report needs\n${links}tool[fast]\n`,
    "source/needs/lean.txt": links.replace("../", "../../") + "tool\n",
    "locked/index.py": "def handler(event, context): ...\n",
    "locked/requirements.txt": `${links}dep==1.0 --hash=sha256:${sha256Of(dep)}\nsix==1.17.0 --hash=sha256:${sha256Of(six)}\n`,
  });
  chmodSync(join(folder, "source", "bin", "start"), 0o755);
}

/** A ZIP's files as yauzl reads and unpacks them. */
export async function unzipped(path: string): Promise<Omit<ShippedFile, "origin">[]> {
  const zip = await openPromise(path, { lazyEntries: true, strictFileNames: true });
  const files: Omit<ShippedFile, "origin">[] = [];
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    const content = Buffer.concat(pieces);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const mode = `0${((entry.externalFileAttributes >>> 16) & 0o777).toString(8)}`;
    files.push({ path: entry.fileName, bytes: content.length, sha256, mode });
  }
  return files;
}
