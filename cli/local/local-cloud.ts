import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseLockPath } from "../../lib/artifact/image/base-lock";
import type { ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { Progress } from "../process/progress";
import { cliConfiguration, ownCliConfiguration } from "../terraform/cli-configuration";
import { findMirrors } from "../terraform/provider-mirrors";
import type { TerraformBinary } from "../terraform/terraform-binary";
import { canHaveArchiveProvider } from "./archive-provider";
import { type App, mainApp } from "./app";
import { type CloudFolder, makeTemporaryFolder, temporaryFolder } from "./cloud-folder";
import { choosePort, emulatorRuns, runtimesFile, startEmulator, stopEmulator, type Emulator } from "./emulator";
import type { Environments, RuntimeEnvironment } from "./environments";
import { supplyBase } from "./image/supply-base";
import { ProcessRecords } from "./processes";
import { withStandIn } from "./stand-in";
import { type SupplyBase, synthesizeStacks } from "./stack-directories";
import { regionOf, takesOwnBases, wiredEnvironment } from "./wiring";

/** What is remembered of a running local cloud. */
interface CloudRecord {
  readonly emulator: Emulator;
  readonly region: string;
  /** Absent until it was found out. */
  readonly archiveProvider?: "hashicorp/archive" | "stand-in";
}

/** The local cloud of one project: an emulator of AWS, and Terraform led to it. */
export class LocalCloud {
  /** The processes it started, so that those that outlive a killed command are found. */
  readonly processes: ProcessRecords;

  constructor(
    readonly folder: CloudFolder,
    private readonly env: NodeJS.ProcessEnv,
    private readonly environments: Environments,
    private readonly progress: Progress,
  ) {
    this.processes = new ProcessRecords(join(folder.cloud, "processes"));
  }

  /** Whether it is up. */
  async isUp(): Promise<boolean> {
    const record = this.record();
    return record !== undefined && (await emulatorRuns(record.emulator));
  }

  /**
   * Brings it up, unless it is. What a killed command left half-done is taken down first: the emulator's world is in its memory,
   * so there is nothing to save.
   */
  async bringUp(terraform: TerraformBinary): Promise<void> {
    if (this.isUnfinished() || !(await this.isUp())) {
      await this.takeDown();
      mkdirSync(this.folder.cloud, { recursive: true });
      this.markUnfinished();
      makeTemporaryFolder(this.folder);
      const { interpreter } = await this.environments.tools();
      const port = await choosePort(this.env["LOCAL_CLOUD_PORT"] || undefined);
      const region = regionOf(this.env);
      await this.progress.phase("start the emulator", async (remark) => {
        remark(`127.0.0.1:${port}`);
        await startEmulator(this.folder, interpreter, port, region, (emulator) => {
          this.remember({ emulator, region });
        });
      });
      this.finish();
    }
    const mirrors = findMirrors(this.env);
    writeFileSync(join(this.folder.cloud, "terraform.rc"), cliConfiguration(ownCliConfiguration(this.env), mirrors));
    await this.findArchiveProvider(terraform);
  }

  /** Runs what changes it. Where that is killed before its end, the next command starts anew; an error of its own is an end too. */
  async changing<T>(work: () => Promise<T>): Promise<T> {
    this.markUnfinished();
    try {
      return await work();
    } finally {
      this.finish();
    }
  }

  /** Ends all its processes and removes all its files but the environments. */
  async takeDown(): Promise<void> {
    await this.processes.endAll();
    const record = this.record();
    if (record !== undefined) await stopEmulator(record.emulator);
    // First: the other folder says where it is.
    rmSync(temporaryFolder(this.folder), { recursive: true, force: true });
    rmSync(this.folder.cloud, { recursive: true, force: true });
  }

  /** Lets functions of these runtimes run, beside those of an earlier app. */
  async supply(runtimes: readonly ManagedRuntimeName[]): Promise<ReadonlyMap<ManagedRuntimeName, RuntimeEnvironment>> {
    const supplied = new Map<ManagedRuntimeName, RuntimeEnvironment>();
    for (const name of runtimes) supplied.set(name, await this.environments.runtime(name));
    const path = runtimesFile(this.folder);
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : {};
    const table = Object.fromEntries([...supplied].map(([name, { interpreter }]) => [name, { interpreter }]));
    writeAtomically(path, JSON.stringify({ ...before, ...table }, undefined, 2));
    return supplied;
  }

  /** Synthesizes an app, wired to it, and makes the base images that this lacks. */
  async synthesize(app: App): Promise<void> {
    const env = this.wiredEnvironment(app);
    const { environments, progress } = this;
    const lock = baseLockPath(app.root, env);
    const makeBase: SupplyBase = async (base) =>
      supplyBase(base, { env, lock, folder: this.folder.cloud, environments, progress });
    await synthesizeStacks(app, env, progress, takesOwnBases(this.env) ? makeBase : undefined);
  }

  /** The environment of a command wired to it, for one app, without the archive provider. */
  wiredEnvironment(app: App): NodeJS.ProcessEnv {
    const { emulator, region } = this.knownRecord();
    return wiredEnvironment(this.env, { folder: this.folder, app, port: emulator.port, region });
  }

  /** Runs work with the environment of a command wired to it: endpoints, credentials, state, providers. */
  async wired<T>(app: App, stackDirectory: string, work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
    mkdirSync(app.deployment, { recursive: true });
    const env = this.wiredEnvironment(app);
    if (!this.usesStandIn) return work(env);
    const { interpreter } = await this.environments.tools();
    return withStandIn(interpreter, stackDirectory, env, (TF_REATTACH_PROVIDERS) => work({ ...env, TF_REATTACH_PROVIDERS }));
  }

  /** Whether the stand-in serves `archive_file`, since hashicorp/archive cannot be had. */
  get usesStandIn(): boolean {
    return this.knownRecord().archiveProvider === "stand-in";
  }

  private async findArchiveProvider(terraform: TerraformBinary): Promise<void> {
    const record = this.knownRecord();
    if (record.archiveProvider !== undefined) return;
    await this.progress.phase("look for hashicorp/archive", async (remark) => {
      const found = await canHaveArchiveProvider(
        terraform,
        this.wiredEnvironment(mainApp(this.folder)),
        join(this.folder.cloud, "probe"),
      );
      remark(found ? "the real provider" : "not to be had here: the stand-in serves archive_file");
      this.remember({ ...record, archiveProvider: found ? "hashicorp/archive" : "stand-in" });
    });
  }

  private knownRecord(): CloudRecord {
    const record = this.record();
    if (record === undefined) throw new Error("the local cloud was asked for before it was brought up");
    return record;
  }

  private record(): CloudRecord | undefined {
    return existsSync(this.recordPath) ? (JSON.parse(readFileSync(this.recordPath, "utf8")) as CloudRecord) : undefined;
  }

  private remember(record: CloudRecord): void {
    writeAtomically(this.recordPath, JSON.stringify(record));
  }

  private markUnfinished(): void {
    writeFileSync(this.unfinishedMark, "");
  }

  private finish(): void {
    rmSync(this.unfinishedMark, { force: true });
  }

  private isUnfinished(): boolean {
    return existsSync(this.unfinishedMark);
  }

  private get unfinishedMark(): string {
    return join(this.folder.cloud, "unfinished");
  }

  private get recordPath(): string {
    return join(this.folder.cloud, "cloud.json");
  }
}

function writeAtomically(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
