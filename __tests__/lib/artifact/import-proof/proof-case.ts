import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { ImportFacts, ImportRun } from "../../../../lib/artifact/import-proof/import-facts";
import { ownPythons } from "../../../../lib/artifact/import-proof/own-python";
import { type CodeZip, type ProofRequest, type ProvenZip, proveImport } from "../../../../lib/artifact/import-proof/prove-import";
import { type ManagedRuntimeName, managedRuntimes } from "../../../../lib/runtimes/managed-runtimes";
import { pythonMinor } from "../../../../lib/runtimes/stdlib-modules";
import { inTemporaryFolder } from "../temporary-folder";

const here = (Object.keys(managedRuntimes) as ManagedRuntimeName[]).flatMap((name) =>
  ownPythons(pythonMinor(name), process.env).map((python) => ({ name, python: python.path })),
);
const chosen = here.find(({ name }) => name === "python3.11") ?? here.at(-1);

/** A runtime of which this machine has the Python. */
export const runtime = chosen?.name ?? "python3.11";

/** Runs where the machine has the Python of some runtime; elsewhere it says that it does not, and fails in CI. */
export const withPython: jest.It = ((): jest.It => {
  if (chosen !== undefined || process.env.CI === "true") return test;
  process.stderr.write("No Python of any managed runtime is on PATH: imports are NOT tested here.\n");
  return test.skip;
})();

type Files = Readonly<Record<string, string>>;
type Options = Partial<Omit<ProofRequest, "code" | "layer" | "cache">> & { readonly code: Files; readonly layer?: Files };

/** A cache, and a Python that counts how often it is started. */
export class ProofCase {
  readonly cache: string;
  readonly python: string;

  constructor(readonly folder: string) {
    this.cache = join(folder, "cache");
    this.python = join(folder, "bin", runtime);
    mkdirSync(join(folder, "bin"));
    writeFileSync(this.python, `#!/bin/sh\necho "$6 $4" >> "${folder}/started"\nexec "${chosen?.python ?? ""}" "$@"\n`);
    chmodSync(this.python, 0o755);
  }

  prove({ code, layer, ...options }: Options): ImportFacts {
    return proveImport({
      ...{ code: this.codeZip(code), layer: layer && this.zip("layer", layer, "python/") },
      ...{ handler: "index.handler", runtime, architecture: process.arch === "arm64" ? "arm64" : "x86_64" },
      ...{ env: { PATH: join(this.folder, "bin") }, cwd: this.folder, cache: this.cache, ...options },
    });
  }

  /** A function's own ZIP; what lies in `dependency/` is no file of the function's own. */
  private codeZip(code: Files): CodeZip {
    const files = Object.entries(code).map(([path, content]) => ({
      path,
      sha256: createHash("sha256").update(content).digest("hex"),
      origin: path.startsWith("dependency/") ? "dependency" : "first-party",
    }));
    return { ...this.zip("code", code, ""), files };
  }

  /** What a process that ran says. */
  run(options: Options): ImportRun {
    const facts = this.prove(options);
    if (facts.kind !== "run") throw new Error(facts.reason);
    return facts;
  }

  /** How many processes were started. */
  started(): number {
    const list = join(this.folder, "started");
    return existsSync(list) ? readFileSync(list, "utf8").trim().split("\n").length : 0;
  }

  inCache(): string[] {
    return readdirSync(this.cache, { recursive: true, encoding: "utf8" }).sort();
  }

  zip(name: string, files: Files, prefix: "" | "python/"): ProvenZip {
    const entries = Object.entries(files).map(([path, content]) => [`${prefix}${path}`, Buffer.from(content)] as const);
    const bytes = zipSync(Object.fromEntries(entries), { os: 3, attrs: (0o100644 << 16) >>> 0, mtime: new Date(1995, 4, 5) });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const path = join(this.folder, `${name}-${sha256.slice(0, 8)}.zip`);
    writeFileSync(path, bytes);
    return { path, sha256 };
  }
}

/** Runs with a case of its own. */
export function inProofCase(action: (proof: ProofCase) => void): void {
  inTemporaryFolder((folder) => {
    action(new ProofCase(folder));
  });
}

/** Makes the module `index` of lines, with a handler at the end. */
export function index(...lines: string[]): { "index.py": string } {
  return { "index.py": [...lines, "def handler(event, context): ...", ""].join("\n") };
}
