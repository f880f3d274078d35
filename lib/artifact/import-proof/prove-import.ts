import { rmSync } from "node:fs";
import { join } from "node:path";
import { lambdaLimits } from "../../runtimes/limits";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { pythonMinor } from "../../runtimes/stdlib-modules";
import type { ShippedFile } from "../build/zip-contents";
import { makeFolder } from "../cache/cache-folder";
import { readCheckedJson, writeCheckedJson } from "../cache/checked-json";
import { entryKey } from "../cache/entries";
import { noteUse } from "../cache/last-use";
import { programHash } from "../cache/program-hash";
import { sweepTemporary, temporaryPath } from "../cache/temporary";
import { contentHash } from "../content-hash";
import { withoutFolders } from "../display-path";
import type { Architecture } from "../resolve/platform";
import type { SelectedSource } from "../stage";
import { writeStaged } from "../write-staged";
import { readCentralDirectory } from "../zip/central-directory";
import { withFile } from "../zip/read-range";
import type { FunctionEnvironment } from "./container-environment";
import type { ImportFacts, ImportOutcome, ImportRun } from "./import-facts";
import { type OwnPython, ownPythons } from "./own-python";
import { type ProofRun, runProof } from "./run-proof";
import { findSupplied, linkSupplied, type SuppliedFolder } from "./supplied-folder";
import { keepUnpacked, sweepUnpacked, unpack, unpackedPath, type UnpackOrder } from "./unpacked";

/** A ZIP as it is uploaded. */
export interface ProvenZip {
  /** Absolute. */
  readonly path: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
}

/** A function's own ZIP. */
export interface CodeZip extends ProvenZip {
  /** What is in it: its dependencies are unpacked once, and linked to when the code alone changes. */
  readonly files: readonly Pick<ShippedFile, "path" | "sha256" | "origin">[];
}

/** What to import. */
export interface ProofRequest {
  /** The function's own ZIP, or else the files that Terraform is going to zip. */
  readonly code: CodeZip | Pick<SelectedSource, "shipped">;
  /** What is in a layer, below `python/`. @default nothing */
  readonly layer?: ProvenZip;
  /** `index.handler`, as AWS takes it. */
  readonly handler: string;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** The function's own variables. @default none */
  readonly environment?: FunctionEnvironment;
  /** MB, as the function sees it. @default 128 */
  readonly memorySize?: number;
  /** Modules that nobody is known to supply: those that are there after all are told. @default none */
  readonly doubted?: readonly string[];
  /** The cache's folder, which takes `import-proofs/` and `unpacked-1/`. */
  readonly cache: string;
  /** Of this process: PATH, `LAMBDA_CONTAINER_PYTHON` and `LAMBDA_CONTAINER_SUPPLIED` are looked at. The import sees none of it. */
  readonly env: NodeJS.ProcessEnv;
  /** The project: its `.local/environments` may stand for what AWS supplies. The import sees none of it. */
  readonly cwd: string;
  /** After so long the import is stopped. @default 60 */
  readonly limitSeconds?: number;
  /** The machine. @default this one */
  readonly machine?: { readonly platform: NodeJS.Platform; readonly architecture: string };
}

const scripts = ["prove.py", "import_watch.py", "unpack.py"];
const compiled = /\.(?:so|dylib|pyd)(?:\.[\d.]+)?$/;

/**
 * Imports the handler from the ZIPs, as the container would, and says how it went. What went the same way before comes from the cache: where
 * neither ZIP, nor environment, nor Python changed no process is started.
 *
 * @throws UserError if the cache cannot be written or the folder named for AWS's packages is none
 */
export function proveImport(request: ProofRequest): ImportFacts {
  const { runtime, cache, env, cwd } = request;
  const pythons = ownPythons(pythonMinor(runtime), env);
  const reason = reasonNotToTry(request, pythons);
  if (reason !== undefined) return { kind: "static only", reason };
  const supplied = findSupplied(runtime, env, cwd);
  const kept = keptOf(request);
  const failures: string[] = [];
  for (const python of pythons) {
    const place = join(cache, "import-proofs", `${keyOf(request, python, supplied)}.json`);
    const known = readCheckedJson(place) as ImportRun | undefined;
    if (known !== undefined) {
      for (const { key } of kept) noteUse(unpackedPath(cache, key));
      return known;
    }
    const run = runWith(python, request, kept, supplied);
    if ("failure" in run) {
      failures.push(run.failure);
      continue;
    }
    const facts: ImportRun = { kind: "run", supplied: supplied?.modules ?? [], ...run };
    if (isLasting(facts.outcome)) {
      makeFolder(join(cache, "import-proofs"));
      writeCheckedJson(place, facts, temporaryPath(cache));
    }
    return facts;
  }
  return { kind: "static only", reason: `no ${runtime} of this machine works: ${failures.map(withoutFolders).join("; ")}` };
}

