/** What AWS says of one managed runtime. Dates are ISO days. */
export interface ManagedRuntime {
  readonly os: "Amazon Linux 2" | "Amazon Linux 2023";
  readonly glibc: string;
  /** From this day AWS no longer patches the runtime. */
  readonly deprecated: string;
  /** From this day no function can be created with it. */
  readonly createBlocked: string;
  /** From this day no function that has it can be updated. */
  readonly updateBlocked: string;
}

/** When the dates below were looked up. */
export const datesSeen = "August 2026";

/**
 * AWS's managed Python runtimes. The dates have moved several times: they are as seen in August 2026, where
 * https://github.com/aws-cloudformation/cfn-lint (runtime lifecycle table) and https://endoflife.date/aws-lambda agreed.
 */
export const managedRuntimes = {
  "python3.9": amazonLinux2("2025-12-15", "2027-02-01", "2027-03-03"),
  "python3.10": amazonLinux2("2026-10-31", "2027-02-01", "2027-03-03"),
  "python3.11": amazonLinux2("2027-06-30", "2027-07-31", "2027-08-31"),
  "python3.12": amazonLinux2023("2028-10-31", "2028-11-30", "2029-01-10"),
  "python3.13": amazonLinux2023("2029-06-30", "2029-07-31", "2029-08-31"),
  "python3.14": amazonLinux2023("2029-06-30", "2029-07-31", "2029-08-31"),
} as const satisfies Record<`python3.${number}`, ManagedRuntime>;

/** The name AWS gives a managed runtime, such as `python3.11`. */
export type ManagedRuntimeName = keyof typeof managedRuntimes;

/** Whether AWS has a managed Python runtime of this name, as far as the table above knows. */
export function isManagedRuntime(name: string): name is ManagedRuntimeName {
  return Object.hasOwn(managedRuntimes, name);
}

/** The Python minor version a managed runtime runs: `3.11` of `python3.11`. */
export function pythonVersion(runtime: ManagedRuntimeName): string {
  return runtime.slice("python".length);
}

function amazonLinux2(deprecated: string, createBlocked: string, updateBlocked: string): ManagedRuntime {
  return { os: "Amazon Linux 2", glibc: "2.26", deprecated, createBlocked, updateBlocked };
}

function amazonLinux2023(deprecated: string, createBlocked: string, updateBlocked: string): ManagedRuntime {
  return { os: "Amazon Linux 2023", glibc: "2.34", deprecated, createBlocked, updateBlocked };
}
