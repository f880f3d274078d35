import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lock } from "../../../cli/commands/lock";
import { type FunctionReceipt, receiptText } from "../../../lib/artifact/receipt/receipt";
import { resolveDependencies } from "../../../lib/artifact/resolve/resolve";
import type { DependencyRequest } from "../../../lib/artifact/resolve/resolve-context";
import { requestIn, type SharedIndex } from "../../lib/artifact/resolve/with-index";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

/** What a run of the command said and did. */
export interface Ran {
  readonly out: string;
  readonly err: string;
  /** Name and message of what it threw; undefined where it ended with 0. */
  readonly failure: string | undefined;
}

/** A project with functions that were synthesized, as their receipt says, and an index to lock from. */
export class LockProject {
  private constructor(
    readonly root: string,
    private readonly shared: SharedIndex,
  ) {}

  static async with<T>(shared: SharedIndex, action: (project: LockProject) => Promise<T>): Promise<T> {
    return inTemporaryFolder((root) => action(new LockProject(root, shared)));
  }

  /** Writes files, path to content. */
  write(files: Readonly<Record<string, string>>): this {
    write(this.root, files);
    return this;
  }

  /** Writes `requirements.txt` in a folder, or a file of another name. */
  needs(folder: string, text: string, name = "requirements.txt"): this {
    return this.write({ [`${folder}/${name}`]: `${text}\n` });
  }

  /** Writes the receipt of a synthesis. */
  synthesized(functions: readonly (Partial<FunctionReceipt> & Pick<FunctionReceipt, "name">)[]): this {
    const defaults = {
      strategy: "bundle",
      runtime: "python3.11",
      architecture: "x86_64",
      zips: [],
      left: [],
      sizes: { directUploadLimit: 0, unzippedBytes: 0, unzippedLimit: 0 },
    } as const;
    const all = functions.map((fn): FunctionReceipt => ({ ...defaults, source: `backend/${fn.name}`, ...fn }));
    return this.stack(receiptText({ version: 1, functions: all, zips: [] }));
  }

  /** Writes a stack directory whose receipt is this text. */
  stack(receipt: string): this {
    return this.write({ "cdktf.out/stacks/demo/cdk.tf.json": "{}", "cdktf.out/stacks/demo/artifacts.json": receipt });
  }

  async lock(...args: readonly string[]): Promise<Ran> {
    const said = { out: [] as string[], err: [] as string[] };
    const { env = {} } = this.request();
    const io = {
      out: (text: string) => void said.out.push(text),
      err: (text: string) => void said.err.push(text),
      env,
      root: this.root,
    };
    let failure: string | undefined;
    try {
      expect(await lock.run(args, io)).toBe(0);
    } catch (error) {
      failure = this.shown(`${(error as Error).constructor.name}: ${(error as Error).message}`);
    }
    return { out: this.shown(said.out.join("\n")), err: this.shown(said.err.join("\n")), failure };
  }

  /**
   * What synthesis would take for `backend/report`: whether a lock decided, and which distributions.
   *
   * @throws UserError where it would
   */
  decided(requirements?: string): { readonly locked: boolean | undefined; readonly names: readonly string[] } {
    const request = { ...this.request(), source: join(this.root, "backend/report"), requirements };
    const { locked, distributions = [] } = resolveDependencies(request)?.resolution ?? {};
    return { locked, names: distributions.map(({ name, version }) => `${name} ${version}`) };
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  private request(): DependencyRequest {
    return requestIn(this.root, this.shared.uv, { UV_DEFAULT_INDEX: this.shared.server.index() });
  }

  private shown(text: string): string {
    return text.replaceAll(`${this.root}/`, "");
  }
}
