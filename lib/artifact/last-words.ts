import type { SpawnSyncReturns } from "node:child_process";

/** The last line of what a process said that failed, or else how it ended. */
export function lastWords({
  status,
  signal,
  stderr,
  error,
}: Pick<SpawnSyncReturns<string>, "status" | "signal" | "stderr" | "error">): string {
  const said = (stderr as string | null)?.trim() ?? ""; // null where nothing was started
  return said.split("\n").at(-1) || (error?.message ?? `it ended with ${String(status ?? signal)}`);
}
