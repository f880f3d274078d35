import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { unzipSync } from "fflate";
import type { Receipt } from "../../lib/artifact/receipt/receipt";
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
  /** Whether the base image is one of the local cloud's own. */
  readonly playsBase: boolean;
  readonly containersBefore: number;
  readonly containersAfter: number;
  readonly first: Answer;
  readonly second: Answer;
  readonly health: Health;
  readonly prompt: string;
}

/** Tells where the container came from, in figures of this very run. */
export function tellStory(measured: Measured): string {
  const { deployment, first, second } = measured;
  const attributes = deployedFunction(measured);
  const { reply, model } = JSON.parse(first.body) as { reply: string; model: string };
  const lines = [
    "",
    ...(attributes.image_uri ? imageLines(measured, attributes.image_uri) : zipLines(measured, attributes)),
    `  latency     ${first.milliseconds.toFixed(0)} ms for the first request, ${second.milliseconds.toFixed(0)} ms for the second`,
    "",
    `> ${measured.prompt}`,
    `${reply}   (${model}, played by the emulator)`,
    "",
    'npm run chat -- "Hello"   talks to it        npm run chat -- --health   what its container runs',
    "npm run explain           what is in it      npm run logs               what it wrote",
    "npm stop                  takes it all down",
    deployment.apiUrl,
  ];
  return lines.join("\n");
}

/** Of a function whose dependencies AWS supplies. */
function zipLines(measured: Measured, attributes: FunctionAttributes): string[] {
  const { root, stackDirectory, health, usesStandIn } = measured;
  const { filename = "", runtime = "", code_sha256: uploaded = "", source_code_hash: planned } = attributes;
  const zip = join(stackDirectory, filename);
  const files = zipListing(zip).map(({ name, size }) => `${name} (${size} bytes)`);
  return [
    "Where is the container built? Nowhere: nobody builds it.",
    "",
    `  zipped      ${relative(root, zip)}, ${readFileSync(zip).length} bytes: ${files.join(", ")}`,
    `              by ${usesStandIn ? "the stand-in for hashicorp/archive" : "hashicorp/archive"}, during terraform plan`,
    "  not in it   boto3, Python, an operating system, a container: the managed runtime supplies them",
    `  uploaded    sha256 ${uploaded}, ${uploaded === planned ? "as planned" : "which is NOT what the plan says"}`,
    containersLine(measured),
    `  the code    ${shownFrom(root, health.file)}`,
    "              (in AWS: /var/task/index.py; the emulator unpacks the ZIP into a folder of its own)",
    `  Python      ${pythonLine(runtime, measured)}`,
    `  boto3       ${health.boto3}, from ${shownFrom(root, health.boto3_path)}`,
    `              not from requirements.txt, which nobody installs${firstRequirement(measured)}`,
  ];
}

const builtBefore = "of a Dockerfile, before synthesis: its image is only named";

/** Of a function that is an image. */
function imageLines(measured: Measured, uri: string): string[] {
  const { stackDirectory, health, playsBase } = measured;
  const { functions, zips } = JSON.parse(readFileSync(join(stackDirectory, "artifacts.json"), "utf8")) as Receipt;
  const fn = functions.find(({ image }) => image !== undefined && uri.endsWith(`/${image.repository}@${image.digest}`));
  const layers = zips.filter(({ path }) => fn?.zips.includes(path) === true);
  const sizes = layers.map((layer) => `${layer.holds}${layer.madeBy === "splice" ? ` (${layer.bytes} bytes)` : ""}`);
  const { base, build } = fn?.image ?? {};
  const answer = build === undefined ? "by synthesis, without docker: it adds layers to a base image" : builtBefore;
  const parts = [
    `  its layers  ${sizes.join(", ")}`,
    `  the base    ${base?.name ?? "not known"}${playsBase ? ", played by one made of this machine's Python" : ""}`,
  ];
  return [
    `Where is the container built? Here, ${answer}.`,
    "",
    `  image       ${uri}, ${fn === undefined ? "which is NOT what the plan says" : "as planned"}`,
    ...(build === undefined ? parts : [`  made of     ${join(fn?.source ?? "", build.dockerfile)}`]),
    containersLine(measured),
    `  the code    ${health.file}, in the container`,
    `  Python      ${health.python}, of the base`,
    `  boto3       ${health.boto3}, from ${health.boto3_path}, in the container`,
  ];
}

/** A path relative to the project where it lies in it, which is shorter to read. */
function shownFrom(root: string, path: string): string {
  return path.startsWith(`${root}/`) ? relative(root, path) : path;
}

/** What the state has of an `aws_lambda_function`. */
type FunctionAttributes = Readonly<
  Partial<Record<"filename" | "runtime" | "code_sha256" | "source_code_hash" | "image_uri", string>>
>;

function deployedFunction({ state, deployment }: Measured): FunctionAttributes {
  const functions = state.resources.filter(({ type }) => type === "aws_lambda_function");
  const attributes = functions
    .flatMap(({ instances }) => instances.map((instance) => instance.attributes))
    .find(({ function_name: name }) => name === deployment.functionName);
  if (attributes === undefined) throw new Error(`${deployment.functionName} is not in the state`);
  return attributes;
}

function zipListing(path: string): { name: string; size: number }[] {
  return Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => ({ name, size: bytes.length }));
}

function containersLine({ containersBefore, containersAfter }: Measured): string {
  const more = containersAfter - containersBefore;
  if (containersBefore > 0 && more > 0)
    return `  containers  ${containersBefore} ran before, for what was deployed then; the first request started ${more} more`;
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
