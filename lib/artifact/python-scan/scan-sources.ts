import { statSync } from "node:fs";
import { basename, join } from "node:path";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { pythonMinor } from "../../runtimes/stdlib-modules";
import { readCheckedJson, writeCheckedJson } from "../cache/checked-json";
import { entryKey } from "../cache/entries";
import { temporaryPath } from "../cache/temporary";
import { displayPath, withoutFolders } from "../display-path";
import type { SourceFile } from "../source-tree";
import { findPythons, type Python } from "./find-python";
import type { ModuleFacts, ScannedModule, SourceScan } from "./module-facts";
import { runScan, scriptsHash } from "./run-scan";

/** What to read. */
export interface ScanRequest {
  /** The function's own files, of which the modules are read. */
  readonly files: readonly SourceFile[];
  readonly runtime: ManagedRuntimeName;
  /** The cache's folder, which takes `python-scan/`. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads the function's own modules, by Python and without running them. What was read once comes from the cache: where nothing changed no process
 * is started, else one for all that is new.
 *
 * @returns why nothing was read, where there is no Python to do so
 * @throws UserError if the cache cannot be written
 */
export function scanSources({ files, runtime, cache, env }: ScanRequest): SourceScan {
  const modules = files.filter(({ path }) => path.endsWith(".py"));
  const minor = pythonMinor(runtime);
  const folder = join(cache, "python-scan", scriptsHash());
  const failures: string[] = [];
  for (const python of findPythons(minor, env)) {
    const outcome = factsBy(python, { modules, minor, folder, cache, env });
    if ("failure" in outcome) failures.push(`${basename(python.path)}: ${withoutFolders(outcome.failure)}`);
    else return { parserMinor: outcome.minor, modules: modules.map((file) => scanned(file, outcome.facts)) };
  }
  const fix = "install Python 3.9 or newer, or name one in LAMBDA_CONTAINER_PYTHON";
  return { notScanned: failures.length === 0 ? "there is no Python here" : `no Python here can: ${failures.join("; ")}`, fix };
}

interface Reading {
  readonly modules: readonly SourceFile[];
  /** Of the runtime's Python. */
  readonly minor: number;
  readonly folder: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
}

type Facts = ReadonlyMap<string, ModuleFacts>;

function factsBy(python: Python, reading: Reading): { minor: number; facts: Facts } | { failure: string } {
  const { modules, minor, folder, cache, env } = reading;
  const known = python.minor ?? rememberedMinor(folder, python.path);
  const placeOf = (parser: number, sha256: string): string => join(folder, `3.${parser}-for-3.${minor}`, `${sha256}.json`);
  const facts = new Map<string, ModuleFacts>();
  const unread = new Map<string, SourceFile>();
  for (const file of modules) {
    const cached = known === undefined ? undefined : readCheckedJson(placeOf(known, file.sha256));
    if (cached === undefined) unread.set(file.sha256, file);
    else facts.set(file.sha256, cached as ModuleFacts);
  }
  if (known !== undefined && unread.size === 0) return { minor: known, facts };
  const outcome = runScan(python.path, minor, [...unread.values()], env);
  if ("failure" in outcome) return outcome;
  if (python.minor === undefined) rememberMinor(folder, python.path, outcome.minor, cache);
  for (const [sha256, found] of outcome.modules) {
    facts.set(sha256, found);
    if (!("notScanned" in found)) writeCheckedJson(placeOf(outcome.minor, sha256), found, temporaryPath(cache));
  }
  return { minor: outcome.minor, facts };
}

function scanned({ path, absolutePath, sha256 }: SourceFile, facts: Facts): ScannedModule {
  return { path, shownPath: displayPath(absolutePath), facts: facts.get(sha256) ?? { notScanned: "it was not read" } };
}

/** Of a Python whose name does not tell, as long as its file is as it was when it ran. */
function rememberedMinor(folder: string, path: string): number | undefined {
  const place = minorPlace(folder, path);
  return place === undefined ? undefined : (readCheckedJson(place) as number | undefined);
}

function rememberMinor(folder: string, path: string, minor: number, cache: string): void {
  const place = minorPlace(folder, path);
  if (place !== undefined) writeCheckedJson(place, minor, temporaryPath(cache));
}

function minorPlace(folder: string, path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined) return undefined;
  return join(folder, "pythons", `${entryKey([path, String(stats.size), String(stats.mtimeNs)])}.json`);
}
