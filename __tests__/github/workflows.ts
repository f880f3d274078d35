import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";

export interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly "working-directory"?: string;
  readonly "timeout-minutes"?: number;
}

export interface Job {
  readonly name: string;
  readonly needs?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly outputs?: unknown;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly defaults?: unknown;
  readonly env?: unknown;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly defaults?: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The project's root. */
export const root = resolve(__dirname, "../..");

/** Where workflows are: those that run, and those that are to be moved there by whoever wants them. */
export const workflowFolders = [".github/workflows", "docs"];

/** Every workflow as it is written. */
export const texts = workflowFolders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".yml"))
    .map((file) => ({ file, text: readFileSync(join(root, folder, file), "utf8") })),
);
export const workflows = texts.map(({ file, text }) => ({ file, workflow: parse(text) as Workflow }));
export const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job })),
);
export const steps = jobs.flatMap(({ file, name: job, job: { steps } }) =>
  steps.map((step) => ({ file, job, name: step.name, step })),
);

export const deployment = workflowIn("deploy-test-llms-demo.yml");
export const twoJobs = workflowIn("deploy-in-two-jobs.yml");

/** The local cloud enters images by them, and Ubuntu 24.04 forbids it. */
export const allowNamespaces = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";

/** Where the workflow's own synthesis writes. */
export const stackDirectory = "cdktf.out/stacks/test-llms-demo";

export function workflowIn(file: string): Workflow {
  const found = workflows.find((candidate) => candidate.file === file);
  if (found === undefined) throw new Error(`no workflow ${file}`);
  return found.workflow;
}

export function jobIn(workflow: Workflow, name: string): Job {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

export function stepIn(job: Job, name: string): Step {
  const step = job.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
}

/** The steps that use an action. */
export function withAction(action: string): typeof steps {
  return steps.filter(({ step }) => step.uses?.startsWith(`${action}@`));
}

/** What GitHub's expression says in a context, in which what is missing is null. */
export function evaluate(expression: string, context: Readonly<Record<string, unknown>>): unknown {
  return runInNewContext(expression.replaceAll(/\.(?=\w)/g, "?."), { inputs: {}, steps: {}, ...context });
}

/** A folder for one test, which the caller removes. */
export function scratchFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "workflow-test-")));
}

/** A folder for PATH with programs that are scripts for sh. */
export function programs(within: string, scripts: Readonly<Record<string, string>>): string {
  const bin = mkdtempSync(join(within, "bin-"));
  for (const [name, script] of Object.entries(scripts)) writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return bin;
}

/** Where and with what a step is run. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** As {@link programs} made it. It comes first on PATH. */
  readonly bin?: string;
}

/** Runs a step as the runner does for `shell: bash`: its text in a file, and of the environment only what it is given. */
export function execute({ run }: Step, { cwd, env = {}, bin }: Surroundings): SpawnSyncReturns<string> {
  const script = join(mkdtempSync(join(cwd, ".step-")), "step.sh");
  writeFileSync(script, String(run));
  const path = [...(bin === undefined ? [] : [bin]), process.env["PATH"]].join(delimiter);
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd,
    env: { PATH: path, HOME: cwd, ...env },
    encoding: "utf8",
  });
}
