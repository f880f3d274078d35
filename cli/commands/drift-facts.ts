import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeSha256 } from "../../lib/artifact/code-sha256";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
import { UserError } from "../../lib/errors/user-error";
import type { AwsAccess } from "../aws/access";
import { layerCode, runningCode, type RunningCode } from "../aws/lambda";
import { type ArtifactDiff, diffArtifacts } from "../explain/diff";
import type { FunctionSources } from "../explain/model/function-sources";
import { textIn } from "../terraform/declared-resource";
import { attributesOf, type StateFile } from "../terraform/state-file";
import { deployedSide, fetchCode } from "./deployed-code";
import { type CodeDrift, type DeployedPart, driftOf } from "./drift-report";
import { readReceipt } from "./stack-sources";

/** Where the facts come from. */
export interface FactSources {
  readonly where: "the local cloud" | "AWS";
  readonly access: AwsAccess;
  readonly state: StateFile;
  /** The stack directory, absolute. */
  readonly directory: string;
  readonly functions: readonly FunctionSources[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Asks AWS what each function of a stack runs and what each layer holds, and holds it against the state and the receipt.
 *
 * @returns what has drifted, by function, each after its layers
 * @throws UserError where AWS refuses
 */
export async function codeDrifts(sources: FactSources): Promise<CodeDrift[]> {
  const layers = new Map(sources.functions.flatMap((fn) => layersOf(fn).map((layer) => [layer.address, layer.code] as const)));
  const parts = [
    ...[...layers].map(async ([address, code]) => layerPart(address, code, sources)),
    ...sources.functions.map(async (fn) => functionPart(fn, sources)),
  ];
  return (await Promise.all(parts)).flatMap((part): CodeDrift[] => {
    const kind = driftOf(part);
    return kind === undefined ? [] : [{ kind, ...part }];
  });
}

/** The layers of a function that its stack makes, with the sha256 of their ZIPs as the receipt has it, in base64. */
export function layersOf({ setting, zips }: FunctionSources): { address: string; code: string; zip: string }[] {
  const made = zips.filter(({ holds }) => holds === "layer");
  const addresses = (setting?.layers ?? []).flatMap(({ address }) => (address === undefined ? [] : [address]));
  return addresses.flatMap((address, index) => {
    const { sha256, path } = made[index] ?? {};
    return sha256 === undefined || path === undefined ? [] : [{ address, code: codeSha256(sha256), zip: path }];
  });
}

async function layerPart(address: string, code: string, { state, access }: FactSources): Promise<DeployedPart> {
  const attributes = attributesOf(state, address);
  const arn = textIn(attributes?.["arn"]);
  const running = arn === undefined ? undefined : await layerCode(access, arn);
  return {
    ...{ address, name: arn ?? "a layer" },
    ...(running === undefined ? {} : { running: withoutLocation(running) }),
    ...(attributes === undefined ? {} : { state: inState(textIn(attributes["source_code_hash"])) }),
    receipt: { code, isRunning: running?.code === code },
  };
}

async function functionPart(fn: FunctionSources, sources: FactSources): Promise<DeployedPart & Pick<CodeDrift, "inside">> {
  const address = `aws_lambda_function.${fn.name}`;
  const attributes = attributesOf(sources.state, address);
  const name = textIn(attributes?.["function_name"]) ?? fn.setting?.functionName ?? fn.name;
  const running = await runningCode(sources.access, name);
  const known = {
    ...{ address, name },
    ...(running === undefined ? {} : { running: withoutLocation(running) }),
    ...(attributes === undefined ? {} : { state: inState(codeIn(attributes)) }),
  };
  const { sha256 } = fn.zips[0] ?? {};
  const code = fn.image?.digest ?? (sha256 === undefined ? undefined : codeSha256(sha256));
  const receipt = code === undefined ? {} : { code };
  if (running !== undefined && running.code === code) return { ...known, receipt: { ...receipt, isRunning: true } };
  const inside = running === undefined ? undefined : await insideOf(fn, running, sources);
  const isRunning = fn.strategy === "runtime" && inside !== undefined && inside.functions.length + inside.zips.length === 0;
  return { ...known, receipt: { ...receipt, isRunning }, ...(inside === undefined ? {} : { inside }) };
}

/** What differs between the ZIP that runs and what the receipt says; undefined where there is none, or none that can be read. */
async function insideOf(
  { name, strategy, runtime, architecture }: FunctionSources,
  { location }: RunningCode,
  { directory, where, env }: FactSources,
): Promise<ArtifactDiff | undefined> {
  if (location === undefined || strategy === "image") return undefined;
  const receipt: Receipt = readReceipt(directory);
  const folder = mkdtempSync(join(tmpdir(), "lambda-container-drift-"));
  try {
    const zip = join(folder, `${name}_function.zip`);
    await fetchCode(location, zip);
    const runs = deployedSide({ name, zip, where }, { runtime, architecture }, env);
    return diffArtifacts({ is: "receipt", receipt, shown: "the receipt" }, runs, name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined; // that it is another is known all the same
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function codeIn(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const [, digest] = (textIn(attributes["image_uri"]) ?? "").split("@");
  return digest ?? textIn(attributes["source_code_hash"]);
}

function inState(code: string | undefined): { readonly code?: string } {
  return code === undefined ? {} : { code };
}

function withoutLocation({ code, since }: RunningCode): Pick<RunningCode, "code" | "since"> {
  return { code, ...(since === undefined ? {} : { since }) };
}
