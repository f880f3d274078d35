import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Container, type LoggedAnswer } from "./container";
import { ContainerLog } from "./container-log";
import { checkNamespaces } from "./enter-container";
import { containerOrder, type ImageFunction } from "./image-function";
import { RuntimeApi } from "./runtime-api";
import type { UnpackedImages } from "./unpack-image";

/** One call of a function, with all there is to know of the function: as it is now. */
export interface Call {
  readonly function: ImageFunction;
  readonly credentials: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
}

interface Idle {
  readonly revision: string;
  readonly container: Container;
}

/** The containers of all functions: as on AWS, one that is idle takes the next event, and where there is none another is started. */
export class Containers {
  /** By the ARN and version of their function. */
  private readonly idle = new Map<string, Idle[]>();
  private readonly all = new Set<Container>();
  /** How many there have been. */
  private started = 0;

  /**
   * @param endpoint the emulator's URL
   * @param logs a folder for what containers write, a file each. Absolute
   */
  constructor(
    private readonly images: UnpackedImages,
    private readonly endpoint: string,
    private readonly logs: string,
  ) {}

  /**
   * Has a function answer an event.
   *
   * @throws UserError where its image cannot be had or run
   */
  async invoke({ function: fn, credentials, requestId, event }: Call): Promise<LoggedAnswer> {
    const container = this.takeIdle(fn) ?? (await this.start(fn, credentials));
    const answer = await container.invoke({ requestId, event, functionArn: fn.FunctionArn, timeout: fn.Timeout });
    if (container.isUsable) this.idleOf(fn).push({ revision: fn.RevisionId, container });
    else this.end(container);
    return answer;
  }

  /** Ends them all. */
  endAll(): void {
    for (const container of this.all) container.end();
  }

  /** What a changed function's containers are, is of no more use. */
  private takeIdle(fn: ImageFunction): Container | undefined {
    const idle = this.idleOf(fn);
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (last.revision === fn.RevisionId && last.container.isUsable) return last.container;
      this.end(last.container);
    }
    return undefined;
  }

  private async start(fn: ImageFunction, credentials: Readonly<Record<string, string>>): Promise<Container> {
    await checkNamespaces();
    const image = await this.images.image(fn.ImageUri);
    const api = await RuntimeApi.listen();
    const logStream = `${fn.FunctionName}-${this.started++}`;
    mkdirSync(this.logs, { recursive: true });
    const surroundings = { runtimeApi: api.address, endpoint: this.endpoint, credentials, logStream };
    const log = new ContainerLog(join(this.logs, `${logStream}.log`));
    const container = Container.start(containerOrder(fn, image, surroundings), api, log);
    this.all.add(container);
    return container;
  }

  private end(container: Container): void {
    container.end();
    this.all.delete(container);
  }

  private idleOf({ FunctionArn, Version }: ImageFunction): Idle[] {
    const key = `${FunctionArn} ${Version}`;
    const idle = this.idle.get(key) ?? [];
    this.idle.set(key, idle);
    return idle;
  }
}