/** What ran out of time, was ended from outside, or failed for want of something on this machine may end otherwise next time. */
function isLasting(outcome: ImportOutcome): boolean {
  if (outcome.kind === "imported") return true;
  if (outcome.kind !== "failed" || outcome.stoppedBy?.kind === "machine") return false;
  return !outcome.errors.some(({ message }) => /cannot open shared object file|\bGLIBC\w*_[\d.]+' not found/.test(message));
}

function reasonNotToTry(
  { runtime, architecture, code, layer, machine = thisMachine() }: ProofRequest,
  pythons: readonly OwnPython[],
): string | undefined {
  if (architecture !== machine.architecture) return `this machine is ${machine.architecture}, and the function ${architecture}`;
  if (pythons.length === 0) return `no ${runtime} on this machine`;
  if (machine.platform === "linux") return undefined;
  const file = [code, ...(layer === undefined ? [] : [layer])].flatMap(namesIn).find((name) => compiled.test(name));
  return file === undefined ? undefined : `${file} is compiled for Linux, and this machine has ${machine.platform}`;
}

function namesIn(content: ProvenZip | Pick<SelectedSource, "shipped">): string[] {
  if ("shipped" in content) return content.shipped.map(({ path }) => path);
  return withFile(content.path, readCentralDirectory).map(({ name }) => name);
}

function thisMachine(): { platform: NodeJS.Platform; architecture: string } {
  return { platform: process.platform, architecture: process.arch === "x64" ? "x86_64" : process.arch };
}

/** Variables may be secret, and stand in the stack directory in plain; here they are part of a hash in the person's own folder. */
function keyOf(request: ProofRequest, python: OwnPython, supplied: SuppliedFolder | undefined): string {
  const { code, layer, handler, runtime, environment = {}, memorySize, doubted, limitSeconds } = request;
  const variables = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  const unknown = variables.flatMap(([name, value]) => (value === undefined ? [name] : []));
  return entryKey({
    scripts: programHash(__dirname, scripts),
    code: "shipped" in code ? contentHash(code.shipped) : code.sha256,
    ...{ layer: layer?.sha256, handler, runtime, variables, unknown, memorySize, doubted, limitSeconds },
    ...{ python: python.stamp, supplied: supplied?.stamp },
  });
}

type KeptOrder = Pick<UnpackOrder, "zip" | "paths"> & { readonly key: string };

/** What is unpacked once, and stays in the cache. */
function keptOf({ code, layer }: Pick<ProofRequest, "code" | "layer">): KeptOrder[] {
  return [...(layer === undefined ? [] : [{ key: layer.sha256, zip: layer.path }]), ...dependenciesIn(code)];
}

/** What of a ZIP is not the function's own, and stays when its code changes. */
function dependenciesIn(code: ProofRequest["code"]): KeptOrder[] {
  if ("shipped" in code) return [];
  const files = code.files.filter(({ origin }) => origin !== "first-party");
  if (files.length === 0) return [];
  const paths = files.map(({ path }) => path);
  return [{ key: entryKey(files.map(({ path, sha256 }) => [path, sha256])), zip: code.path, paths }];
}

function codeOrder(code: CodeZip, folder: string, kept: readonly KeptOrder[], placeOf: (key: string) => string): UnpackOrder {
  const paths = code.files.flatMap(({ path, origin }) => (origin === "first-party" ? [path] : []));
  const dependencies = kept.find(({ zip }) => zip === code.path);
  return { zip: code.path, folder, paths, ...(dependencies === undefined ? {} : { linked: placeOf(dependencies.key) }) };
}

function runWith(
  python: OwnPython,
  request: ProofRequest,
  kept: readonly KeptOrder[],
  supplied: SuppliedFolder | undefined,
): ProofRun | { readonly failure: string } {
  const { code, layer, cache, cwd, handler, runtime } = request;
  const { environment = {}, memorySize = lambdaLimits.memory.least, doubted = [], limitSeconds = 60 } = request;
  const work = makeFolder(temporaryPath(cache));
  try {
    sweepTemporary(cache);
    sweepUnpacked(cache);
    const folders = {
      ...{ task: join(work, "task"), supplied: join(work, "supplied") },
      layers: layer === undefined ? [] : [unpackedPath(cache, layer.sha256)],
    };
    const fresh = kept.filter(({ key }) => !noteUse(unpackedPath(cache, key)));
    const placeOf = (key: string): string =>
      fresh.some((each) => each.key === key) ? join(work, key) : unpackedPath(cache, key);
    const orders = fresh.map(({ key, ...order }) => ({ ...order, folder: placeOf(key) }));
    if ("shipped" in code) writeStaged(code, folders.task);
    else orders.push(codeOrder(code, folders.task, kept, placeOf));
    const failure = unpack(python.path, orders);
    if (failure !== undefined) return { failure };
    for (const { key } of fresh) keepUnpacked(cache, key, join(work, key));
    linkSupplied(supplied, folders.supplied);
    return runProof({
      ...{ python: python.path, work, cache, project: cwd, supplied: supplied?.path, folders },
      ...{ handler, runtime, environment, memorySize, doubted, limitSeconds },
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
