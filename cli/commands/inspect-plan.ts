import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { codeSha256 } from "../../lib/artifact/code-sha256";
import { displayPath, shownText } from "../../lib/artifact/display-path";
import { type Complaint, UserError } from "../../lib/errors/user-error";
import { lambdaLimits } from "../../lib/runtimes/limits";
import { isManagedRuntime, managedRuntimes, type ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { ExplainedFinding } from "../explain/model/explanation";
import type { FunctionSources } from "../explain/model/function-sources";
import { strategyOf } from "../explain/model/sources-of-inspection";
import type { FunctionSetting } from "../terraform/function-setting";
import { archivesOfPlan, settingsOfPlan } from "../terraform/settings-of-plan";
import { readZipSources } from "./zip-sources";

/** What is around a plan. */
export interface PlanSurroundings {
  /** What paths of the plan are relative to. Absolute. */
  readonly directory: string;
  /** Of images, for no plan says theirs. @default images are left out */
  readonly imageRuntime?: ManagedRuntimeName;
  readonly env: NodeJS.ProcessEnv;
  /** An ISO day. */
  readonly today: string;
}

/** The functions of a plan, and why others of it are left out. */
export interface InspectedPlan {
  readonly functions: readonly FunctionSources[];
  readonly left: readonly Complaint[];
}

/**
 * Looks into the ZIPs that a plan names for its functions and their layers, where they are there.
 *
 * @throws UserError where none of its functions can be read about, or a ZIP cannot be read
 */
export function inspectPlan(plan: unknown, surroundings: PlanSurroundings): InspectedPlan {
  const archives = archivesOfPlan(plan);
  const read = settingsOfPlan(plan).map((setting) => {
    const runtime = runtimeOf(setting, surroundings);
    return typeof runtime === "string" ? inspected(setting, runtime, archives, surroundings) : runtime;
  });
  const functions = read.filter((each) => "name" in each);
  const left = read.filter((each) => "what" in each);
  const [first, ...others] = left;
  if (functions.length === 0 && first !== undefined) throw new UserError([first, ...others]);
  return { functions, left };
}

function runtimeOf(
  { address, packageType, runtime }: FunctionSetting,
  { imageRuntime }: PlanSurroundings,
): ManagedRuntimeName | Complaint {
  if (packageType === "Image") {
    const what = "it is an image, and no plan says which Python is in it";
    return imageRuntime ?? { what, where: address, fix: "name it: --runtime python3.11" };
  }
  if (runtime !== undefined && isManagedRuntime(runtime)) return runtime;
  return {
    what: runtime === undefined ? "its runtime is not known before the apply" : `its runtime is ${shownText(runtime)}`,
    where: address,
    fix: `what is read here is ${Object.keys(managedRuntimes).join(", ")}`,
  };
}

function inspected(
  setting: FunctionSetting,
  runtime: ManagedRuntimeName,
  archives: readonly string[],
  { directory, env, today }: PlanSurroundings,
): FunctionSources {
  const { address, filename, architecture, handler } = setting;
  const about = { name: nameIn(address), from: "plan", setting } as const;
  const zip = filename === undefined ? undefined : resolve(directory, filename);
  if (zip === undefined || !existsSync(zip)) {
    return {
      ...{ ...about, strategy: strategyOf([], setting), runtime, architecture },
      ...{ zips: [], left: [], sizes: { unzippedLimit: lambdaLimits.unzippedBytes }, imports: [], times: {}, today },
      findings: zip !== undefined ? [notThere(zip, address)] : setting.packageType === "Image" ? [] : [notNamed(address)],
    };
  }
  const layers = setting.layers.flatMap((layer) => (layer.filename === undefined ? [] : [resolve(directory, layer.filename)]));
  const there = layers.filter((path) => existsSync(path));
  const missing = layers.filter((path) => !existsSync(path));
  const archived = new Set(archives.map((path) => resolve(directory, path)));
  const sources = readZipSources(
    { zip, layers: there, runtime, architecture, today, env, ...(handler === undefined ? {} : { handler }) },
    { ...about, archived: [zip, ...there].map((path) => archived.has(path)) },
  );
  const findings = sources.findings.map((finding) => {
    if (there.length < setting.layers.length) return lessSure(finding, "note", "a layer that is not here");
    return setting.mayHaveMoreLayers === true ? lessSure(finding, "warning", "a layer that the plan does not tell yet") : finding;
  });
  return {
    ...sources,
    findings: [...findings, ...missing.map((path) => notThere(path, address)), ...otherZip(setting, sources)],
  };
}

/** `chat`, or `module.app.chat`. */
function nameIn(address: string): string {
  return address.replace(/(^|\.)aws_lambda_function\./, "$1");
}

function notNamed(where: string): ExplainedFinding {
  return {
    ...{ check: "plan", level: "note", where },
    what: "the plan names no ZIP of it on this machine, as where it goes through S3: what is in it was not looked into",
    fix: "name the ZIP itself: npm run explain -- function.zip --runtime …",
  };
}

function notThere(path: string, where: string): ExplainedFinding {
  return {
    ...{ check: "plan", level: "warning", where },
    what: `${displayPath(path)} is not there, and so it is not known what is in it`,
    fix: "run terraform plan here, if archive_file makes it, or name with --dir the folder in which it was run; else make it as a deployment does",
  };
}

/** What seems to be missing may be in a layer that is not here. */
function lessSure(finding: ExplainedFinding, level: ExplainedFinding["level"], where: string): ExplainedFinding {
  if (finding.check !== "imports" || finding.level !== "error") return finding;
  return { ...finding, level, what: `${finding.what}, unless ${where} has it` };
}

/** The plan means a ZIP by its hash. */
function otherZip(
  { address, sourceCodeHash, filename = "" }: FunctionSetting,
  { zips: [zip] }: FunctionSources,
): ExplainedFinding[] {
  const here = codeSha256(zip?.sha256 ?? "");
  if (sourceCodeHash === undefined || here === sourceCodeHash) return [];
  return [
    {
      ...{ check: "plan", level: "warning", where: address },
      what: `${shownText(basename(filename))} is another than the one that was planned: its sha256 is ${here}, and source_code_hash says ${sourceCodeHash}`,
      fix: "plan anew; if source_code_hash is no sha256 of the ZIP, make it one: filebase64sha256, or output_base64sha256 of archive_file",
    },
  ];
}
