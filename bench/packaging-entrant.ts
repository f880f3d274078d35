import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contender, Run } from "./measure";

/** What is there already when an artifact is wanted. */
export const scenarios = ["no cache", "wheels cached", "code-only change", "nothing changed"] as const;
export type Scenario = (typeof scenarios)[number];

/** A way to an artifact, with one contender a scenario that it knows. */
export interface Way {
  readonly name: string;
  readonly contenders: Partial<Readonly<Record<Scenario, Contender>>>;
  /** The ZIPs it makes, where it leaves them when wheels are cached; undefined where it makes none. */
  readonly zips?: readonly string[];
  /** The sha256 of these ZIPs after each run that had the same code to start with, in whichever folder: filled while it runs. */
  readonly fingerprints?: readonly string[];
}

/** What was measured of a way. */
export interface MeasuredWay extends Way {
  readonly runs: Partial<Readonly<Record<Scenario, readonly Run[]>>>;
}

/** A temporary folder for all that a benchmark makes. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), "bench-packaging-"));

  path(...steps: readonly string[]): string {
    return join(this.folder, ...steps);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All contenders of the ways, named by way and scenario. */
export function contendersOf(ways: readonly Way[]): Contender[] {
  return ways.flatMap(({ name, contenders }) =>
    scenarios.flatMap((scenario) => {
      const contender = contenders[scenario];
      return contender === undefined ? [] : [{ ...contender, name: nameOf(name, scenario) }];
    }),
  );
}

/** Puts to each way what was measured of its contenders. */
export function measuredWays(ways: readonly Way[], runs: ReadonlyMap<string, readonly Run[]>): MeasuredWay[] {
  return ways.map((way) => ({
    ...way,
    runs: Object.fromEntries(
      scenarios.flatMap((scenario) => {
        const measured = runs.get(nameOf(way.name, scenario));
        return measured === undefined ? [] : [[scenario, measured]];
      }),
    ),
  }));
}

function nameOf(way: string, scenario: Scenario): string {
  return `${way}: ${scenario}`;
}
