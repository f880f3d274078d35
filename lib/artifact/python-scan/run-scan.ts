import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { programHash } from "../cache/program-hash";
import { lastWords } from "../last-words";
import type { SourceFile } from "../source-tree";
import type { ModuleFacts } from "./module-facts";

/** What a run answers: the minor of Python 3 that ran, and facts by sha256. */
export type ScanOutcome =
  { readonly minor: number; readonly modules: ReadonlyMap<string, ModuleFacts> } | { readonly failure: string };

const scripts = ["scan.py", "module_imports.py", "module_conditions.py", "module_names.py", "boto3_calls.py"];

/** Milliseconds after which it hangs for good: a thousand modules take less than ten seconds. */
const longestRun = 600_000;

/** Stands for the scripts in the cache's paths: what another release of them found is never looked at. */
export function scriptsHash(): string {
  return programHash(__dirname, scripts).slice(0, 16);
}

/** Has a Python read modules. Isolated, without site-packages and without writing bytecode: nothing but the standard library is run. */
export function runScan(
  python: string,
  minor: number,
  files: readonly Pick<SourceFile, "sha256" | "absolutePath">[],
  env: NodeJS.ProcessEnv,
): ScanOutcome {
  const request = { minor, files: files.map(({ sha256, absolutePath }) => ({ sha256, path: absolutePath })) };
  const run = spawnSync(python, ["-I", "-S", "-B", "-X", "utf8", join(__dirname, "scan.py")], {
    env,
    input: JSON.stringify(request),
    encoding: "utf8",
    maxBuffer: 268_435_456,
    timeout: longestRun,
  });
  // One that ends before it reads its input makes an error of its own; what it said says more.
  return run.status === 0 ? readOutcome(run.stdout) : { failure: lastWords(run) };
}

function readOutcome(stdout: string): ScanOutcome {
  try {
    const { python, modules } = JSON.parse(stdout) as { python: string; modules: Record<string, ModuleFacts> };
    const minor = Number(python.split(".")[1]);
    return { minor, modules: new Map(Object.entries(modules)) };
  } catch {
    return { failure: `it answered what is no Python's answer: ${stdout.slice(0, 80)}` };
  }
}
