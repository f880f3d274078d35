import { constants } from "node:os";
import { resolve } from "node:path";
import { UserError } from "../lib/errors/user-error";
import { UsageError, type Command, type Io } from "./commands/command";
import { allEnded, interruptAll } from "./process/run";

/** By their names. Only the one that is called is loaded, which halves the time until it begins. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.js")).start,
  chat: async () => (await import("./commands/chat.js")).chat,
  logs: async () => (await import("./commands/logs.js")).logs,
  local: async () => (await import("./commands/local.js")).local,
  example: async () => (await import("./commands/example.js")).example,
  explain: async () => (await import("./commands/explain.js")).explain,
  drift: async () => (await import("./commands/drift.js")).drift,
  lock: async () => (await import("./commands/lock.js")).lock,
  verify: async () => (await import("./commands/verify.js")).verify,
  handover: async () => (await import("./commands/handover.js")).handover,
  image: async () => (await import("./commands/image.js")).image,
  bootstrap: async () => (await import("./commands/bootstrap.js")).bootstrap,
  report: async () => (await import("./commands/report.js")).report,
  stop: async () => (await import("./commands/stop.js")).stop,
  "check-python": async () => (await import("./commands/check-python.js")).checkPython,
  "check-delivery": async () => (await import("./commands/check-delivery.js")).checkDelivery,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name = "", ...args] = argv;
  const command = Object.hasOwn(commands, name) ? await commands[name]?.() : undefined;
  if (command === undefined) {
    process.stderr.write(`${await listing()}\n`);
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

async function listing(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async (load) => load()));
  return all.map(({ usage, summary }) => `  ${usage.padEnd(48)} ${summary}`).join("\n");
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

/** Who reads the output has seen enough: `… | head`. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
