import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../cache/cache-folder";
import { lastWords } from "../last-words";
import { containerEnvironment, type ContainerFolders, type FunctionEnvironment, searchPath } from "./container-environment";
import type { Attempt, ImportOutcome, ImportRun, ModuleLine } from "./import-facts";
import { mark, slowestImports } from "./import-times";

/** One import to make. */
export interface ProofOrder {
  readonly python: string;
  readonly runtime: string;
  readonly handler: string;
  readonly environment: FunctionEnvironment;
  readonly folders: ContainerFolders;
  /** A folder for what is said. Absolute. */
  readonly work: string;
  readonly cache: string;
  /** After so long it is stopped. */
  readonly limitSeconds: number;
}

/** What a run shows. */
export type ProofRun = Omit<ImportRun, "kind" | "supplied">;

type Line =
  | { readonly attempt: Attempt }
  | ({ readonly outcome: ImportOutcome } & Pick<ImportRun, "python" | "milliseconds" | "unknownRead" | "machineLibraries"> & {
        readonly peakBytes: number | null;
      });

/** Imports the handler in a process of its own, which sees nothing but what the container would. */
export function runProof(order: ProofOrder): ProofRun | { readonly failure: string } {
  const { python, runtime, handler, environment, folders, work, cache, limitSeconds } = order;
  makeFolder(folders.tmp);
  const file = (name: string): string => join(work, name);
  const request = {
    ...{ handler, mark, work, cache, tmp: folders.tmp, limit: limitSeconds, report: file("report"), stack: file("stack") },
    path: searchPath(runtime, folders, environment),
    roots: [folders.task, ...folders.layers],
    shown: shownAs(folders),
    unknown: Object.keys(environment).filter((name) => environment[name] === undefined),
  };
  writeFileSync(file("request"), JSON.stringify(request));
  const stderr = openSync(file("stderr"), "w");
  const args = ["-I", "-S", "-B", "-X", "importtime", join(__dirname, "prove.py"), file("request")];
  const { status, signal, error } = spawnSync(python, args, {
    cwd: folders.task,
    env: containerEnvironment(runtime, handler, folders, environment),
    stdio: ["ignore", "ignore", stderr],
    timeout: (limitSeconds + 15) * 1000, // it stops itself, and then says where it was
    killSignal: "SIGKILL",
  });
  closeSync(stderr);
  const said = readFileSync(file("stderr"), "utf8");
  if (!said.includes(mark)) {
    return { failure: lastWords({ status, signal, error, stderr: said }) };
  }
  const lines = readLines(file("report"));
  const attempts = lines.flatMap((line) => ("attempt" in line ? [line.attempt] : []));
  const ending = lines.find((line) => "outcome" in line);
  const common = { attempts, slowest: slowestImports(said) };
  if (ending !== undefined) {
    const { peakBytes, ...rest } = ending;
    return { ...common, ...rest, peakBytes: peakBytes ?? undefined };
  }
  const stack = readFileSync(file("stack"), "utf8");
  const frames = framesIn(stack, request.roots);
  const outcome: ImportOutcome =
    error !== undefined || stack.startsWith("Timeout (")
      ? { kind: "timed out", seconds: limitSeconds, frames }
      : { kind: "ended", by: signal ?? `exit status ${String(status)}`, frames };
  const unknown = { python: undefined, milliseconds: undefined, unknownRead: [], machineLibraries: [], peakBytes: undefined };
  return { ...common, ...unknown, outcome };
}

/** A last line may be cut short. */
function readLines(path: string): Line[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Places of this machine, and what the container calls them; of two that hold a path the inner one first. */
function shownAs({ task, layers, supplied, tmp }: ContainerFolders): [string, string][] {
  const { homedir } = userInfo();
  const home: [string, string][] = homedir.length > 1 ? [[homedir, "/home/sbx_user1051"]] : [];
  const folders: [string, string][] = [[task, "/var/task"], ...layers.map((layer): [string, string] => [layer, "/opt"])];
  return [...folders, [supplied, "/var/runtime"], [tmp, "/tmp"], ...home];
}

/** Of the main thread, which stands last, what lies in a ZIP. */
function framesIn(stack: string, roots: readonly string[]): ModuleLine[] {
  const thread = stack.split(/^(?:Current thread|Thread) .*$/m).at(-1) ?? "";
  return [...thread.matchAll(/^ {2}File "(.+)", line (\d+) in /gm)].flatMap(([, path = "", line]) => {
    const root = roots.find((each) => path.startsWith(`${each}/`));
    return root === undefined ? [] : [{ path: path.slice(root.length + 1), line: Number(line) }];
  });
}
