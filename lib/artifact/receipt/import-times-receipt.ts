import type { ImportFacts, ImportTime } from "../import-proof/import-facts";

/**
 * What importing the handlers cost on this machine: `import-times.json`, beside `checks.json`. It is apart from it because no two machines measure
 * the same; on one machine it stays as long as code and dependencies do.
 */
export interface ImportTimesReceipt {
  readonly version: 1;
  /** By name: those that were imported. */
  readonly functions: readonly FunctionImportTimes[];
}

/** What importing one handler cost. */
export interface FunctionImportTimes {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  /** The version of the Python that imported it: `3.11.7`. */
  readonly python: string;
  readonly milliseconds: number;
  /** Of the process, at its most; absent where the machine does not say. */
  readonly peakBytes?: number;
  /** Each module without what it imports: ten at most, the slowest first. */
  readonly slowest: readonly ImportTime[];
}

/** None where the import was not made, or did not end. */
export function importTimesOf(name: string, facts: ImportFacts): FunctionImportTimes[] {
  if (facts.kind !== "run" || facts.python === undefined || facts.milliseconds === undefined) return [];
  const { python, milliseconds, peakBytes, slowest } = facts;
  return [{ name, python, milliseconds, ...(peakBytes === undefined ? {} : { peakBytes }), slowest }];
}
