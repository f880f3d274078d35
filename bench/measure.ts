import { spawnSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";

/** A command to measure. */
export interface Contender {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Runs before each round, unmeasured. */
  readonly prepare?: () => void;
}

/** One run of a contender. */
export interface Run {
  /** Seconds. */
  readonly wall: number;
  /** The largest resident memory of the process itself, in MB (1 MB = 1,048,576 bytes). */
  readonly peak: number;
}

/** Says on what machine the figures were taken: they hold for no other. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux ${release()}, Node ${process.version}`;
}

/** Runs the contenders in turns, so that whatever else the machine does hits all alike. */
export function interleave(contenders: readonly Contender[], rounds: number): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map(contenders.map(({ name }): [string, Run[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      contender.prepare?.();
      runs.get(contender.name)?.push(measure(contender));
    }
  }
  return runs;
}

/** Prints median and spread of each contender, and its ratio to the first. */
export function report(runs: ReadonlyMap<string, readonly Run[]>): void {
  const [first] = runs.values();
  const base = median((first ?? []).map(({ wall }) => wall));
  for (const [name, measured] of runs) {
    const walls = measured.map(({ wall }) => wall);
    const [least, most] = [Math.min(...walls), Math.max(...walls)];
    const peak = median(measured.map((run) => run.peak));
    const ratio = (median(walls) / base).toFixed(2);
    console.log(
      `${name.padEnd(44)} ${median(walls).toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})   × ${ratio}   peak ${peak.toFixed(0)} MB`,
    );
  }
  console.log(JSON.stringify({ machine: machine(), runs: Object.fromEntries(runs) }));
}

/** The middle value. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** GNU time, where there is one, tells the peak of any program. */
function measure({ name, file, args, cwd, env }: Contender): Run {
  const started = performance.now();
  const { status, stderr } = spawnSync("/usr/bin/env", ["time", "-f", "peak %M", file, ...args], { cwd, env, encoding: "utf8" });
  const wall = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
  return { wall, peak: Number(/peak (\d+)\s*$/.exec(stderr)?.[1]) / 1024 };
}
