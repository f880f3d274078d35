import { UserError } from "../../lib/errors/user-error";
import { outcomeOf } from "../process/run";

const oldestMinor = 11;
const candidates = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];

/** A Python interpreter. */
export interface Python {
  readonly executable: string;
  /** Such as `3.11.7`. */
  readonly version: string;
}

/**
 * Finds the Python that runs the local cloud itself: the first on PATH that is new enough.
 *
 * @throws UserError where there is none
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python> {
  const seen: string[] = [];
  for (const file of candidates) {
    const python = await describe(file, env);
    if (python === undefined) continue;
    if (Number(python.version.split(".")[1]) >= oldestMinor) return python;
    seen.push(`${file} is ${python.version}`);
  }
  throw new UserError({
    what: `Python 3.${oldestMinor} or newer was not found on PATH${seen.length === 0 ? "" : ` (${seen.join(", ")})`}`,
    fix: "install it (https://www.python.org/downloads/, or: apt install python3 python3-venv, or: brew install python), then run the same command again",
  });
}

/** What an interpreter says of itself, or nothing where it does not run. */
export async function describe(file: string, env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  const program = "import sys, platform; print(sys.executable); print(platform.python_version())";
  try {
    const { code, stdout } = await outcomeOf({ file, args: ["-I", "-c", program], env });
    const [executable, version] = stdout.trim().split("\n");
    return code === 0 && executable !== undefined && version !== undefined ? { executable, version } : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
