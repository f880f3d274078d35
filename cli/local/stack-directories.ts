import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { BaseImageId } from "../../lib/artifact/image/base-image";
import { isSame, saidNotLocked } from "../../lib/artifact/image/base-lock";
import { UserError } from "../../lib/errors/user-error";
import { isManagedRuntime, type ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { Progress } from "../process/progress";
import { type Outcome, outcomeOf } from "../process/run";
import type { App } from "./app";

/**
 * Says that the output folder is there because the local cloud needed it, and may go with it. Holds the fingerprint of what was
 * synthesized: once a person has synthesized something else there, it is theirs.
 */
const madeForLocalCloud = ".made-for-local-cloud";

/** What Terraform and cdktf make in a stack directory when they deploy it: the ZIPs, and cdktf's saved plan. */
const madeInStackDirectory = ["lambda_packages", "plan"];

/** Is handed a base image that the lock lacks, and may see to it that it is there. */
export type SupplyBase = (wanted: BaseImageId) => Promise<void>;

/**
 * Synthesizes an app's stacks, and passes on what that says: warnings, and what it fetched.
 *
 * @param supplyBase @default what the lock lacks is an error
 */
export async function synthesizeStacks(
  app: App,
  env: NodeJS.ProcessEnv,
  progress: Progress,
  supplyBase?: SupplyBase,
): Promise<void> {
  const said = await progress.phase("synthesize", async () => synthesized(app, env, supplyBase));
  if (said !== "") progress.say(said);
}

async function synthesized(app: App, env: NodeJS.ProcessEnv, supplyBase?: SupplyBase): Promise<string> {
  const { root, file, output } = app;
  const mark = join(output, madeForLocalCloud);
  if (!existsSync(output)) {
    mkdirSync(output);
    writeFileSync(mark, "");
  }
  const isOurs = isMadeForLocalCloud(app);
  const program = {
    file: process.execPath,
    args: ["--import", "tsx", file],
    cwd: root,
    env: { ...env, CDKTF_OUTDIR: relative(root, output) },
  };
  const run = async (): Promise<Outcome> => outcomeOf(program);
  const outcome = await (supplyBase === undefined ? run() : withBases(run, supplyBase));
  if (outcome.code !== 0) throw new UserError({ what: outcome.output.trim(), fix: "mend this, then run the same command again" });
  if (isOurs) writeFileSync(mark, fingerprint(app));
  return outcome.output.trim();
}

/** Which base images an app needs, synthesis alone knows: it is run again with those that it has lacked. */
async function withBases(synthesize: () => Promise<Outcome>, supplyBase: SupplyBase): Promise<Outcome> {
  const supplied: BaseImageId[] = [];
  for (;;) {
    const outcome = await synthesize();
    const lacking = saidNotLocked(outcome.output).filter((base) => !supplied.some((other) => isSame(base, other)));
    if (outcome.code === 0 || lacking.length === 0) return outcome;
    for (const base of lacking) await supplyBase(base);
    supplied.push(...lacking);
  }
}

/** Removes what synthesis and the local cloud wrote, where that was made for the local cloud. A person's own files stay. */
export function removeOutput(app: App): void {
  const { output } = app;
  if (!isMadeForLocalCloud(app)) {
    rmSync(join(output, madeForLocalCloud), { force: true });
    return;
  }
  const listing = join(output, "synthesized.json");
  const written = existsSync(listing) ? (JSON.parse(readFileSync(listing, "utf8")) as string[]) : [];
  const made = stackDirectories(app).flatMap((directory) => madeInStackDirectory.map((name) => join(directory, name)));
  const own = [...written.map((path) => join(output, path)), ...made, listing, join(output, madeForLocalCloud)];
  for (const path of own) rmSync(path, { recursive: true, force: true });
  removeEmptyFolders(output);
}

function isMadeForLocalCloud(app: App): boolean {
  const mark = join(app.output, madeForLocalCloud);
  if (!existsSync(mark)) return false;
  const made = readFileSync(mark, "utf8");
  return made === "" || made === fingerprint(app);
}

function fingerprint(app: App): string {
  const hash = createHash("sha256");
  for (const directory of stackDirectories(app)) hash.update(directory).update(readFileSync(join(directory, "cdk.tf.json")));
  return hash.digest("hex");
}

/** Whether a stack directory keeps its state in a file, as the local cloud's do; one that a person synthesized may name a bucket. */
export function keepsStateInFile(directory: string): boolean {
  const { terraform } = readStack(directory);
  return terraform?.backend?.["local"] !== undefined;
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** The synthesized stack directories, absolute, in the order of their names. */
export function stackDirectories({ output }: App): string[] {
  const stacks = join(output, "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks)
    .sort()
    .map((name) => join(stacks, name))
    .filter((directory) => existsSync(join(directory, "cdk.tf.json")));
}

/**
 * The one synthesized stack directory.
 *
 * @throws UserError where there is none, or more than one
 */
export function onlyStackDirectory(app: App): string {
  const [only, ...others] = stackDirectories(app);
  const outputFolder = relative(app.root, app.output);
  if (only === undefined)
    throw new UserError({ what: "there is no synthesized stack", where: outputFolder, fix: "npm start, or npm run synth" });
  if (others.length > 0) {
    throw new UserError({
      what: `there are ${others.length + 1} stacks`,
      where: outputFolder,
      fix: `say which: terraform -chdir=${outputFolder}/stacks/NAME …`,
    });
  }
  return only;
}

/** The variables of a synthesized stack, each with its default as text; undefined where it has none. */
export function variablesOf(directory: string): ReadonlyMap<string, string | undefined> {
  const variables = Object.entries(readStack(directory).variable ?? {});
  return new Map(variables.map(([name, { default: value }]) => [name, value === undefined ? undefined : String(value)]));
}

/** The managed runtimes that the functions of the synthesized stacks run on. */
export function runtimesOf(directories: readonly string[]): ManagedRuntimeName[] {
  const names = directories.flatMap((directory) => {
    const { resource } = readStack(directory);
    return Object.values(resource?.aws_lambda_function ?? {}).flatMap(({ runtime }) => (runtime === undefined ? [] : [runtime]));
  });
  return [...new Set(names)].filter(isManagedRuntime).sort();
}

/** The routes of the synthesized stacks' HTTP APIs, such as `GET /health`, sorted. */
export function routesOf(directories: readonly string[]): string[] {
  const routes = directories.flatMap((directory) => {
    const { resource } = readStack(directory);
    return Object.values(resource?.aws_apigatewayv2_route ?? {}).map(({ route_key }) => route_key);
  });
  return routes.sort();
}

/** The repositories of container images in a synthesized stack, by their names: `aws_ecr_repository.chat`. */
export function repositoriesOf(directory: string): ReadonlyMap<string, string> {
  const repositories = Object.entries(readStack(directory).resource?.aws_ecr_repository ?? {});
  return new Map(repositories.map(([id, { name }]) => [name, `aws_ecr_repository.${id}`]));
}

/** What a function of a synthesized stack runs first, such as `index.handler`; undefined for an image, whose command it is. */
export function handlerOf(directory: string, name: string): string | undefined {
  return readStack(directory).resource?.aws_lambda_function?.[name]?.handler;
}

function readStack(directory: string): SynthesizedStack {
  return JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as SynthesizedStack;
}

interface SynthesizedStack {
  readonly variable?: Readonly<Record<string, { readonly default?: string | number | boolean }>>;
  readonly terraform?: { readonly backend?: Readonly<Record<string, unknown>> };
  readonly resource?: {
    readonly aws_ecr_repository?: Readonly<Record<string, { readonly name: string }>>;
    readonly aws_lambda_function?: Readonly<Record<string, { readonly runtime?: string; readonly handler?: string }>>;
    readonly aws_apigatewayv2_route?: Readonly<Record<string, { readonly route_key: string }>>;
  };
}
