import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { unzipSync } from "fflate";
import type { Answer } from "../aws/send";
import type { RuntimeEnvironment } from "../local/environments";
import type { StateFile } from "../terraform/state-file";
import type { Deployment } from "./deployment";

/** What `GET /health` answers. */
export interface Health {
  readonly python: string;
  readonly boto3: string;
  readonly boto3_path: string;
  readonly file: string;
}

/** What was measured on the way to the first reply. */
export interface Measured {
  readonly root: string;
  readonly stackDirectory: string;
  readonly state: StateFile;
  readonly deployment: Deployment;
  readonly runtimes: ReadonlyMap<string, RuntimeEnvironment>;
  readonly usesStandIn: boolean;
  readonly containersBefore: number;
  readonly containersAfter: number;
  readonly first: Answer;
  readonly second: Answer;
  readonly health: Health;
  readonly prompt: string;
}

/** Tells where the container came from, in figures of this very run. */
export function tellStory(measured: Measured): string {
  const { deployment, first, second, health } = measured;
  const fn = deployedFunction(measured);
  const shown = relative(measured.root, join(measured.stackDirectory, fn.filename));
  const files = zipListing(join(measured.stackDirectory, fn.filename));
  const { reply, model } = JSON.parse(first.body) as { reply: string; model: string };
  const lines = [
    "",
    "Where is the container built? Nowhere: nobody builds it.",
    "",
    `  zipped      ${shown}, ${fn.size} bytes: ${files.map(({ name, size }) => `${name} (${size} bytes)`).join(", ")}`,
    `              by ${measured.usesStandIn ? "the stand-in for hashicorp/archive" : "hashicorp/archive"}, during terraform plan`,
    "  not in it   boto3, Python, an operating system, a container: the managed runtime supplies them",
    `  uploaded    sha256 ${fn.codeSha256}, ${fn.uploaded ? "as planned" : "which is NOT what the plan says"}`,
    containersLine(measured),
    `  the code    ${shownFrom(measured.root, health.file)}`,
    "              (in AWS: /var/task/index.py; the emulator unpacks the ZIP into a folder of its own)",
    `  Python      ${pythonLine(fn.runtime, measured)}`,
    `  boto3       ${health.boto3}, from ${shownFrom(measured.root, health.boto3_path)}`,
    `              not from requirements.txt, which nobody installs${firstRequirement(measured)}`,
    `  latency     ${first.milliseconds.toFixed(0)} ms for the first request, ${second.milliseconds.toFixed(0)} ms for the second`,
    "",
    `> ${measured.prompt}`,
    `${reply}   (${model}, played by the emulator)`,
    "",
    'npm run chat -- "Hello"   talks to it        npm run chat -- --health   what its container runs',
    "npm run logs              what it wrote      npm stop                   takes it all down",
    deployment.apiUrl,
  ];
  return lines.join("\n");
}

/** A path relative to the project where it lies in it, which is shorter to read. */
function shownFrom(root: string, path: string): string {
  return path.startsWith(`${root}/`) ? relative(root, path) : path;
}

interface DeployedFunction {
  readonly filename: string;
  readonly runtime: string;
  /** Base64, as Lambda gives it. */
  readonly codeSha256: string;
  /** Whether Lambda's hash is the planned one. */
  readonly uploaded: boolean;
  /** Bytes. */
  readonly size: number;
}

function deployedFunction({ state, deployment, stackDirectory }: Measured): DeployedFunction {
  const functions = state.resources.filter(({ type }) => type === "aws_lambda_function");
  const attributes = functions
    .flatMap(({ instances }) => instances.map((instance) => instance.attributes))
    .find(({ function_name: name }) => name === deployment.functionName);
  if (attributes === undefined) throw new Error(`${deployment.functionName} is not in the state`);
  const {
    filename,
    runtime,
    code_sha256: codeSha256,
    source_code_hash: planned,
  } = attributes as Record<string, string | undefined>;
  if (filename === undefined || runtime === undefined || codeSha256 === undefined)
    throw new Error(`${deployment.functionName} has no code`);
  return {
    filename,
    runtime,
    codeSha256,
    uploaded: codeSha256 === planned,
    size: readFileSync(join(stackDirectory, filename)).length,
  };
}

function zipListing(path: string): { name: string; size: number }[] {
  return Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => ({ name, size: bytes.length }));
}

function containersLine({ containersBefore, containersAfter }: Measured): string {
  if (containersBefore > 0) return `  containers  ${containersBefore} already ran: an earlier request started it`;
  return `  containers  0 after terraform apply, ${containersAfter} after the first request: that request started it`;
}

function pythonLine(runtime: string, { runtimes, health }: Measured): string {
  const exact = runtimes.get(runtime)?.exact === true;
  return exact
    ? `${health.python}, as in ${runtime}`
    : `${health.python}, since this machine has no Python for ${runtime}: AWS would run that`;
}

function firstRequirement({ stackDirectory }: Measured): string {
  const path = join(stackDirectory, "backend/chat/requirements.txt");
  return existsSync(path) ? ` (${readFileSync(path, "utf8").split("\n")[0] ?? ""})` : "";
}
