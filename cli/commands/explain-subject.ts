import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { isFolder } from "../../lib/artifact/file-kind";
import { today } from "../../lib/artifact/today";
import { complaintText, UserError } from "../../lib/errors/user-error";
import type { FunctionSources } from "../explain/model/function-sources";
import { type App, exampleApp, mainApp } from "../local/app";
import { cloudFolder } from "../local/cloud-folder";
import { stackDirectories } from "../local/stack-directories";
import { readPlanOfFunctions } from "../terraform/read-plan";
import { type Io, UsageError } from "./command";
import { readTimes } from "./deployment-times";
import { type ExplainOptions, zipSettingOf } from "./explain-options";
import { inspectPlan } from "./inspect-plan";
import { readStackSources } from "./stack-sources";
import { readZipSources } from "./zip-sources";

/**
 * Reads the functions that a call is about: those of a plan, of a ZIP, of a stack directory, or else of this project as the last synthesis wrote them.
 *
 * @throws UserError where nothing can be read
 * @throws UsageError where it is not clear what is meant
 */
export async function subjectOf(named: readonly string[], options: ExplainOptions, io: Io): Promise<FunctionSources[]> {
  const [path, ...more] = named;
  if (more.length > 0 || (path !== undefined && options.plan !== undefined))
    throw new UsageError("name one thing: a stack directory, a ZIP, or a plan by --plan");
  const isZip = path !== undefined && !isFolder(path);
  if (isZip && !path.endsWith(".zip") && !existsSync(path)) {
    const fix = "name a stack directory or a ZIP; for a distribution, a module or a file: npm run explain -- why NAME";
    throw new UserError({ what: "there is no such file or folder", where: displayPath(resolve(path)), fix });
  }
  const ofZip = (["handler", "layer", "architecture"] as const).filter((name) => options[name] !== undefined);
  if (!isZip && !options.diff && ofZip.length > 0) throw new UsageError(`--${ofZip.join(" and --")}: with a ZIP alone`);
  if (!isZip && options.runtime !== undefined && options.plan === undefined && !options.diff)
    throw new UsageError("--runtime goes with a ZIP, or with a plan that has images");
  if (options.measure && (isZip || options.plan !== undefined)) throw new UsageError("--measure is for this project's functions");
  if (options.live && isZip) throw new UsageError("--live asks a function that is deployed: a ZIP alone names none");
  const sources =
    options.plan !== undefined
      ? await planSources(resolve(options.plan), options, io)
      : isZip
        ? [zipSources(path, options, io)]
        : projectSources(appOf(io, options), io, path);
  const { budget } = options;
  return Object.keys(budget).length === 0
    ? sources
    : sources.map((source) => ({ ...source, budget: { ...source.budget, ...budget } }));
}

/** The app that is meant: the project's own, or an example. */
function appOf(io: Io, { example }: Pick<ExplainOptions, "example">): App {
  const folder = cloudFolder(io.root);
  return example === undefined ? mainApp(folder) : exampleApp(folder, example);
}

async function planSources(plan: string, options: ExplainOptions, { env, err }: Io): Promise<FunctionSources[]> {
  const directory = options.dir === undefined ? dirname(plan) : resolve(options.dir);
  const { functions, left } = inspectPlan(await readPlanOfFunctions(plan, { directory, env }), {
    ...{ directory, env, today: today(env) },
    ...(options.runtime === undefined ? {} : { imageRuntime: zipSettingOf(options).runtime }),
  });
  for (const complaint of left) err(`left out: ${complaintText(complaint)}`);
  return [...functions];
}

function zipSources(zip: string, options: ExplainOptions, { env }: Io): FunctionSources {
  const layers = (options.layer ?? []).map((path) => resolve(path));
  const request = { zip: resolve(zip), layers, today: today(env), env, ...zipSettingOf(options) };
  return readZipSources(request, { name: basename(zip), from: "zip" });
}

/** Those of this project, by name. */
function projectSources(app: App, io: Io, named: string | undefined): FunctionSources[] {
  const directories = named === undefined ? stackDirectories(app) : [stackDirectory(named)];
  if (directories.length === 0) {
    const where = relative(app.root, app.output);
    throw new UserError({ what: "nothing was synthesized yet", where, fix: "npm run synth, or npm start" });
  }
  const times = named === undefined || resolve(named).startsWith(app.output) ? readTimes(app) : undefined;
  const functions = directories.flatMap((directory) =>
    readStackSources(directory, {
      ...{ root: io.root, env: io.env },
      ...(times === undefined ? {} : { times }),
    }),
  );
  return functions.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function stackDirectory(named: string): string {
  const directory = resolve(named);
  if (existsSync(join(directory, "artifacts.json"))) return directory;
  throw new UserError({
    what: "this folder has no receipt (artifacts.json)",
    where: displayPath(directory),
    fix: "name a stack directory, such as cdktf.out/stacks/NAME; for another Terraform project: --plan plan.json --dir DIR",
  });
}
