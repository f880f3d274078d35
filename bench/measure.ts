import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join, relative, resolve } from "node:path";

/** A command to measure. */
export interface Contender {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** In how many rounds it takes part. @default all */
  readonly rounds?: number;
  /** Whether its failure is a result, rather than the end of the benchmark. @default false */
  readonly mayFail?: boolean;
  /** Runs before each round, unmeasured. */
  readonly prepare?: () => void;
  /** Runs after each round that succeeded, unmeasured, and is told what the command wrote to standard output. */
  readonly finish?: (stdout: string) => void;
}

/** One run of a contender. */
export interface Run {
  /** Seconds. */
  readonly wall: number;
  /** Seconds that processors worked for it and what it waited for: steadier than the wall where a machine has other things to do. */
  readonly cpu: number;
  /** The largest resident memory among the process and those it waited for, in MB (1 MB = 1,048,576 bytes). */
  readonly peak: number;
  /** The last line it wrote, where it failed. */
  readonly failure?: string;
}

/** Says on what machine the figures were taken: they hold for no other. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux ${release()}, Node ${process.version}`;
}

/** Runs the contenders in turns, so that whatever else the machine does hits all alike. Says on standard error how far it is. */
export function interleave(contenders: readonly Contender[], rounds: number): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map(contenders.map(({ name }): [string, Run[]] => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders.filter((each) => round <= (each.rounds ?? rounds))) {
      contender.prepare?.();
      const run = measure(contender);
      runs.get(contender.name)?.push(run);
      console.error(
        `round ${round}/${rounds}  ${contender.name.padEnd(60)} ${run.wall.toFixed(3)} s${run.failure === undefined ? "" : "  failed"}`,
      );
    }
  }
  return runs;
}

/** Prints median and spread of each contender, and its ratio to the first. */
export function report(name: string, runs: ReadonlyMap<string, readonly Run[]>): void {
  const [first] = runs.values();
  const base = median((first ?? []).map(({ wall }) => wall));
  for (const [contender, measured] of runs) {
    const walls = measured.map(({ wall }) => wall);
    const [least, most] = [Math.min(...walls), Math.max(...walls)];
    const peak = median(measured.map((run) => run.peak));
    const ratio = (median(walls) / base).toFixed(2);
    console.log(
      `${contender.padEnd(44)} ${median(walls).toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})   × ${ratio}   peak ${peak.toFixed(0)} MB`,
    );
  }
  keepRaw(name, { runs: Object.fromEntries(runs) });
}

/** Writes every single run to `.local/bench/<name>.json`, and says so. */
export function keepRaw(name: string, figures: Readonly<Record<string, unknown>>): void {
  const folder = resolve(__dirname, "../.local/bench");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify({ machine: machine(), date: new Date().toISOString(), ...figures }, undefined, 1)}\n`);
  console.error(`every run: ${relative(process.cwd(), path)}`);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** GNU time, where there is one, tells the peak of any program. */
function measure({ name, file, args, cwd, env, mayFail = false, finish }: Contender): Run {
  const started = performance.now();
  const options = { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr, error } = spawnSync(
    "/usr/bin/env",
    ["time", "-f", "cpu %U %S peak %M", file, ...args],
    options,
  );
  const wall = (performance.now() - started) / 1000;
  const [, user, system, kilobytes] = /cpu ([\d.]+) ([\d.]+) peak (\d+)\s*$/.exec(stderr) ?? [];
  const usage = { cpu: Number(user) + Number(system), peak: Number(kilobytes) / 1024 };
  if (status !== 0) {
    if (!mayFail) throw new Error(`${name} failed:\n${error?.message ?? stderr}`);
    return { wall, ...usage, failure: lastLine(stderr) };
  }
  finish?.(stdout);
  return { wall, ...usage };
}

function lastLine(stderr: string): string {
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !/^(?:Command exited with|cpu )/.test(line));
  return said.at(-1)?.trim() ?? "";
}
