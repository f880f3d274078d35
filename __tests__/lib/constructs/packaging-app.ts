import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { strFromU8, unzipSync } from "fflate";
import type { Receipt } from "../../../lib/artifact/receipt/receipt";
import { declareProviders } from "../../../lib/constructs/providers";
import { synthesize } from "../../../lib/constructs/synthesize";
import type { SharedIndex } from "../artifact/resolve/with-index";
import { write } from "../artifact/temporary-folder";
import { makeWheel, type MadeWheel } from "../artifact/wheel/make-wheel";

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A stack directory as it was after a synthesis. */
export interface Synthesized {
  /** By type, then by name. */
  readonly resource: Blocks;
  readonly data: Blocks;
  /** `check` blocks, by name. */
  readonly checks: Readonly<Record<string, { readonly assert: { readonly condition: string } }>>;
  readonly receipt: Receipt;
  /** On standard error. */
  readonly said: string;
}

/** Sources, wheels and a stack directory in one folder, synthesized as a person's app is, with a cache of its own. */
export class PackagingApp {
  private constructor(readonly folder: string) {}

  /**
   * One for each test of a file. What is resolved and fetched in one test is cached for the next.
   *
   * @param shared has uv before the first test runs
   */
  static eachTest(shared: SharedIndex): () => PackagingApp {
    const own = realpathSync(mkdtempSync(join(tmpdir(), "packaging-test-")));
    let app: PackagingApp;
    beforeAll(() => {
      mkdirSync(join(own, "home"));
      Object.assign(process.env, {
        HOME: join(own, "home"),
        LAMBDA_CONTAINER_UV: shared.uv,
        LAMBDA_CONTAINER_CACHE: join(own, "cache"),
        UV_CACHE_DIR: join(own, "uv-cache"),
      });
    });
    beforeEach(() => {
      app = new PackagingApp(mkdtempSync(join(own, "app-")));
      mkdirSync(join(app.folder, "wheels"));
    });
    afterAll(() => {
      rmSync(own, { recursive: true, force: true });
    });
    return () => app;
  }

  /**
   * Adds a wheel to what can be asked for.
   *
   * @param tags of its file name. @default that it is for every Python and platform
   */
  wheel(made: MadeWheel, tags?: string): void {
    const path = makeWheel(join(this.folder, "wheels"), made);
    if (tags !== undefined) renameSync(path, path.replace("py3-none-any", tags));
  }

  /**
   * Writes a source folder, with an `index.py` unless it is given one, and a handler in it unless it has one.
   *
   * @param needs lines of its requirements.txt, which takes wheels from this app alone. @default it has none
   * @returns its path
   */
  source(name: string, files: Readonly<Record<string, string>> = {}, needs?: string): string {
    const handler = "def handler(event, context): ...\n";
    const { "index.py": index = "" } = files;
    if (needs !== undefined) write(join(this.folder, name), { "requirements.txt": this.requirements(needs) });
    write(join(this.folder, name), { ...files, "index.py": index.includes("handler") ? index : `${index}${handler}` });
    return join(this.folder, name);
  }

  /** The text of a requirements file that takes wheels from this app alone. */
  requirements(needs: string): string {
    return `--no-index\n--find-links ${join(this.folder, "wheels")}\n${needs}\n`;
  }

  /** Synthesizes one stack, `demo`. */
  synthesize(build: (stack: TerraformStack) => void): Synthesized {
    process.env.CDKTF_OUTDIR = join(this.folder, "out");
    const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const progress = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const { exitCode } = process;
    let text: string;
    try {
      synthesize((app) => {
        const stack = new TerraformStack(app, "demo");
        declareProviders(stack);
        build(stack);
      });
      if (said.mock.calls.length > 0) throw new Error(said.mock.calls.join("\n"));
      text = progress.mock.calls.map(([piece]) => String(piece)).join("");
    } finally {
      said.mockRestore();
      progress.mockRestore();
      process.exitCode = exitCode;
    }
    const {
      resource,
      data = {},
      check = {},
    } = JSON.parse(this.read("cdk.tf.json")) as {
      resource: Blocks;
      data?: Blocks;
      check?: Synthesized["checks"];
    };
    return { resource, data, checks: check, receipt: JSON.parse(this.read("artifacts.json")) as Receipt, said: text };
  }

  /** A path in the stack directory; `${path.module}` may stand before it. */
  path(inStack: string): string {
    return join(this.folder, "out/stacks/demo", inStack.replace("${path.module}/", ""));
  }

  /** Base64, of a file in the stack directory: as `source_code_hash` has it. */
  hash(inStack: string): string {
    return createHash("sha256")
      .update(readFileSync(this.path(inStack)))
      .digest("base64");
  }

  /** Path to content, of a ZIP in the stack directory. */
  unzipped(inStack: string): Readonly<Record<string, string>> {
    const entries = Object.entries(unzipSync(readFileSync(this.path(inStack))));
    return Object.fromEntries(entries.map(([path, content]) => [path, strFromU8(content)]));
  }

  private read(inStack: string): string {
    return readFileSync(this.path(inStack), "utf8");
  }
}
