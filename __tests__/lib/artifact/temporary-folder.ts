import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs with a fresh folder, open to every user as a checkout is, and removes it whatever happens, once a promise is settled. */
export function inTemporaryFolder<T>(action: (folder: string) => T): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "artifact-test-")));
  chmodSync(folder, 0o755);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  let result: T;
  try {
    result = action(folder);
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}

/** Writes files, path to content, and the folders they need, in the order given. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The text of the error an action throws, with the folder's path shown as `~`; a text that fails every snapshot if it throws none. */
export function errorText(folder: string, action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return `${(error as Error).name}\n${(error as Error).message.replaceAll(folder, "~")}`;
  }
  return "no error";
}

/** Makes a named pipe, which Node cannot. */
export function makeFifo(path: string): void {
  execFileSync("/usr/bin/env", ["mkfifo", path]);
}
