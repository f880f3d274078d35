import { codeSha256 } from "../../../lib/artifact/code-sha256";
import type { LiveRow } from "./explanation";
import type { FunctionSources, LiveFunction } from "./function-sources";

/** What the deployed function really runs, beside what was expected of it. */
export function liveRows(sources: FunctionSources, live: LiveFunction): LiveRow[] {
  if (live.codeSha256 === undefined)
    return [{ what: "function", expected: sources.setting?.functionName ?? sources.name, same: false }];
  const { setting, runtime, strategy, zips } = sources;
  const layers = (setting?.layers ?? []).length;
  return [
    row("CodeSha256", expectedCode(sources), live.codeSha256),
    row("layers", String(layers), String(live.layers.length)),
    ...live.layers.map((arn) => row("layer", undefined, arn)),
    ...(strategy === "image"
      ? []
      : [row("runtime", runtime, live.runtime), row("runtime version", undefined, live.runtimeVersionArn)]),
    row("memory", megabytes(setting?.memorySize), megabytes(live.memorySize)),
    row("timeout", seconds(setting?.timeout), seconds(live.timeout)),
    row("last changed", undefined, live.lastModified),
    { ...row("Python", undefined, live.python), ...minorOf(runtime, live.python) },
    // Of AWS's own, any version will do.
    row("boto3", zips.flatMap(({ distributions }) => distributions).find(({ name }) => name === "boto3")?.version, live.boto3),
  ].filter(({ expected, runs }) => expected !== undefined || runs !== undefined);
}

/** What Lambda would say of the code that is here; undefined where Terraform has not zipped it yet. */
function expectedCode({ strategy, image, zips, setting }: FunctionSources): string | undefined {
  if (strategy === "image") return image?.digest.replace(/^sha256:/, "");
  const sha256 = zips[0]?.sha256;
  return sha256 === undefined ? setting?.sourceCodeHash : codeSha256(sha256);
}

function minorOf(runtime: string, python: string | undefined): Pick<LiveRow, "expected" | "same"> {
  const minor = runtime.slice("python".length);
  return {
    expected: `${minor}, at AWS's newest patch`,
    ...(python === undefined ? {} : { same: python.startsWith(`${minor}.`) }),
  };
}

function megabytes(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value} MB`;
}

function seconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value} seconds`;
}

function row(what: string, expected: string | undefined, runs: string | undefined): LiveRow {
  return {
    what,
    ...(expected === undefined ? {} : { expected }),
    ...(runs === undefined ? {} : { runs }),
    ...(expected === undefined || runs === undefined ? {} : { same: expected === runs }),
  };
}
