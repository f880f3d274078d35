import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FunctionChecks } from "../../lib/artifact/receipt/checks-receipt";
import type { FunctionReceipt, Receipt, ZipReceipt } from "../../lib/artifact/receipt/receipt";
import { inspectZip } from "../../lib/artifact/inspect/inspect-zip";
import { askedLines } from "../../lib/artifact/resolve/asked-lines";
import { platformOf } from "../../lib/artifact/resolve/platform";
import { today } from "../../lib/artifact/today";
import { readCentralDirectory } from "../../lib/artifact/zip/central-directory";
import { withFile } from "../../lib/artifact/zip/read-range";
import { UserError } from "../../lib/errors/user-error";
import type { FunctionSources, ZipFacts } from "../explain/model/function-sources";
import { zipFactsOfReceipt } from "../explain/model/zip-facts";
import { objectIn } from "../terraform/declared-resource";
import { settingsOfStack } from "../terraform/settings-of-stack";
import { type KeptTimes, timesFor } from "./deployment-times";

/** What is around a stack directory. */
export interface StackSurroundings {
  /** The project's root, from which its receipts name the sources. Absolute. */
  readonly root: string;
  /** Of its last deployment. @default it was not deployed from here */
  readonly times?: KeptTimes;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads what synthesis wrote of a stack's functions: the receipt, the checks, the Terraform JSON and, where they are there, the ZIPs.
 *
 * @throws UserError where there is no receipt, or one that cannot be read
 */
export function readStackSources(
  directory: string,
  { root, times = { requests: {} }, env }: StackSurroundings,
): FunctionSources[] {
  const receipt = readReceipt(directory);
  const checks = readChecks(join(directory, "checks.json"));
  const settings = settingsOfStack(readJson(join(directory, "cdk.tf.json")), terraformVariables(env));
  return receipt.functions.map((fn): FunctionSources => {
    const setting = settings.find(({ address }) => address === `aws_lambda_function.${fn.name}`);
    const check = checks.find(({ name }) => name === fn.name);
    return {
      ...fromReceipt(fn, receipt, directory),
      ...(setting === undefined ? {} : { setting }),
      ...asked(fn, root, env),
      ...{ imports: check?.imports ?? [], findings: check?.findings ?? [] },
      ...{ times: timesFor(times, setting?.routes ?? []), today: today(env) },
    };
  });
}

type Read = Omit<FunctionSources, "imports" | "findings" | "times" | "today">;

function fromReceipt(fn: FunctionReceipt, { zips }: Receipt, directory: string): Read {
  const { name, strategy, runtime, architecture, source, left, sizes, dependencies, image, choice, budget } = fn;
  const own = fn.zips.flatMap((path) => zips.filter((zip) => zip.path === path));
  const facts = own.map((zip) => lookedInto(zip, directory, fn));
  const [first] = facts;
  return {
    ...{ name, from: "receipt", strategy, runtime, architecture, source, left },
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(image === undefined ? {} : { image }),
    ...(choice === undefined ? {} : { choice }),
    ...(budget === undefined ? {} : { budget }),
    zips: facts,
    sizes: { ...sizes, ...(first?.bytes === undefined || strategy === "image" ? {} : { zippedBytes: first.bytes }) },
  };
}

/** What the receipt has of a ZIP, with what the ZIP itself says where it is there and is the one that the receipt means. */
function lookedInto(zip: ZipReceipt, directory: string, { runtime }: FunctionReceipt): ZipFacts {
  const path = join(directory, zip.path);
  if (!zip.path.endsWith(".zip") || !existsSync(path)) return zipFactsOfReceipt(zip);
  if (zip.madeBy === "splice") {
    const sizes = withFile(path, (file) =>
      readCentralDirectory(file).map(({ name, compressedSize }) => [name, compressedSize] as const),
    );
    return zipFactsOfReceipt(zip, { compressed: new Map(sizes) });
  }
  const { zip: made } = inspectZip({ path, holds: "function", runtime });
  const content = ({ files }: Pick<ZipReceipt, "files">): string => JSON.stringify(files.map((file) => [file.path, file.sha256]));
  if (content(made) !== content(zip)) return zipFactsOfReceipt(zip);
  const compressed = new Map(made.files.map((file) => [file.path, file.compressedBytes]));
  return zipFactsOfReceipt(zip, { compressed, bytes: made.bytes, sha256: made.sha256 });
}

function asked(
  { source, dependencies, runtime, architecture }: FunctionReceipt,
  root: string,
  env: NodeJS.ProcessEnv,
): Pick<FunctionSources, "asked"> {
  const lines = askedLines(resolve(root, source), dependencies?.requirements, platformOf(runtime, architecture), env);
  return lines === undefined ? {} : { asked: lines };
}

/** @throws UserError where it is not there, or is of another release */
export function readReceipt(directory: string): Receipt {
  const path = join(directory, "artifacts.json");
  const receipt = objectIn(readJson(path));
  const { version, functions, zips } = receipt;
  if (version !== 1)
    throw new UserError({
      what: `the receipt has version ${JSON.stringify(version)}, and 1 is read here`,
      where: path,
      fix: "npm run synth",
    });
  const isFunction = (each: unknown): boolean => ["zips", "left"].every((name) => Array.isArray(objectIn(each)[name]));
  const isZip = (each: unknown): boolean => Array.isArray(objectIn(each)["files"]);
  if (Array.isArray(functions) && functions.every(isFunction) && Array.isArray(zips) && zips.every(isZip))
    return receipt as unknown as Receipt;
  throw notAsWritten(path);
}

function readChecks(path: string): FunctionChecks[] {
  const { functions } = objectIn(readJson(path));
  if (Array.isArray(functions)) return functions as FunctionChecks[];
  throw notAsWritten(path);
}

function notAsWritten(path: string): UserError {
  return new UserError({ what: "it is not as synthesis wrote it", where: path, fix: "npm run synth writes it anew" });
}

/**
 * What synthesis wrote.
 *
 * @throws UserError where it is not there, or is no JSON
 */
export function readJson(path: string): unknown {
  if (!existsSync(path)) throw new UserError({ what: "it was not synthesized", where: path, fix: "npm run synth, or npm start" });
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError(
      { what: `it is not JSON: ${(error as Error).message}`, where: path, fix: "npm run synth writes it anew" },
      { cause: error },
    );
  }
}

/** `TF_VAR_lambda_timeout` as `lambda_timeout`. */
export function terraformVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (name.startsWith("TF_VAR_") ? [[name.slice("TF_VAR_".length), value]] : [])),
  );
}
