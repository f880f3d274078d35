import { spawnSync } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

const started: string[] = [];

/**
 * From now on notes every process that this one starts, whoever asks for it.
 *
 * @returns the programs that were started so far
 */
export function watchProcesses(): readonly string[] {
  const functions = process.getBuiltinModule("node:child_process") as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) {
    const original = functions[name];
    if (original === undefined) throw new Error(`node:child_process has no ${name}`);
    functions[name] = (...args) => {
      started.push(String(args[0]));
      return original(...args);
    };
  }
  syncBuiltinESMExports();
  // A count of none says something only where one would have been counted.
  spawnSync(process.execPath, ["--version"]);
  if (started.length !== 1) throw new Error(`one process was started and ${started.length} were noted`);
  started.length = 0;
  return started;
}
