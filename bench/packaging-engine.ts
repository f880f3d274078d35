/**
 * Run in a process of its own, in an app's folder: makes the bundle of the function in `report`.
 *
 *     node --import tsx packaging-engine.ts build|steps|locations python3.11
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, rmSync, writeSync } from "node:fs";
import { buildArtifact } from "../lib/artifact/build/build-artifact";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import { fetchDependencies } from "../lib/artifact/resolve/fetch-dependencies";
import { resolveDependencies } from "../lib/artifact/resolve/resolve";
import { splice } from "../lib/artifact/splice/splice";
import { selectSource } from "../lib/artifact/stage";
import { indexWheel } from "../lib/artifact/wheel/index-wheel";
import { hashFile } from "../lib/artifact/zip/file-hash";
import { readInto, withFile } from "../lib/artifact/zip/read-range";
import { isManagedRuntime } from "../lib/runtimes/managed-runtimes";

/** Milliseconds: of each step, and of the least that could do. */
export interface Steps {
  readonly resolve: number;
  readonly fetch: number;
  readonly index: number;
  readonly splice: number;
  /** Reading the wheels once for their sha256. */
  readonly hashWheels: number;
  /** Copying the ZIP while its sha256 is taken. */
  readonly copyZip: number;
  readonly wheelBytes: number;
  readonly zipBytes: number;
}

const [mode = "", runtime = ""] = process.argv.slice(2);
if (!isManagedRuntime(runtime)) throw new Error(`${runtime} is no managed runtime`);
const request = { source: "report", runtime, architecture: "x86_64" } as const;

if (mode === "build") buildArtifact({ ...request, strategy: "bundle", selected: selectSource(request) });
else process.stdout.write(JSON.stringify(mode === "steps" ? steps() : locations()));

function steps(): Steps {
  const output = "steps.zip";
  const files = selectSource(request).shipped;
  const [resolve, resolved] = timed(() => resolveDependencies(request));
  if (resolved === undefined) throw new Error("nothing is asked for");
  const [fetch, fetched] = timed(() => fetchDependencies(resolved, request));
  const [index, wheels] = timed(() => fetched.map(({ path, wheel: { sha256 } }) => indexWheel({ path, sha256 }, cacheFolder())));
  const [spliceTime, { bytes: zipBytes }] = timed(() => splice({ wheels, files, prefix: "", output }));
  const [hashWheels, hashes] = timed(() => fetched.map(({ path }) => withFile(path, hashFile)));
  const [copyZip] = timed(() => {
    copyHashed(output, "copy.zip");
  });
  for (const name of [output, "copy.zip"]) rmSync(name);
  const wheelBytes = hashes.reduce((sum, { bytes }) => sum + bytes, 0);
  return { resolve, fetch, index, splice: spliceTime, hashWheels, copyZip, wheelBytes, zipBytes };
}

/** Where its wheels would be fetched from. */
function locations(): string[] {
  return [...(resolveDependencies(request)?.locations.values() ?? [])];
}

function timed<T>(action: () => T): readonly [milliseconds: number, result: T] {
  const started = performance.now();
  const result = action();
  return [performance.now() - started, result];
}

function copyHashed(from: string, to: string): void {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const hash = createHash("sha256");
  const target = openSync(to, "w");
  withFile(from, (file) => {
    const bytes = fstatSync(file.fd).size;
    for (let at = 0; at < bytes; at += buffer.length) {
      const piece = buffer.subarray(0, bytes - at);
      readInto(file, piece, at);
      hash.update(piece);
      writeSync(target, piece);
    }
  });
  hash.digest();
  closeSync(target);
}
