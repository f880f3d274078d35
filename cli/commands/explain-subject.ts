import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { UserError } from "../../lib/errors/user-error";
import type { FunctionSources } from "../explain/model/function-sources";
import { stackDirectories } from "../local/stack-directories";
import type { Io } from "./command";
import { readTimes } from "./deployment-times";
import type { ExplainOptions } from "./explain-options";
import { openSession, type Session } from "./session";
import { readStackSources } from "./stack-sources";

/**
 * Reads the functions of this project, as the last synthesis wrote them.
 *
 * @param named a stack directory. @default all of the session's app
 * @throws UserError where nothing was synthesized
 */
export function projectSources({ app }: Session, io: Io, named?: string): FunctionSources[] {
  const directories = named === undefined ? stackDirectories(app) : [stackDirectory(named)];
  if (directories.length === 0)
    throw new UserError({
      what: "nothing was synthesized yet",
      where: relative(app.root, app.output),
      fix: "npm run synth, or npm start",
    });
  const times = named === undefined || resolve(named).startsWith(app.output) ? readTimes(app) : {};
  const functions = directories.flatMap((directory) => readStackSources(directory, { root: io.root, times, env: io.env }));
  return functions.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether what a person named is a stack directory. */
export function isStackDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function stackDirectory(named: string): string {
  const directory = resolve(named);
  if (existsSync(join(directory, "artifacts.json"))) return directory;
  throw new UserError({
    what: "this folder has no receipt (artifacts.json)",
    where: displayPath(directory),
    fix: "name a stack directory, such as cdktf.out/stacks/NAME; for another Terraform project: --plan plan.json --dir DIR",
  });
}

/** temporary */
export async function subjectOf(subject: readonly string[], options: ExplainOptions, io: Io): Promise<FunctionSources[]> {
  await Promise.resolve();
  return projectSources(openSession(io, options.example), io, subject[0]);
}
