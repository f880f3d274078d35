import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AwsAccess, sign } from "../cli/aws/access";
import { objectText } from "../cli/aws/objects";
import { send } from "../cli/aws/send";
import { leftovers } from "../cli/commands/drift-leftovers";
import type { Leftover } from "../cli/commands/drift-report";
import { readJson } from "../cli/commands/stack-sources";
import { failure, outcomeOf, run } from "../cli/process/run";
import { resourcesOfStack } from "../cli/terraform/settings-of-stack";
import { parseState } from "../cli/terraform/state-file";

/** Of the bench's state, in the local cloud. */
export const stateBucket = "bench-state";
const stateKey = "test-llms-demo/terraform.tfstate";

/** What is kept in the bucket. */
export interface KeptState {
  /** The number that each write of the state adds one to; 0 where there is none. */
  readonly serial: number;
  /** Addresses of what Terraform manages. */
  readonly resources: readonly string[];
  readonly isLocked: boolean;
  /** What the cloud has of the stack, and the state has not. */
  readonly orphans: readonly Leftover[];
}

/** The chat stack in a local cloud, its state in a bucket, locked as AWS's would be. */
export class StackInCloud {
  private running: ChildProcess | undefined;

  constructor(
    private readonly terraform: string,
    readonly directory: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly access: AwsAccess & { readonly endpoint: string },
  ) {}

  async initialize(): Promise<void> {
    await this.ask("s3", "PUT", `/${stateBucket}`);
    await this.must("init", "-backend-config=use_path_style=true", "-backend-config=skip_s3_checksum=true");
  }

  /** The next plan changes the function's code, or its configuration and the stage, by turns. */
  edit(round: number): void {
    if (round % 2 === 0) appendFileSync(join(this.directory, "backend/chat/index.py"), `# ${round}\n`);
    else {
      this.env["TF_VAR_lambda_timeout"] = String(12 + (round % 16));
      this.env["TF_VAR_api_rate_limit"] = String(1 + (round % 20));
    }
  }

  /** @returns addresses of what is in the state and no more in the cloud, as the plan finds them */
  async plan(kind?: "destroy"): Promise<readonly string[]> {
    if (kind === "destroy") {
      // The plan of a destroy does not tell what is gone already.
      const gone = await this.plan();
      await this.must("plan", "-out=tfplan", "-destroy");
      return gone;
    }
    await this.must("plan", "-out=tfplan");
    const shown = await run({
      file: this.terraform,
      args: [`-chdir=${this.directory}`, "show", "-json", "tfplan"],
      env: this.env,
    });
    const { resource_drift: drifted = [] } = JSON.parse(shown) as {
      readonly resource_drift?: readonly { readonly address: string; readonly change: { readonly actions: readonly string[] } }[];
    };
    return drifted.filter(({ change }) => change.actions.includes("delete")).map(({ address }) => address);
  }

  /** Whether a plan finds nothing to change. */
  async isAsPlanned(): Promise<boolean> {
    const { code } = await outcomeOf(this.program("plan", "-detailed-exitcode"));
    return code === 0;
  }

  /** Starts a step as GitHub's runner does: its text in a file, for bash, in the stack directory. */
  step(command: string): ChildProcess {
    const script = join(this.directory, "step.sh");
    writeFileSync(script, command);
    this.running = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], {
      cwd: this.directory,
      env: { ...this.env, TF_CLI_ARGS_apply: "-input=false -no-color -lock-timeout=5m" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // so that all that a step started can be killed
    });
    return this.running;
  }

  /** Kills what the last step started and left, as the runner does at the end of a job. */
  killStep(): void {
    const pid = this.running?.pid;
    this.running = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // nothing outlived the step
    }
  }

  async kept(): Promise<KeptState> {
    const text = (await objectText(this.access, stateBucket, stateKey)) ?? "";
    const state = parseState(text);
    const { serial = 0 } = (text === "" ? {} : JSON.parse(text)) as { readonly serial?: number };
    const managed = state.resources.filter(({ mode }) => mode === "managed");
    return {
      serial,
      resources: managed.map(({ type, name }) => `${type}.${name}`),
      isLocked: (await objectText(this.access, stateBucket, `${stateKey}.tflock`)) !== undefined,
      orphans: await leftovers(resourcesOfStack(readJson(join(this.directory, "cdk.tf.json")), {}), state, this.access),
    };
  }

  /** Takes the lock away, as `terraform force-unlock` does. */
  async unlock(): Promise<void> {
    await this.ask("s3", "DELETE", `/${stateBucket}/${stateKey}.tflock`);
  }

  /** Does what `npm run drift` advises. */
  async cure({ address, id, cure }: Leftover): Promise<void> {
    if (cure === "delete") await this.ask("apigateway", "DELETE", `/v2/apis/${id}`);
    else await this.must("import", address, id);
  }

  private async ask(service: string, method: string, path: string): Promise<void> {
    const url = new URL(path, this.access.endpoint);
    const { status, body } = await send(await sign(this.access, service, { method, url, headers: {} }));
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${body}`);
  }

  private async must(command: string, ...args: readonly string[]): Promise<void> {
    const program = this.program(command, ...args);
    const outcome = await outcomeOf(program);
    if (outcome.code !== 0) throw failure(program, outcome);
  }

  private program(
    command: string,
    ...args: readonly string[]
  ): { file: string; args: readonly string[]; env: NodeJS.ProcessEnv } {
    return {
      file: this.terraform,
      args: [`-chdir=${this.directory}`, command, "-input=false", "-no-color", ...args],
      env: this.env,
    };
  }
}
