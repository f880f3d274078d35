import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failure, outcomeOf, run, type Program, type Watch } from "../process/run";
import { valuesOf } from "./state-file";

/** Where and how Terraform runs. */
export interface TerraformSetting {
  /** The program. */
  readonly file: string;
  /** The stack directory. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Is told of every process. @default nobody is */
  readonly watch?: Watch;
}

/** Runs Terraform in one stack directory. Every method throws a UserError with Terraform's last lines where it fails. */
export class Terraform {
  constructor(private readonly setting: TerraformSetting) {}

  /** Runs `terraform init`, unless this directory was initialized for the same backend, providers and lock. */
  async initWhenNeeded(): Promise<"initialized" | "already initialized"> {
    const record = join(this.dataDirectory, "initialized-for");
    const wanted = this.initFingerprint();
    if (existsSync(record) && readFileSync(record, "utf8") === wanted) return "already initialized";
    await this.run(["init", "-input=false", "-no-color"], providersCure);
    writeFileSync(record, wanted);
    return "initialized";
  }

  /** Runs `terraform init -reconfigure`: for the backend that the stack directory names, whatever it was initialized for before. */
  async reconfigure(): Promise<void> {
    await this.run(["init", "-input=false", "-no-color", "-reconfigure"], providersCure);
  }

  /** Runs `terraform init -migrate-state`: copies the state from the backend it was initialized for to the one that is named now. */
  async migrateState(): Promise<void> {
    await this.run(["init", "-input=false", "-no-color", "-migrate-state", "-force-copy"], providersCure);
  }

  /** Runs `terraform plan -out=FILE`; answers whether there is anything to change. */
  async plan(file: string): Promise<"changes" | "no changes"> {
    const program = this.program(["plan", "-input=false", "-no-color", "-detailed-exitcode", `-out=${file}`]);
    const outcome = await outcomeOf(program, this.setting.watch);
    if (outcome.code === 0) return "no changes";
    if (outcome.code === 2) return "changes";
    throw failure(program, outcome);
  }

  /** A saved plan as Terraform shows it to a person. */
  async show(file: string): Promise<string> {
    return this.run(["show", "-no-color", file]);
  }

  /** Runs `terraform apply FILE`: exactly what was planned. */
  async apply(file: string): Promise<void> {
    await this.run(["apply", "-input=false", "-no-color", file]);
  }

  /** Runs `terraform apply -target=…`: makes these resources, by their addresses, and what they need; those of `replaced` anew. */
  async applyTargets(addresses: readonly string[], replaced: readonly string[] = []): Promise<void> {
    const targets = [...addresses.map((address) => `-target=${address}`), ...replaced.map((address) => `-replace=${address}`)];
    await this.run(["apply", "-input=false", "-no-color", "-auto-approve", ...targets]);
  }

  /** Runs `terraform plan -target=…` for what it does on the way: `archive_file` makes its ZIPs. */
  async planTargets(addresses: readonly string[]): Promise<void> {
    await this.run(["plan", "-input=false", "-no-color", ...addresses.map((address) => `-target=${address}`)]);
  }

  /** The whole state, wherever it is kept; empty where nothing was applied. It may hold secrets. */
  async pullState(): Promise<string> {
    return this.run(["state", "pull"]);
  }

  /** Replaces the state. Terraform refuses one that is not the successor of the state that is kept, and takes the lock meanwhile. */
  async pushState(state: string): Promise<void> {
    await run({ ...this.program(["state", "push", "-"]), input: state }, undefined, this.setting.watch);
  }

  async destroy(): Promise<void> {
    await this.run(["destroy", "-input=false", "-no-color", "-auto-approve"]);
  }

  /** The outputs of the state; none where nothing was applied. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return valuesOf(JSON.parse(await this.run(["output", "-json", "-no-color"])) as Record<string, { value: unknown }>);
  }

  private async run(args: readonly string[], fix?: string): Promise<string> {
    return run(this.program(args), fix, this.setting.watch);
  }

  private program(args: readonly string[]): Program {
    const { file, directory, env } = this.setting;
    return { file, args: [`-chdir=${directory}`, ...args], env };
  }

  /** Where `terraform init` keeps what it found out. */
  get dataDirectory(): string {
    return this.setting.env["TF_DATA_DIR"] ?? join(this.setting.directory, ".terraform");
  }

  private initFingerprint(): string {
    const { directory, env } = this.setting;
    const { terraform } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as { terraform: unknown };
    const lock = join(directory, ".terraform.lock.hcl");
    const configuration = env["TF_CLI_CONFIG_FILE"];
    return createHash("sha256")
      .update(JSON.stringify([terraform, directory, env["TF_CLI_ARGS_init"], env["TF_REATTACH_PROVIDERS"] === undefined]))
      .update(existsSync(lock) ? readFileSync(lock) : "")
      .update(configuration !== undefined && existsSync(configuration) ? readFileSync(configuration) : "")
      .digest("hex");
  }
}

const providersCure =
  "if a provider cannot be had: check the network, or copy it into a filesystem mirror (terraform providers mirror DIR, on a machine that has it) and export TF_PLUGIN_MIRROR=DIR";
