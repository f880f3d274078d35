import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { lastWords } from "../last-words";
import {
  containerEnvironment,
  type ContainerFolders,
  type FunctionEnvironment,
  searchPath,
  siteFolders,
} from "./container-environment";
import type { Attempt, ImportOutcome, ImportRun, ModuleLine } from "./import-facts";
import { mark, slowestImports } from "./import-times";

/** One import to make. */
export interface ProofOrder {
  readonly python: string;
  readonly runtime: string;
  readonly handler: string;
  readonly environment: FunctionEnvironment;
  /** MB */
  readonly memorySize: number;
  readonly folders: ContainerFolders;
  /** A folder for what is said. Absolute. */
  readonly work: string;
  readonly cache: string;
  /** The person's project: like their home folder, it is not in the container. Absolute. */
  readonly project: string;
  /** What of it, or elsewhere, stands for the packages AWS supplies. @default none */
  readonly supplied?: string;
  /** Modules that nobody is known to supply. */
  readonly doubted: readonly string[];
  /** After so long it is stopped. */
  readonly limitSeconds: number;
}

/** What a run shows. */
export type ProofRun = Omit<ImportRun, "kind" | "supplied">;

type Line =
  | { readonly begins: string }
  | { readonly attempt: Attempt }
  | { readonly made: string }
  | ({ readonly outcome: ImportOutcome } & Pick<
      ImportRun,
      "python" | "milliseconds" | "unknownRead" | "found" | "machineLibraries"
    > & { readonly peakBytes: number | null });

/** Imports the handler in a process of its own, which sees nothing but what the container would. What it leaves in /tmp is removed. */
export function runProof(order: ProofOrder): ProofRun | { readonly failure: string } {
  const { python, environment, folders, work, limitSeconds } = order;
  const file = (name: string): string => join(work, name);
  writeFileSync(file("request"), JSON.stringify(requestOf(order, file)));
  const stderr = openSync(file("stderr"), "w");
  const started = performance.now();
  const { status, signal, error } = spawnSync(
    python,
    ["-I", "-S", "-B", "-X", "importtime", join(__dirname, "prove.py"), file("request")],
    {
      cwd: folders.task,
      env: containerEnvironment(order, folders, environment),
      stdio: ["ignore", "ignore", stderr],
      timeout: (limitSeconds + 15) * 1000, // it stops itself, and then says where it was
      killSignal: "SIGKILL",
    },
  );
  const spent = performance.now() - started;
  closeSync(stderr);
  const said = beginningOf(file("stderr"));
  const lines = readLines(file("report"));
  for (const line of lines) if ("made" in line) rmSync(line.made, { recursive: true, force: true });
  if (!lines.some((line) => "begins" in line)) return { failure: lastWords({ status, signal, error, stderr: said }) };

  const attempts = lines.flatMap((line) => ("attempt" in line ? [line.attempt] : []));
  const ending = lines.find((line) => "outcome" in line);
  const common = { attempts, slowest: slowestImports(said) };
  if (ending !== undefined) {
    const { peakBytes, ...rest } = ending;
    return { ...common, ...rest, peakBytes: peakBytes ?? undefined };
  }
  const frames = framesIn(readFileSync(file("stack"), "utf8"), rootsOf(folders));
  const outcome: ImportOutcome =
    error !== undefined || spent >= limitSeconds * 1000
      ? { kind: "timed out", seconds: limitSeconds, frames }
      : { kind: "ended", by: signal ?? `exit status ${String(status)}`, frames };
  const unknown = { python: undefined, milliseconds: undefined, peakBytes: undefined };
  return { ...common, ...unknown, unknownRead: [], found: [], machineLibraries: [], outcome };
}

function requestOf(order: ProofOrder, file: (name: string) => string): object {
  const { handler, runtime, environment, folders, work, cache, project, supplied, doubted, limitSeconds } = order;
  return {
    ...{ handler, mark, work, doubted, limit: limitSeconds, report: file("report"), stack: file("stack") },
    path: searchPath(runtime, folders, environment),
    sites: siteFolders(runtime, folders),
    roots: rootsOf(folders),
    shown: shownAs(folders),
    seen: [work, cache, ...(supplied === undefined ? [] : [supplied])],
    hidden: [...homes(), project].filter((path) => path !== "/"),
    unknown: Object.keys(environment).filter((name) => environment[name] === undefined),
  };
}

function rootsOf({ task, layers }: ContainerFolders): string[] {
  return [task, ...layers];
}

/** Of what a process said as much as is of interest: it may have said more than fits into memory. */
function beginningOf(path: string, most = 32 * 1024 * 1024): string {
  const bytes = Buffer.alloc(Math.min(statSync(path).size, most));
  const file = openSync(path, "r");
  try {
    return bytes.toString("utf8", 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** A last line may be cut short. */
function readLines(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Places of this machine, and what the container calls them; of two that hold a path the inner one first. */
function shownAs({ task, layers, supplied }: ContainerFolders): [string, string][] {
  const opt = layers.map((layer): [string, string] => [layer, "/opt"]);
  const home = homes().map((path): [string, string] => [path, "/home/sbx_user1051"]);
  return [[task, "/var/task"], ...opt, [supplied, "/var/runtime"], ...home];
}

/** The person's, by the environment and by the machine's list of users. */
function homes(): string[] {
  return [...new Set([homedir(), userInfo().homedir])].filter((path) => path.length > 1);
}

/** Of the main thread, which stands last, what lies in a ZIP. */
function framesIn(stack: string, roots: readonly string[]): ModuleLine[] {
  const thread = stack.split(/^(?:Current thread|Thread) .*$/m).at(-1) ?? "";
  return [...thread.matchAll(/^ {2}File "(.+)", line (\d+) in /gm)].flatMap(([, path = "", line]) => {
    const root = roots.find((each) => path.startsWith(`${each}/`));
    return root === undefined ? [] : [{ path: path.slice(root.length + 1), line: Number(line) }];
  });
}
