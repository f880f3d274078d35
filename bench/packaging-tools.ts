import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import { findUv } from "../lib/artifact/resolve/find-uv";
import { withoutShims } from "../lib/artifact/resolve/shims";
import { type ManagedRuntimeName, pythonVersion } from "../lib/runtimes/managed-runtimes";

const samVersion = "1.170.0";

/** The programs the peers are made of. */
export interface Tools {
  readonly uv: string;
  /** What the zip step runs in a folder, for a ZIP beside it: Info-ZIP where it is installed, else Python's. */
  readonly zip: (zip: string) => string;
  readonly zipName: string;
  /** The interpreter of a runtime's Python minor; undefined where this machine has none. */
  readonly python: (runtime: ManagedRuntimeName) => string | undefined;
  /** SAM CLI; undefined where it cannot be installed. */
  readonly sam: string | undefined;
  /** For the head of a report. */
  readonly versions: string;
}

/** Finds the programs; SAM CLI is installed once, below `.local/bench`. */
export function findTools(): Tools {
  const say = (line: string): void => {
    console.error(line);
  };
  const uv = findUv({
    ...{ cache: cacheFolder(), env: process.env, cwd: resolve(__dirname, ".."), offline: false },
    ...{ scrub: (text: string) => text, say },
  });
  const python = (runtime: ManagedRuntimeName): string | undefined =>
    said(uv.path, ["python", "find", "--no-python-downloads", "--no-project", pythonVersion(runtime)]);
  const infoZip = said("sh", ["-c", "command -v zip"]) !== undefined;
  const base = python("python3.11");
  const sam = base === undefined ? undefined : installSam(uv.path, base);
  const versions = [
    `uv ${uv.version}`,
    (base === undefined ? undefined : said(base, ["-m", "pip", "--version"]))?.split(" ").slice(0, 2).join(" ") ?? "no pip",
    infoZip ? "Info-ZIP" : "no zip on PATH: Python's zipfile",
    sam === undefined ? "no SAM CLI" : `SAM CLI ${samVersion}`,
  ];
  return {
    uv: uv.path,
    zip: (zip) => (infoZip ? `zip -q -r ${zip} .` : `python3 -m zipfile -c ${zip} .`),
    ...{ zipName: infoZip ? "zip -r" : "python -m zipfile", python, sam, versions: versions.join(", ") },
  };
}

function installSam(uv: string, python: string): string | undefined {
  const folder = resolve(__dirname, "../.local/bench", `sam-${samVersion}`);
  const sam = join(folder, "bin", "sam");
  if (existsSync(sam)) return sam;
  console.error(`installing SAM CLI ${samVersion}, once`);
  said(uv, ["venv", "--quiet", "--clear", "--no-project", "--python", python, folder]);
  said(uv, ["pip", "install", "--quiet", "--python", join(folder, "bin", "python"), `aws-sam-cli==${samVersion}`]);
  return existsSync(sam) ? sam : undefined;
}

/** What it wrote; undefined where it failed. */
function said(file: string, args: readonly string[]): string | undefined {
  const env = { ...process.env, PATH: withoutShims(process.env["PATH"] ?? "") };
  const { status, stdout } = spawnSync(file, args, { encoding: "utf8", cwd: dirname(__dirname), env });
  return status === 0 ? stdout.trim() : undefined;
}
