import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { UserError } from "../../lib/errors/user-error";

/** A program to run. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** @default this process's */
  readonly cwd?: string;
  /** The whole environment it sees. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string;
}

/** How a program ended, and what it said. */
export interface Outcome {
  /** 128 + the signal's number where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

/** Is told of each program's process id while it runs. */
export interface Watch {
  started(pid: number, program: Program): void;
  ended(pid: number): void;
}

const lastLines = 20;
const running = new Map<ChildProcess, Promise<number>>();

/** The command as one could type it. */
export function commandLine({ file, args }: Program): string {
  return [file, ...args].map(shellWord).join(" ");
}

/** One word as a shell reads it, quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Runs a program to its end and keeps what it says.
 *
 * @throws UserError where the program cannot be started
 */
export async function outcomeOf(program: Program, watch?: Watch): Promise<Outcome> {
  const child = spawn(program.file, program.args, { cwd: program.cwd, env: program.env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined); // it did not read to the end: its exit code says why
  child.stdin.end(program.input);
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await ended(child, program, watch);
  return { code, stdout, output };
}

/**
 * Runs a program that must succeed.
 *
 * @param fix what to do where it does not
 * @returns its standard output
 * @throws UserError with the program's last lines and the command that repeats it
 */
export async function run(program: Program, fix?: string, watch?: Watch): Promise<string> {
  const outcome = await outcomeOf(program, watch);
  if (outcome.code !== 0) throw failure(program, outcome, fix);
  return outcome.stdout;
}

/** The error for a program that should have succeeded. */
export function failure(program: Program, { code, output }: Pick<Outcome, "code" | "output">, fix?: string): UserError {
  const said = output.trimEnd().split("\n").slice(-lastLines).join("\n");
  return new UserError({
    what: `${program.file.split("/").at(-1) ?? program.file} failed with exit code ${code}${said === "" ? "" : `:\n${said}`}`,
    where: `${commandLine(program)}${program.cwd === undefined ? "" : `   (in ${program.cwd})`}`,
    fix: fix ?? "mend what it says, then run the same command again",
  });
}

/** Runs a program on this terminal: what it reads and prints is the person's. Answers its exit code. */
export async function runAttached(program: Program, watch?: Watch): Promise<number> {
  const child = spawn(program.file, program.args, { cwd: program.cwd, env: program.env, stdio: "inherit" });
  return ended(child, program, watch);
}

/** Waits until every running program has ended. */
export async function allEnded(): Promise<void> {
  await Promise.allSettled(running.values());
}

/** Asks every running program to end, and waits until it has: Terraform gives its lock back and saves its state. */
export async function interruptAll(): Promise<void> {
  for (const child of running.keys()) child.kill("SIGINT");
  await allEnded();
}

async function ended(child: ChildProcess, program: Program, watch?: Watch): Promise<number> {
  const { pid } = child;
  if (pid !== undefined) watch?.started(pid, program);
  const code = new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(notStarted(program, error));
    });
    child.on("close", (exitCode, signal) => {
      resolve(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  running.set(child, code);
  try {
    return await code;
  } finally {
    running.delete(child);
    if (pid !== undefined) watch?.ended(pid);
  }
}

function notStarted(program: Program, error: NodeJS.ErrnoException): UserError {
  const missing = error.code === "ENOENT";
  return new UserError(
    {
      what: missing ? `${program.file} was not found` : `${program.file} could not be started: ${error.message}`,
      where: commandLine(program),
      fix: missing ? "install it, or put its folder on PATH" : "mend what it says, then run the same command again",
    },
    { cause: error },
  );
}
