import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { inspectFunction } from "../../lib/artifact/inspect/inspect-function";
import type { Architecture } from "../../lib/artifact/resolve/platform";
import { today } from "../../lib/artifact/today";
import { isManagedRuntime, managedRuntimes } from "../../lib/runtimes/managed-runtimes";
import { artifactText } from "../explain/artifact-text";
import { errorsText } from "../explain/errors-text";
import { explainLog } from "../explain/explain-log";
import { safeJson } from "../explain/safe-text";
import { type Command, type Io, UsageError } from "./command";
import { readAll } from "./read-all";

/** Says what is in a ZIP found somewhere, or what an error means. */
export const explain: Command = {
  name: "explain",
  summary: "what is in a function's ZIP, or what an error in a log means and what to do",
  usage:
    "npm run explain -- function.zip --runtime python3.11 [--architecture x86_64|arm64] [--handler index.handler]\n" +
    "                          [--layer layer.zip …] [--check] [--json]\n" +
    '       npm run explain -- --error "…" [--json]     (--error - reads a log from standard input)',
  run: async (args, io) => {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { error, ...others } = values;
    if (error === undefined) return explainZip(others, positionals, io);
    const of = Object.entries(others).filter(([name, value]) => name !== "json" && value !== false);
    if (positionals.length + of.length > 0) throw new UsageError("--error is said alone, or with --json");
    return explainError(error === "-" ? await readAll(process.stdin) : error, values.json, io);
  },
};

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  runtime: text,
  architecture: text,
  handler: text,
  layer: { type: "string", multiple: true },
  error: text,
  check: flag,
  json: flag,
} as const;

interface ZipOptions {
  readonly runtime?: string | undefined;
  readonly architecture?: string | undefined;
  readonly handler?: string | undefined;
  readonly layer?: readonly string[] | undefined;
  readonly check: boolean;
  readonly json: boolean;
}

function explainZip(
  { runtime, architecture = "x86_64", handler, layer = [], check, json }: ZipOptions,
  positionals: readonly string[],
  io: Io,
): number {
  const [zip, ...more] = positionals;
  if (zip === undefined || more.length > 0) throw new UsageError("name one ZIP, or an error with --error");
  if (runtime === undefined || !isManagedRuntime(runtime))
    throw new UsageError(`--runtime takes one of: ${Object.keys(managedRuntimes).join(", ")}`);
  if (!isArchitecture(architecture)) throw new UsageError("--architecture takes one of: x86_64, arm64");
  if (handler !== undefined && !/^[\w./-]+\.\w+$/.test(handler))
    throw new UsageError("--handler is a module and a function in it: index.handler");
  const inspected = inspectFunction({
    ...{
      zip: resolve(zip),
      layers: layer.map((path) => resolve(path)),
      runtime,
      architecture,
      env: io.env,
      today: today(io.env),
    },
    ...(handler === undefined ? {} : { handler }),
  });
  io.out(json ? safeJson(inspected) : artifactText(inspected));
  return check && inspected.findings.some(({ level }) => level === "error") ? 1 : 0;
}

function isArchitecture(name: string): name is Architecture {
  return name === "x86_64" || name === "arm64";
}

function explainError(log: string, json: boolean, io: Io): number {
  const explained = explainLog(log);
  io.out(json ? safeJson({ errors: explained }) : errorsText(explained));
  return explained.length === 0 ? 1 : 0;
}
