import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../errors/user-error";
import { withoutShims } from "./shims";

/** A uv that answers. */
export interface Uv {
  readonly path: string;
  /** As it says: `0.13.9`. */
  readonly version: string;
}

/** How a run of uv ended. */
export interface UvOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to run uv with. */
export interface UvRun {
  readonly args: readonly string[];
  /** Where uv looks for its configuration, and relative paths start. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Its standard input, where credentials may stand. @default nothing */
  readonly input?: string;
  readonly offline: boolean;
}

/** Minutes after which uv hangs for good: its own timeouts are far shorter. */
const longestRun = 15;

/**
 * Variables of the person's that would change what is resolved into something else than this project's wheels for Lambda: which Python,
 * which project, which output. All others, indexes and certificates above all, uv sees as they are.
 */
const withheld = [
  ...[
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_PROJECT",
    "UV_WORKING_DIR",
    "UV_LOCKED",
    "UV_FROZEN",
    "UV_NO_BINARY",
    "UV_NO_BINARY_PACKAGE",
  ],
  ...[
    "UV_NO_BUILD",
    "UV_NO_BUILD_PACKAGE",
    "UV_ONLY_BINARY",
    "UV_TORCH_BACKEND",
    "UV_CUSTOM_COMPILE_COMMAND",
    "UV_REQUIRE_HASHES",
  ],
  ...[
    "UV_TARGET",
    "UV_PREFIX",
    "UV_OUTPUT_FORMAT",
    "UV_NO_EDITABLE",
    "UV_DEV",
    "UV_NO_DEV",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "RUST_LOG",
  ],
];

/**
 * Runs uv to its end.
 *
 * @throws UserError where it cannot be started or does not end
 */
export function runUv({ path }: Uv, { args, cwd, env, input = "", offline }: UvRun): UvOutcome {
  const { status, signal, stdout, stderr, error } = spawnSync(path, [...args, ...(offline ? ["--offline"] : [])], {
    cwd,
    env: uvEnvironment(env),
    input,
    encoding: "utf8",
    maxBuffer: 268_435_456,
    timeout: longestRun * 60_000,
  });
  if (error === undefined && status !== null) return { status, stdout, stderr };
  throw new UserError(
    {
      what: `uv did not run to its end: ${error?.message ?? `it was stopped by ${signal ?? "the system"}`}`,
      where: path,
      fix: "run it again; name another uv in LAMBDA_CONTAINER_UV if it stays so",
    },
    { cause: error },
  );
}

/**
 * Names the first Python on PATH to uv. Which one does not matter for wheels alone, but left to itself uv asks every Python of the machine for
 * its version, which takes seconds where there are many.
 */
export function anyPython(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => existsSync(join(folder, "python3"))) ? ["--python", "python3"] : [];
}

/** What uv sees of the environment. */
export function uvEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !withheld.includes(name));
  return {
    ...Object.fromEntries(kept),
    ...(env.PATH === undefined ? {} : { PATH: withoutShims(env.PATH) }),
    UV_NO_PROGRESS: "1",
    NO_COLOR: "1",
    UV_PYTHON_DOWNLOADS: "never", // any Python will do to read metadata; a download of the runtime's own would take seconds for nothing
  };
}
