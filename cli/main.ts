import { constants } from "node:os";
import { resolve } from "node:path";
import { UserError } from "../lib/errors/user-error";
import { chat } from "./commands/chat";
import { checkPython } from "./commands/check-python";
import { UsageError, type Command, type Io } from "./commands/command";
import { image } from "./commands/image";
import { explain } from "./commands/explain";
import { example } from "./commands/example";
import { local } from "./commands/local";
import { lock } from "./commands/lock";
import { logs } from "./commands/logs";
import { start } from "./commands/start";
import { stop } from "./commands/stop";
import { allEnded, interruptAll } from "./process/run";

const commands: readonly Command[] = [start, chat, logs, local, example, explain, lock, image, stop, checkPython];

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    process.stderr.write(`${listing()}\n`);
    return 2;
  }
  if (args[0] === "--help") {
    io.out(`${command.summary}\nusage: ${command.usage}`);
    return 0;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    if (isUsage(error)) {
      process.stderr.write(`${error.message}\nusage: ${command.usage}\n`);
      return 2;
    }
    if (error instanceof UserError) {
      process.stderr.write(`\n${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

const io: Io = {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  env: process.env,
  root: resolve(__dirname, ".."),
};

function listing(): string {
  return commands.map(({ usage, summary }) => `  ${usage.padEnd(48)} ${summary}`).join("\n");
}

/** Ours, or parseArgs' own. */
function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

let endingSince: number | undefined;

/** Milliseconds. npm passes a terminal's Ctrl-C on to what has had it already. */
const sameKeystroke = 1_000;

/** What it started is ended first, in its own way; the next `npm start` heals what is left. */
async function endEarly(signal: NodeJS.Signals): Promise<void> {
  const code = 128 + constants.signals[signal];
  if (endingSince !== undefined) {
    if (Date.now() - endingSince > sameKeystroke) process.exit(code); // asked again: whoever asks does not want to wait
    return;
  }
  endingSince = Date.now();
  process.stderr.write(`\n${signal}: waiting for what runs to end; the next npm start heals what is left half-done\n`);
  // A terminal's Ctrl-C has reached them already, and a second one would make Terraform drop everything.
  if (signal === "SIGINT") await allEnded();
  else await interruptAll();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void endEarly(signal));

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
