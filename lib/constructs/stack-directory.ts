import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TerraformStack, type ISynthesisSession } from "cdktf";
import type { IConstruct } from "constructs";

/** Makes a file or folder at the absolute path it is given, whose parent exists. */
type Write = (path: string) => void;

interface Entry {
  readonly write: Write;
  readonly fingerprint?: string;
}

/** What a stack directory holds beside `cdk.tf.json`: written with it, at every synthesis. */
export class StackDirectory {
  private static readonly all = new WeakMap<TerraformStack, StackDirectory>();
  private readonly entries = new Map<string, Entry>();

  private constructor(private readonly stack: TerraformStack) {
    this.writeAfterSynthesis();
  }

  /** The directory of the stack that holds this construct. */
  static of(scope: IConstruct): StackDirectory {
    const stack = TerraformStack.of(scope);
    const known = StackDirectory.all.get(stack);
    if (known !== undefined) return known;
    const directory = new StackDirectory(stack);
    StackDirectory.all.set(stack, directory);
    return directory;
  }

  /** Adds a file or folder at a path relative to the stack directory, with forward slashes, which nothing else has. */
  add(path: string, write: Write): void {
    if (this.entries.has(path)) throw new Error(`two things are to be written to ${path}`);
    this.entries.set(path, { write });
  }

  /**
   * Adds a folder that several constructs may want: those with one fingerprint share one path. Another fingerprint has another path, and none
   * lies in another's, or one would ship what is the other's.
   *
   * @param path as in {@link add}
   * @param fingerprint of the content: a hash
   * @returns the path it has
   */
  share(path: string, fingerprint: string, write: Write): string {
    const free = this.isFree(path, fingerprint) ? path : `${basename(path)}-${fingerprint.slice(0, 12)}`;
    this.entries.set(free, { write, fingerprint });
    return free;
  }

  private isFree(path: string, fingerprint: string): boolean {
    const there = this.entries.get(path);
    if (there !== undefined) return there.fingerprint === fingerprint;
    return ![...this.entries.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
  }

  private writeAfterSynthesis(): void {
    const { synthesizer } = this.stack;
    this.stack.synthesizer = {
      synthesize: (session: ISynthesisSession): void => {
        synthesizer.synthesize(session);
        const root = join(session.outdir, session.manifest.forStack(this.stack).workingDirectory);
        for (const [path, entry] of this.entries) {
          const absolute = join(root, path);
          mkdirSync(dirname(absolute), { recursive: true });
          entry.write(absolute);
        }
      },
    };
  }
}
