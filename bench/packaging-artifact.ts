import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What there is to say of an artifact, whoever made it. Sizes in bytes. */
export interface Inspection {
  /** Of its ZIPs. */
  readonly bytes: number;
  /** Folders not counted. */
  readonly files: number;
  readonly unpackedBytes: number;
  /** The minor version of the newest glibc 2 that a shared library in it asks for; 0 where none asks. */
  readonly glibcMinor: number;
  /** Whether the handler's module imports here: the interpreter's last line where it does not; undefined without an interpreter. */
  readonly importFailure: string | false | undefined;
}

/** The sha256 of several ZIPs together, hexadecimal. */
export function fingerprint(zips: readonly string[]): string {
  const hash = createHash("sha256");
  for (const zip of zips) hash.update(readFileSync(zip));
  return hash.digest("hex");
}

/**
 * Unpacks an artifact and looks at it, with nothing of the engine that made one of them.
 *
 * @param zips of a function and, if it has one, its layer, whose modules lie below `python/`
 * @param python the interpreter of the function's runtime
 */
export function inspect(zips: readonly string[], python: string | undefined): Inspection {
  const folder = mkdtempSync(join(tmpdir(), "bench-artifact-"));
  try {
    for (const zip of zips) run("python3", ["-m", "zipfile", "-e", zip, folder]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return {
      bytes: sum(zips.map(sizeOf)),
      files: files.length,
      unpackedBytes: sum(files.map(sizeOf)),
      glibcMinor: Math.max(0, ...files.filter((path) => /\.so(?:\.|$)/.test(path)).map(neededGlibc)),
      importFailure: python === undefined ? undefined : importFailure(python, folder),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By the names of versions that stand in a library as text (`GLIBC_2.27`), among which are all that it needs. */
function neededGlibc(library: string): number {
  const text = readFileSync(library, "latin1");
  return Math.max(0, ...[...text.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor)));
}

/** With the standard library and the artifact alone: no site-packages, no variables of the environment. */
function importFailure(python: string, folder: string): string | false {
  const script = "import sys; sys.path[:0] = sys.argv[1:]; import index";
  const paths = [folder, join(folder, "python")].filter((path) => existsSync(path));
  const { status, stderr } = spawnSync(python, ["-I", "-S", "-B", "-c", script, ...paths], { encoding: "utf8" });
  return status === 0 ? false : (stderr.trim().split("\n").at(-1) ?? "");
}

function run(file: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(file, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${[file, ...args].join(" ")} failed:\n${stderr}`);
}

function sizeOf(path: string): number {
  return statSync(path).size;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
