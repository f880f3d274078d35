import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openRequest } from "../../lib/artifact/fetch/open-request";
import { proxyFor } from "../../lib/artifact/fetch/proxies";
import { inspectFunction } from "../../lib/artifact/inspect/inspect-function";
import { today } from "../../lib/artifact/today";
import { UserError } from "../../lib/errors/user-error";
import { runningCode } from "../aws/lambda";
import type { DiffSide } from "../explain/diff";
import { type Io, UsageError } from "./command";
import type { ExplainOptions, ZipSetting } from "./explain-options";
import { subjectOf } from "./explain-subject";
import { accessTo } from "./live-function";
import { openSession } from "./session";

/** The code of a deployed function, fetched. */
export interface DeployedCode {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  /** Absolute. */
  readonly zip: string;
  readonly where: "the local cloud" | "AWS";
}

/** Milliseconds without a byte. */
const idle = 40_000;

/**
 * Fetches the ZIP of a function that is deployed.
 *
 * @throws UserError where there is none, or it is an image
 */
export async function downloadDeployed(folder: string, options: ExplainOptions, io: Io): Promise<DeployedCode> {
  const sources = await subjectOf([], options, io);
  const meant = sources.filter(({ name }) => options.function === undefined || options.function === name);
  const [source, ...others] = meant;
  if (source === undefined || others.length > 0)
    throw new UsageError(`which function? --function takes one of: ${sources.map(({ name }) => name).join(", ")}`);
  const { access, where } = await accessTo(openSession(io, options.example), io.env, options.aws);
  const name = source.setting?.functionName;
  const location = name === undefined ? undefined : (await runningCode(access, name))?.location;
  if (location === undefined) {
    const fix = "deploy it first; an image is compared by its digest: npm run explain -- --live";
    throw new UserError({ what: `${name ?? source.name} has no ZIP in ${where}`, fix });
  }
  const zip = join(folder, `${source.name}_function.zip`);
  await fetchCode(location, zip);
  return { name: source.name, zip, where };
}

/** What was fetched of a function, to be held against something; where it was put for a moment is nobody's concern. */
export function deployedSide({ name, zip, where }: DeployedCode, setting: ZipSetting, env: NodeJS.ProcessEnv): DiffSide {
  const inspected = inspectFunction({ zip, layers: [], today: today(env), env, ...setting });
  const zips = inspected.zips.map((each) => ({ ...each, shownPath: `${name}_function.zip` }));
  return { is: "zip", inspected: { ...inspected, zips }, shown: `what runs in ${where}` };
}

/**
 * Fetches the ZIP of a function or layer.
 *
 * @param location as Lambda names it
 * @param path where it is put
 * @throws UserError where it is not there any more
 */
export async function fetchCode(location: URL, path: string): Promise<void> {
  const route = { proxy: proxyFor(location, process.env), idleTimeout: idle };
  const request = await openRequest(location, { method: "GET", headers: { host: location.host } }, route);
  await new Promise<void>((done, failed) => {
    request.on("error", failed).on("response", (response) => {
      if (response.statusCode === 200) pipeline(response, createWriteStream(path)).then(done, failed);
      else
        failed(
          new UserError({
            what: `the code could not be fetched: ${response.statusCode ?? 0}`,
            where: location.host,
            fix: "try again",
          }),
        );
    });
    request.end();
  });
}
