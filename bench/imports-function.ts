import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Artifact, buildArtifact } from "../lib/artifact/build/build-artifact";
import { type CheckedFunction, checkFunction } from "../lib/artifact/checks/check-function";
import type { JudgedFinding } from "../lib/artifact/checks/waivers";
import { type SelectedSource, selectSource } from "../lib/artifact/stage";
import { lambdaLimits } from "../lib/runtimes/limits";
import { topLevelModules } from "./imports-modules";
import type { AskedPackage } from "./imports-packages";

/** A function that imports all of one package, bundled and checked. Times in milliseconds. */
export interface CheckedPackage {
  readonly name: string;
  readonly version: string;
  /** What its handler imports. */
  readonly modules: readonly string[];
  readonly findings: readonly JudgedFinding[];
  /** Why it was not imported; undefined where it was. */
  readonly notImported: string | undefined;
  /** Of the real import, when it was made; undefined where it did not end. */
  readonly importTime: number | undefined;
  readonly memory: number | undefined;
  readonly unzippedBytes: number;
  /** Resolving, fetching and bundling. */
  readonly madeTime: number;
  readonly checkedTime: number;
  /** The same check once more. */
  readonly again: () => readonly JudgedFinding[];
}

const runtime = "python3.11";
const architecture = "x86_64";

/**
 * Bundles one package with a handler of its own, and checks it as a synthesis does.
 *
 * @throws UserError where it cannot be resolved, fetched or bundled
 */
export function checkPackage(folder: string, asked: AskedPackage): CheckedPackage {
  const started = performance.now();
  const source = join(folder, asked.name);
  write(source, asked, []);
  const { contents } = build(source).artifact.code;
  const distribution = contents.distributions.find(({ name }) => name === asked.name);
  if (distribution === undefined) throw new Error(`${asked.name} is not in what was made of it`);
  const modules = [...topLevelModules(contents.files, asked.name), ...(asked.below ?? [])];
  if (modules.length === 0) throw new Error(`${asked.name} has no module at the top`);
  write(source, asked, modules);
  const { artifact, selected } = build(source);
  const checked = functionOf(asked.name, selected, artifact);
  const made = performance.now();
  const { findings, proof } = checkFunction(checked);
  const ended = performance.now();
  const run = proof.kind === "run" ? proof : undefined;
  return {
    ...{ name: asked.name, version: distribution.version, modules, findings },
    ...{ importTime: run?.milliseconds, memory: run?.peakBytes },
    notImported: proof.kind === "run" ? undefined : proof.reason,
    unzippedBytes: artifact.code.contents.unzippedBytes,
    ...{ madeTime: made - started, checkedTime: ended - made },
    again: () => checkFunction(checked).findings,
  };
}

function write(source: string, { name }: AskedPackage, modules: readonly string[]): void {
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "requirements.txt"), `${name}\n`);
  const lines = [...modules.map((module) => `import ${module}`), "", "", "def handler(event, context): ..."];
  writeFileSync(join(source, "index.py"), lines.map((line) => `${line}\n`).join(""));
}

function build(source: string): { readonly artifact: Artifact; readonly selected: SelectedSource } {
  const selected = selectSource({ source });
  return { selected, artifact: buildArtifact({ strategy: "bundle", source, selected, runtime, architecture }) };
}

/** What a synthesis knows of it when it checks. */
function functionOf(name: string, selected: SelectedSource, { code }: Artifact): CheckedFunction {
  const path = "lambda_packages/bundle_function.zip";
  const { bytes, unzippedBytes } = code.contents;
  const { directUploadBytes: directUploadLimit, unzippedBytes: unzippedLimit } = lambdaLimits;
  const sizes = { zippedBytes: bytes, directUploadLimit, unzippedBytes, unzippedLimit };
  return {
    fn: { name, strategy: "bundle", runtime, architecture, source: selected.root, zips: [path], left: selected.left, sizes },
    ...{ handler: "index.handler", selected, code, environment: {}, memorySize: 128, layers: 0, waivers: [], construct: name },
    zips: [{ path, holds: "function", madeBy: "splice", ...code.contents }],
    options: { slim: true, omitRuntimePackages: false },
    today: new Date().toISOString().slice(0, 10),
    lockedProvider: undefined,
    env: process.env,
    cwd: process.cwd(),
  };
}
