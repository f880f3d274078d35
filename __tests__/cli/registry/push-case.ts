import { Repository } from "../../../cli/registry/repository";
import { type PushedImage, pushImage } from "../../../cli/registry/push-image";
import type { Clock } from "../../../cli/registry/retry";
import { Progress } from "../../../cli/process/progress";
import type { ImageLayout } from "../../../lib/artifact/image/read-layout";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";
import { addBase, madeLayout } from "./made-image";
import { login } from "./registry-login";
import { RegistryServer, type RegistryTraits } from "./registry-server";
import type { RepositoryStore } from "./registry-store";

/** Passes no time, and remembers how much it was to pass. */
export class TestClock implements Clock {
  readonly waits: number[] = [];
  readonly now = (): number => Date.parse("2026-11-01T12:00:00Z");
  readonly wait = (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds);
    return Promise.resolve();
  };
}

/** The registries of a push. */
export interface Registries {
  /** Has the base. */
  readonly source?: RegistryTraits;
  /** Is to have the image. @default the same registry has both */
  readonly target?: RegistryTraits;
}

/** An image that is to be pushed from a layout, out of one registry and into another. */
export class PushCase {
  readonly clock = new TestClock();
  /** Of progress. */
  readonly lines: string[] = [];

  private constructor(
    readonly image: ImageLayout,
    readonly source: RegistryServer,
    readonly target: RegistryServer,
  ) {
    addBase(source.store("lambda/python"));
  }

  static async with<T>(
    { source: sourceTraits, target: targetTraits }: Registries,
    action: (push: PushCase) => Promise<T>,
  ): Promise<T> {
    const source = await RegistryServer.start(sourceTraits);
    const target = targetTraits === undefined ? source : await RegistryServer.start(targetTraits);
    try {
      return await inTemporaryFolder(async (folder) => action(new PushCase(madeLayout(folder), source, target)));
    } finally {
      await source.stop();
      if (target !== source) await target.stop();
    }
  }

  /** What the target has of the image. */
  get store(): RepositoryStore {
    return this.target.store("team/chat");
  }

  get repository(): Repository {
    return this.open(this.target, "team/chat");
  }

  async run(): Promise<PushedImage> {
    const err = { write: (text: string) => this.lines.push(text) > 0, isTTY: false } as unknown as NodeJS.WriteStream;
    const base = this.open(this.source, "lambda/python");
    return pushImage({ image: this.image, base, target: this.repository, progress: new Progress(err) });
  }

  /** The text of the error that the push ends with. */
  async error(): Promise<string> {
    try {
      await this.run();
      return "no error";
    } catch (error) {
      const { name, message } = error as Error;
      return `${name}\n${message}`.replaceAll(this.source.url.host, "SOURCE").replaceAll(this.target.url.host, "TARGET");
    }
  }

  private open({ url }: RegistryServer, name: string): Repository {
    return new Repository({ registry: url, name, findLogin: () => Promise.resolve(login), clock: this.clock });
  }
}

/** How each blob arrived, in the order of the manifest, the config last. */
export function arrivals({ blobs }: PushedImage): string[] {
  return blobs.map(({ how }) => how);
}
