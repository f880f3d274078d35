import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../lib/errors/user-error";
import { type CloudFolder, temporaryFolder } from "./cloud-folder";
import { imageServerCommand } from "./image/image-server-command";
import { end, isStill } from "./processes";
import { localCredentials } from "./wiring";

/** A running emulator. */
export interface Emulator {
  readonly pid: number;
  readonly port: number;
}

const launcher = join(__dirname, "python", "emulator.py");
/** Milliseconds. */
const longestStart = 60_000;

/** What the server of functions that are images keeps: unpacked images, and the logs of their containers. */
export function imagesFolder(folder: CloudFolder): string {
  return join(folder.cloud, "images");
}

/** Where the emulator finds which interpreter plays which runtime. */
export function runtimesFile(folder: CloudFolder): string {
  return join(folder.cloud, "runtimes.json");
}

/**
 * Starts the emulator in the background, in an environment without a variable of the person's, and waits until it answers.
 *
 * @param interpreter Python with the emulator's packages
 * @param onStart is told of the process before it answers, so that a killed start can be cleaned up
 * @throws UserError where the port is taken, or the emulator ends instead of answering
 */
export async function startEmulator(
  folder: CloudFolder,
  interpreter: string,
  port: number,
  region: string,
  onStart: (emulator: Emulator) => void,
): Promise<Emulator> {
  const logPath = join(folder.cloud, "emulator.log");
  const log = openSync(logPath, "a");
  const images = imageServerCommand({
    folder: imagesFolder(folder),
    emulator: `http://127.0.0.1:${port}`,
    python: interpreter,
  });
  const args = [launcher, "--port", String(port), "--runtimes", runtimesFile(folder), "--image-server", JSON.stringify(images)];
  const child = spawn(interpreter, args, {
    cwd: folder.cloud,
    detached: true,
    stdio: ["ignore", log, log],
    env: emulatorEnvironment(folder, region),
  });
  closeSync(log);
  child.unref();
  let exitCode: number | null | undefined;
  child.on("exit", (code) => {
    exitCode = code;
  });
  child.on("error", () => {
    exitCode = null;
  });
  const emulator = { pid: child.pid ?? 0, port };
  onStart(emulator);
  const deadline = Date.now() + longestStart;
  while (Date.now() < deadline && exitCode === undefined) {
    if (await answers(port)) return emulator;
    await sleep(50);
  }
  throw new UserError({
    what: `the emulator did not start:\n${lastLines(logPath)}`,
    where: logPath,
    fix: "mend what it says, or free the port, then run the same command again",
  });
}

/** Whether a recorded emulator still runs and answers. */
export async function emulatorRuns({ pid, port }: Emulator): Promise<boolean> {
  return (await isStill(pid, launcher)) && (await answers(port));
}

/** Ends the emulator and the functions it runs. */
export async function stopEmulator({ pid }: Emulator): Promise<void> {
  if (pid > 0 && (await isStill(pid, launcher))) await end(-pid, "SIGTERM");
}

/**
 * The port to use: the one a person asks for, else a free one.
 *
 * @throws UserError where the one asked for is taken or is none
 */
export async function choosePort(wanted: string | undefined): Promise<number> {
  if (wanted !== undefined && !(/^\d{1,5}$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= 65_535)) {
    throw new UserError({
      what: `"${wanted}" is not a port`,
      where: "LOCAL_CLOUD_PORT",
      fix: "give a number from 1 to 65535, or unset it",
    });
  }
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", (error: NodeJS.ErrnoException) => {
      const what =
        error.code === "EADDRINUSE" ? `port ${wanted ?? ""} is taken` : `port ${wanted ?? ""} cannot be used: ${error.message}`;
      const fix = "choose another: export LOCAL_CLOUD_PORT=4567, or unset it for a free one";
      reject(new UserError({ what, where: "LOCAL_CLOUD_PORT", fix }, { cause: error }));
    });
    server.listen(Number(wanted ?? 0), "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

function emulatorEnvironment(folder: CloudFolder, region: string): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: temporaryFolder(folder),
    TMPDIR: temporaryFolder(folder),
    LANG: "C.UTF-8",
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    PYTHONDONTWRITEBYTECODE: "1",
    TSX_DISABLE_CACHE: "1",
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/_ministack/ready`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

function lastLines(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
