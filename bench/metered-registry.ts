import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pushBaseWithPip } from "../__tests__/e2e/base-with-pip";
import { ImageCloud } from "../__tests__/e2e/image-cloud";

/** The emulator's ECR with the stand-in for AWS's base, behind something that counts what is sent there. */
export class MeteredRegistry {
  private constructor(
    /** Where it answers. */
    readonly url: URL,
    private readonly cloud: ImageCloud,
    private readonly meter: ChildProcess,
    private readonly count: string,
  ) {}

  static async start(folder: string): Promise<MeteredRegistry> {
    const cloud = await ImageCloud.start(join(folder, "cloud"));
    await pushBaseWithPip(cloud, join(folder, "base"));
    const count = join(folder, "count.txt");
    const args = ["--import", "tsx", join(__dirname, "byte-meter.ts"), new URL(cloud.url).host, count];
    const meter = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(meter.stdout, "data")) as [Buffer];
    return new MeteredRegistry(new URL(`http://127.0.0.1:${port.toString().trim()}`), cloud, meter, count);
  }

  async add(repository: string): Promise<void> {
    await this.cloud.repository(repository);
  }

  /** Bytes sent to it so far. */
  sent(): number {
    return Number.parseInt(readFileSync(this.count, "utf8") || "0", 10);
  }

  async stop(): Promise<void> {
    this.meter.kill();
    await this.cloud.stop();
  }
}
