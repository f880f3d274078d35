import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { sign } from "../../cli/aws/access";
import { type CloudFolder, cloudFolder, makeTemporaryFolder } from "../../cli/local/cloud-folder";
import { choosePort, type Emulator, startEmulator, stopEmulator } from "../../cli/local/emulator";
import { Environments, type RuntimeEnvironment } from "../../cli/local/environments";
import { localCredentials } from "../../cli/local/wiring";
import { Progress } from "../../cli/process/progress";
import { Repository } from "../../cli/registry/repository";

const environments = resolve(__dirname, "../../.local/environments");
const region = "eu-west-1";
const functions = "/2015-03-31/functions";

/** What a function answered. */
export interface Invoked {
  /** JSON, read. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** `Unhandled` or `Handled` where it is an error. */
  readonly error: string | undefined;
  readonly log: string;
}

/** An emulator in a folder of its own, and functions that are images. */
export class ImageCloud {
  private constructor(
    readonly folder: CloudFolder,
    readonly runtime: RuntimeEnvironment,
    private readonly emulator: Emulator,
  ) {}

  static async start(root: string): Promise<ImageCloud> {
    const folder = cloudFolder(root);
    mkdirSync(folder.cloud, { recursive: true });
    makeTemporaryFolder(folder);
    const known = new Environments(environments, process.env, new Progress());
    const { interpreter } = await known.tools();
    const runtime = await known.runtime("python3.11");
    const emulator = await startEmulator(folder, interpreter, await choosePort(undefined), region, () => undefined);
    return new ImageCloud(folder, runtime, emulator);
  }

  async stop(): Promise<void> {
    await stopEmulator(this.emulator);
  }

  /** Makes a repository in the emulator's ECR. */
  async repository(repositoryName: string): Promise<Repository> {
    const target = "AmazonEC2ContainerRegistry_V20150921.CreateRepository";
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    await this.ask("ecr", "POST", "/", { repositoryName }, headers);
    return new Repository({ registry: new URL(this.url), name: repositoryName });
  }

  async createFunction(name: string, image: string, settings: object = {}): Promise<void> {
    await this.ask("lambda", "POST", functions, {
      ...{ FunctionName: name, PackageType: "Image", Role: "arn:aws:iam::000000000000:role/chat", Timeout: 10 },
      Code: { ImageUri: uriOf(image) },
      ...settings,
    });
  }

  async updateCode(name: string, image: string): Promise<void> {
    await this.ask("lambda", "PUT", `${functions}/${name}/code`, { ImageUri: uriOf(image) });
  }

  async invoke(name: string, event: object = {}): Promise<Invoked> {
    const answer = await this.ask("lambda", "POST", `${functions}/${name}/invocations`, event, { "x-amz-log-type": "Tail" });
    return {
      payload: (await answer.json()) as Invoked["payload"],
      error: answer.headers.get("x-amz-function-error") ?? undefined,
      log: Buffer.from(answer.headers.get("x-amz-log-result") ?? "", "base64").toString(),
    };
  }

  /** Where all of its services answer. */
  get url(): string {
    return `http://127.0.0.1:${this.emulator.port}`;
  }

  private async ask(service: string, method: string, path: string, input: object, headers = {}): Promise<Response> {
    const access = { region, credentials: () => Promise.resolve(localCredentials) };
    const body = JSON.stringify(input);
    const request = await sign(access, service, { method, url: new URL(path, this.url), body, headers });
    const answer = await fetch(request.url, { method, body, headers: request.headers });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

/** @param image `<repository>@<digest>` */
function uriOf(image: string): string {
  return `000000000000.dkr.ecr.${region}.amazonaws.com/${image}`;
}
