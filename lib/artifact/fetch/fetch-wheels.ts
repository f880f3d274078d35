import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Complaint, UserError, throwIfAny } from "../../errors/user-error";
import { temporaryPath } from "../cache/temporary";
import { adoptWheel, hasWheel, type WheelId, wheelPath } from "../cache/wheels";
import { displayPath } from "../display-path";
import type { Logins } from "./credentials";
import type { FetchOrder, FetchReport } from "./download-child";
import { failureComplaint } from "./failure-complaint";

/** A wheel to be had. */
export interface WantedWheel extends WheelId {
  /** In bytes, where the index says it. */
  readonly size: number | undefined;
  /** A URL or an absolute path; undefined where it lies in the cache or nowhere. */
  readonly location: string | undefined;
  /** Where the manifest asks for it, if it does: `requirements.txt:3`. */
  readonly where: string | undefined;
}

/** How wheels are fetched. */
export interface FetchOptions {
  /** The cache's folder. */
  readonly cache: string;
  readonly logins: Logins;
  /** Nothing may be fetched over the network. */
  readonly offline: boolean;
  /** Takes secrets out of messages. */
  readonly scrub: (text: string) => string;
  readonly env: NodeJS.ProcessEnv;
}

/** Seconds without a byte after which a connection is given up: uv's default, and its variable. */
const idleSeconds = (env: NodeJS.ProcessEnv): number => Number(env.UV_HTTP_TIMEOUT ?? env.UV_REQUEST_TIMEOUT) || 30;

/**
 * Sees to it that the cache holds every one of the wheels, whole and with the right sha256. What it lacks is fetched by one process, up to
 * eight at once, and this one waits; where nothing is lacking, no process starts.
 *
 * @throws UserError naming every wheel that cannot be had
 */
export function fetchWheels(wanted: readonly WantedWheel[], options: FetchOptions): void {
  const missing = wanted.filter((wheel) => !hasWheel(options.cache, wheel));
  const local = missing.filter(({ location }) => location !== undefined && !isRemote(location));
  const remote = missing.filter((wheel) => !local.includes(wheel));
  const complaints = [
    ...local.flatMap((wheel) => copy(wheel, options.cache)),
    ...(options.offline ? remote.map((wheel) => offlineComplaint(wheel)) : fetchRemote(remote, options)),
  ];
  throwIfAny(complaints);
}

function copy(wheel: WantedWheel, cache: string): Complaint[] {
  const location = wheel.location ?? "";
  const file = location.startsWith("file:") ? fileURLToPath(location) : location;
  const where = wheel.where ?? displayPath(file);
  if (!existsSync(file)) {
    return [
      { what: `${displayPath(file)} does not exist any more`, where, fix: "put the wheel back, or lock anew: npm run lock" },
    ];
  }
  const actual = adoptWheel(cache, file, wheel);
  return actual === undefined ? [] : [failureComplaint(wheel, { kind: "hash", actual }, displayPath(file))];
}

function fetchRemote(wheels: readonly WantedWheel[], options: FetchOptions): Complaint[] {
  const { cache, logins, env, scrub } = options;
  if (wheels.length === 0) return [];
  const downloads = wheels.map((wheel) => ({
    url: wheel.location ?? "",
    sha256: wheel.sha256,
    size: wheel.size,
    target: wheelPath(cache, wheel),
    temporary: temporaryPath(cache),
  }));
  const report = runChild({ downloads, logins, idleTimeout: idleSeconds(env) * 1_000 }, env);
  return wheels.flatMap((wheel, index) => {
    const failure = report[index];
    if (failure !== null && failure !== undefined) {
      return [failureComplaint(wheel, failure, scrub(wheel.location ?? ""))].map((complaint) => ({
        ...complaint,
        what: scrub(complaint.what),
      }));
    }
    if (hasWheel(cache, wheel)) return [];
    return [{ what: `${wheel.filename} vanished from the cache`, where: cache, fix: "try again when nothing empties it" }];
  });
}

function runChild(order: FetchOrder, env: NodeJS.ProcessEnv): FetchReport {
  const script = join(__dirname, `download-child${extname(__filename)}`);
  // Run from sources the script is TypeScript, which Node 20 does not read by itself.
  const loader = script.endsWith(".ts") ? ["--require", require.resolve("tsx/cjs")] : [];
  const { status, stdout, error } = spawnSync(process.execPath, [...loader, script], {
    input: JSON.stringify(order),
    stdio: ["pipe", "pipe", "inherit"],
    env,
    encoding: "utf8",
    maxBuffer: 67_108_864,
  });
  if (status === 0) return JSON.parse(stdout) as FetchReport;
  throw new UserError(
    {
      what: `fetching wheels was interrupted${error === undefined ? "" : `: ${error.message}`}`,
      fix: "run it again: what was fetched so far is kept",
    },
    { cause: error },
  );
}

function offlineComplaint({ filename, sha256, where }: WantedWheel): Complaint {
  return {
    what: `${filename} is not in the cache, and nothing may be fetched offline (sha256 ${sha256})`,
    ...(where === undefined ? {} : { where }),
    fix: "run it once with the network, or without LAMBDA_CONTAINER_OFFLINE",
  };
}

function isRemote(location: string): boolean {
  return /^https?:/i.test(location);
}
