import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Project } from "./project";

/** How to run a synthesis. */
export interface SynthesisOptions {
  /** Over the project's own. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  /** The largest file the system lets it write, in blocks of 512 bytes. @default as large as it likes */
  readonly blocks?: number;
  /** The user and group it runs as. @default whoever runs the tests */
  readonly user?: number;
}

/** How a synthesis ended. */
export interface Synthesis {
  readonly status: number | null;
  readonly stdout: string;
  /** Without progress, and the folder shown as `~`. */
  readonly stderr: string;
}

/** Synthesizes as a person does, in a process of its own. */
export async function synthesize(project: Project, { env = {}, blocks, user }: SynthesisOptions): Promise<Synthesis> {
  const limit = blocks === undefined ? "" : `ulimit -f ${blocks} && `;
  const child = spawn("sh", ["-c", `${limit}exec "$0" --import tsx main.ts`, process.execPath], {
    cwd: project.path(),
    env: { ...project.environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr: withoutProgress(stderr.replaceAll(project.folder, "~")) };
}

function withoutProgress(said: string): string {
  return said.replace(/^(?:resolving|reading|building a wheel of|fetching wheels:) .*\n/gm, "");
}
