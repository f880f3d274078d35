import { parseArgs } from "node:util";
import type { Architecture } from "../../lib/artifact/resolve/platform";
import { isManagedRuntime, managedRuntimes, type ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import { UsageError } from "./command";

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  ...{ error: text, plan: text, dir: text, example: text },
  ...{ runtime: text, architecture: text, handler: text, function: text },
  layer: { type: "string", multiple: true },
  ...{ live: flag, aws: flag, measure: flag, ci: flag, "max-zipped": text, "max-unzipped": text },
  ...{ diff: flag, json: flag, markdown: flag, html: text, sbom: flag },
} as const;

/** How `npm run explain` was called. */
export type ExplainOptions = ReturnType<typeof parseExplainOptions>;

/** @throws UsageError for options that contradict each other */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- parseArgs infers it from the options
export function parseExplainOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const shapes = (["json", "markdown", "html", "sbom"] as const).filter(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (shapes.length > 1) throw new UsageError(`--${shapes.join(" and --")}: one at a time`);
  const isPlain = positionals[0] !== "why" && !values.diff;
  const unused = isPlain
    ? []
    : shapes.filter((shape) => shape === "html" || shape === "sbom" || (shape === "markdown" && !values.diff));
  if (unused.length > 0) throw new UsageError(`--${unused.join(" and --")} is not made of ${values.diff ? "--diff" : "why"}`);
  if (values.dir !== undefined && values.plan === undefined) throw new UsageError("--dir goes with --plan");
  if (values.function !== undefined && !values.diff) throw new UsageError("--function goes with --diff");
  if (values.aws && !values.live && !values.diff) throw new UsageError("--aws goes with --live, or with deployed");
  return { ...values, positionals, budget: budgetOf(values["max-zipped"], values["max-unzipped"]) };
}

function budgetOf(zipped: string | undefined, unzipped: string | undefined) {
  const bytes = (option: string, value: string): number => {
    const [, number = "", unit = ""] = /^(\d+)(MB)?$/.exec(value) ?? [];
    const parsed = Number(number) * (unit === "MB" ? 1_048_576 : 1);
    if (number === "" || !Number.isSafeInteger(parsed) || parsed < 1)
      throw new UsageError(`${option} takes bytes, or MB (1,048,576 bytes): 60MB`);
    return parsed;
  };
  return {
    ...(zipped === undefined ? {} : { zippedBytes: bytes("--max-zipped", zipped) }),
    ...(unzipped === undefined ? {} : { unzippedBytes: bytes("--max-unzipped", unzipped) }),
  };
}

/** What a ZIP alone does not say. */
export interface ZipSetting {
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  readonly handler?: string;
}

/** @throws UsageError where what was named is not known */
export function zipSettingOf({ runtime, architecture = "x86_64", handler }: ExplainOptions): ZipSetting {
  if (runtime === undefined || !isManagedRuntime(runtime))
    throw new UsageError(`--runtime takes one of: ${Object.keys(managedRuntimes).join(", ")}`);
  if (architecture !== "x86_64" && architecture !== "arm64") throw new UsageError("--architecture takes one of: x86_64, arm64");
  if (handler !== undefined && !/^[\w./-]+\.\w+$/.test(handler))
    throw new UsageError("--handler is a module and a function in it: index.handler");
  return { runtime, architecture, ...(handler === undefined ? {} : { handler }) };
}
