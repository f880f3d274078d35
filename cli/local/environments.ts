import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutShims } from "../../lib/artifact/resolve/shims";
import { UserError } from "../../lib/errors/user-error";
import { pythonVersion, type ManagedRuntimeName } from "../../lib/runtimes/managed-runtimes";
import type { Progress } from "../process/progress";
import { outcomeOf, run } from "../process/run";
import { describe, findPython, type Python } from "./python";

/** A Python environment with locked packages, made once and kept. */
export interface Environment {
  readonly directory: string;
  readonly interpreter: string;
}

/** The environment that plays a managed runtime on this machine. */
export interface RuntimeEnvironment extends Environment {
  /** The interpreter's version, such as `3.11.7`. */
  readonly version: string;
  /** Whether its minor version is the runtime's own. */
  readonly exact: boolean;
}

const requirementsFolder = join(__dirname, "python", "requirements");
const finished = "finished";

/** Makes and keeps the Python environments of a project. */
export class Environments {
  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly progress: Progress,
  ) {}

  /** The emulator, the stand-in provider and uv. */
  async tools(): Promise<Environment> {
    const python = await findPython(this.env);
    return this.kept("tools", "tools.txt", python, async (directory, requirements) => {
      await this.venv(python, directory);
      await run(
        {
          file: interpreterOf(directory),
          args: [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            requirements,
          ],
          env: cleanForPython(this.env),
        },
        "check that the package index can be reached (PIP_INDEX_URL names another), then run the same command again",
      );
    });
  }

  /** What the checks of this project's own Python need: linter, type checker, test runner. */
  async checks(): Promise<Environment> {
    const python = await findPython(this.env);
    return this.installedByUv("checks", "checks.txt", python);
  }

  /** What audits workflows and stacks: zizmor and checkov. */
  async audit(): Promise<Environment> {
    const python = await findPython(this.env);
    return this.installedByUv("audit", "audit.txt", python);
  }

  /** What a managed runtime supplies, under its own Python minor where this machine has it, else under the one that runs the local cloud. */
  async runtime(name: ManagedRuntimeName): Promise<RuntimeEnvironment> {
    const exact = await this.findExact(name);
    const python = exact ?? (await findPython(this.env));
    const environment = await this.installedByUv(name, "managed-runtime.txt", python);
    return { ...environment, version: python.version, exact: exact !== undefined };
  }

  private async findExact(name: ManagedRuntimeName): Promise<Python | undefined> {
    const uv = await this.uv();
    const args = ["python", "find", "--no-python-downloads", "--no-project", pythonVersion(name)];
    const env = { ...cleanForPython(this.env), PATH: withoutShims(this.env["PATH"] ?? "") };
    const { code, stdout } = await outcomeOf({ file: uv, args, env });
    return code === 0 ? describe(stdout.trim(), this.env) : undefined;
  }

  private async installedByUv(name: string, requirementsName: string, python: Python): Promise<Environment> {
    return this.kept(name, requirementsName, python, async (directory, requirements) => {
      const uv = await this.uv();
      const env = cleanForPython(this.env);
      await run({ file: uv, args: ["venv", "--quiet", "--no-project", "--python", python.executable, directory], env });
      const target = ["--python", interpreterOf(directory), "--require-hashes", "--only-binary", ":all:", "-r", requirements];
      await run(
        { file: uv, args: ["pip", "install", "--quiet", "--no-config", ...target], env },
        "check that the package index can be reached (UV_DEFAULT_INDEX names another), then run the same command again",
      );
    });
  }

  private async uv(): Promise<string> {
    return join((await this.tools()).directory, "bin", "uv");
  }

  /** Makes an environment, unless it is there; one that a killed command left unfinished, or whose interpreter went away, is made anew. */
  private async kept(
    name: string,
    requirementsName: string,
    python: Python,
    make: (directory: string, requirements: string) => Promise<void>,
  ): Promise<Environment> {
    const requirements = join(requirementsFolder, requirementsName);
    const key = createHash("sha256").update(readFileSync(requirements)).update(python.version).digest("hex").slice(0, 12);
    const directory = join(this.folder, `${name}-${key}`);
    const environment = { directory, interpreter: interpreterOf(directory) };
    if (existsSync(join(directory, finished)) && existsSync(environment.interpreter)) return environment;

    await this.progress.phase(`make the ${name} environment`, async (remark) => {
      remark(`Python ${python.version}, kept for next time`);
      this.removeOthers(name);
      mkdirSync(this.folder, { recursive: true });
      await make(directory, requirements);
      writeFileSync(join(directory, finished), "");
    });
    return environment;
  }

  private removeOthers(name: string): void {
    if (!existsSync(this.folder)) return;
    for (const other of readdirSync(this.folder)) {
      if (other.startsWith(`${name}-`)) rmSync(join(this.folder, other), { recursive: true, force: true });
    }
  }

  private async venv(python: Python, directory: string): Promise<void> {
    const outcome = await outcomeOf({ file: python.executable, args: ["-m", "venv", directory], env: cleanForPython(this.env) });
    if (outcome.code === 0) return;
    throw new UserError({
      what: `Python ${python.version} cannot make a virtual environment:\n${outcome.output.trim()}`,
      where: `${python.executable} -m venv ${directory}`,
      fix: "install its venv module (Debian, Ubuntu: apt install python3-venv), then run the same command again",
    });
  }
}

function interpreterOf(directory: string): string {
  return join(directory, "bin", "python");
}

/** A person's variables for pip and uv stay (index, proxy, certificates); what would bend a virtual environment does not. */
function cleanForPython(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const bending = [
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "VIRTUAL_ENV",
    "UV_TARGET",
    "UV_PREFIX",
  ];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !bending.includes(name)));
}
