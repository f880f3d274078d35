import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { goTool } from "../../cli/local/go-tool";
import { Progress } from "../../cli/process/progress";
import { shellWord } from "../../cli/process/run";
import { texts, programs } from "../github/workflows";
import { write } from "../lib/artifact/temporary-folder";
import { type Ran, type Project, until } from "./project";

/** What happens on GitHub. */
export interface GithubEvent {
  readonly name: "push" | "pull_request" | "workflow_dispatch" | "schedule";
  /** @default refs/heads/main */
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The pull request, as GitHub describes it. */
  readonly pullRequest?: object;
}

/** What a job finds on its PATH instead of the machine's programs: scripts for sh, to which `$REAL` is what they hide. */
type StandIns = Readonly<Record<string, string>>;

/** Name of the bucket that keeps the state in the local cloud. */
export const stateBucket = "acme-state";

/**
 * What checks before a deployment has tests of its own, this one among them. The local cloud is AWS to the jobs that deploy and compare:
 * not theirs to take down.
 */
const withoutChecks = '[ "$GITHUB_JOB" = check ] || [ "$1" = ci ] || exec "$REAL" "$@"';

/** The emulator has no name of its own for each bucket. */
const pathStyle = [
  'if [ "$1" = init ]; then',
  "  shift",
  '  exec "$REAL" init -reconfigure -backend-config=use_path_style=true -backend-config=skip_s3_checksum=true "$@"',
  "fi",
  'exec "$REAL" "$@"',
].join("\n");

/**
 * Stand for the actions, by their names' last part. They are vendors', and set up what this machine has; act takes the checkout for done and plays
 * no OIDC. So most only see to it that the job's folder, which act makes and removes, is the project; to a job that applies what another one has
 * planned, it is a clone, which has nothing of what that one made.
 */
function standIns(home: string, root: string): Readonly<Record<string, string>> {
  const [project = "", artifacts = "", clone = ""] = [root, join(home, "artifacts"), join(home, "clone-XXXXXX")].map(shellWord);
  const checkout = [
    '[ ! -L "$GITHUB_WORKSPACE" ] || exit 0',
    `there=${project}`,
    `[ "$GITHUB_JOB" != apply ] || { there=$(mktemp -d ${clone}) && git clone --quiet ${project} "$there"; }`,
    'cd / && rmdir "$GITHUB_WORKSPACE" && ln -s "$there" "$GITHUB_WORKSPACE"',
  ];
  return {
    any: composite(checkout.join("\n")),
    "upload-artifact": composite(`mkdir -p ${artifacts}/"$name" && cp -f "$path" ${artifacts}/"$name"`, ["name", "path"]),
    "download-artifact": composite(`cp -f ${artifacts}/"$name"/* "$path"`, ["name", "path"]),
  };
}

/** An action that is a script for bash, to which its inputs are variables. */
function composite(run: string, names: readonly string[] = []): string {
  const inputs = Object.fromEntries(names.map((name) => [name, { description: "" }]));
  const env = Object.fromEntries(names.map((name) => [name, `\${{ inputs.${name} }}`]));
  const steps = [{ shell: "bash", env, run }];
  return JSON.stringify({ name: "stand-in", description: "", inputs, runs: { using: "composite", steps } });
}

/** Runs the workflows of a project as they are, on this machine, by act. The project's local cloud, which must be up, is AWS to them. */
export class GithubRunner {
  private readonly home: string;

  private constructor(
    private readonly project: Project,
    private readonly act: string,
    private readonly workflow: string,
  ) {
    this.home = join(project.temporary, "runner");
    mkdirSync(this.home);
    for (const [name, action] of Object.entries(standIns(this.home, project.checkout.root)))
      write(this.home, { [`${name}/action.yml`]: action });
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("remote", "add", "origin", "https://github.com/acme/project");
    this.commit();
  }

  /** @param workflow the one that it runs, by its path in the project */
  static async of(project: Project, workflow = ".github/workflows/deploy-test-llms-demo.yml"): Promise<GithubRunner> {
    const environments = resolve(__dirname, "../../.local/environments");
    return new GithubRunner(project, await goTool("act", environments, process.env, new Progress()), workflow);
  }

  /**
   * Runs all that an event starts, with the project's local cloud for AWS.
   *
   * @param around a script for sh that is run before each Terraform and npm of a job, with its arguments, and may take its place. @default nothing is
   */
  run(event: GithubEvent, around = ""): Ran {
    return this.project.local(this.script(event, around));
  }

  /**
   * Runs all that an event starts, and cancels the step that prints `at` as GitHub does: its own process, and no other, is interrupted. act would
   * kill it at once.
   *
   * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
   */
  async runCancelled(event: GithubEvent, at: RegExp): Promise<Ran> {
    const ran = collected(this.project.spawn(["local", "sh", "-c", this.script(event)]));
    await until(String(at), () => at.test(ran.printed.stdout));
    const [step] = childrenOf(onlyProcess(`${this.act} ${event.name} `));
    if (step === undefined) throw new Error("no step runs");
    process.kill(step, "SIGINT");
    return ran.ended;
  }

  private script(event: GithubEvent, around = ""): string {
    const bin = this.bin({ npm: `${around}\n${withoutChecks}`, terraform: `${around}\n${pathStyle}`, sudo: "" });
    const passedOn = [
      "AWS_ENDPOINT_URL",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_REGION",
      "TF_CLI_CONFIG_FILE",
      "TMPDIR",
    ];
    const reattach = '${TF_REATTACH_PROVIDERS+TF_REATTACH_PROVIDERS="$TF_REATTACH_PROVIDERS"}';
    const variables = [...passedOn.map((name) => `${name}="$${name}"`), reattach].join(" ");
    const runner = Object.entries(this.environment(bin)).map(([name, value]) => `${name}=${shellWord(value)}`);
    return `exec env -i ${runner.join(" ")} ${variables} ${this.command(event).map(shellWord).join(" ")}`;
  }

  /**
   * Runs all that a pull request starts, but for the install and the tests, with a local cloud that it makes itself.
   *
   * @param env what else its jobs find in their environment
   * @returns its exit code, what was printed, and the comment that was written
   */
  async runChecks(event: GithubEvent, env: Readonly<Record<string, string>>): Promise<Ran & { readonly comment: string }> {
    const comment = join(this.home, "comment");
    const withoutTests = 'case "$*" in ci | test | "run test:delivery "*) exit 0 ;; esac; exec "$REAL" "$@"';
    const bin = this.bin({ npm: withoutTests, sudo: "", gh: `cat > ${shellWord(comment)}` });
    const [file = "", ...args] = this.command(event);
    const child = spawn(file, args, {
      cwd: this.project.checkout.root,
      env: { ...this.environment(bin), TMPDIR: this.project.temporary, ...env },
    });
    const ran = await collected(child).ended;
    return { ...ran, comment: existsSync(comment) ? readFileSync(comment, "utf8") : "" };
  }

  /** Commits all that is in the project. */
  commit(): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "-m", "none");
  }

  private environment(bin: string): Readonly<Record<string, string>> {
    return { PATH: [bin, process.env["PATH"]].join(delimiter), HOME: this.home, CI: "true" };
  }

  private command({ name, ref = "refs/heads/main", inputs = {}, pullRequest }: GithubEvent): string[] {
    const file = join(this.home, "event.json");
    writeFileSync(file, JSON.stringify({ ref, inputs, pull_request: pullRequest }));
    const variables = {
      TF_STATE_BUCKET: stateBucket,
      AWS_REGION: "eu-west-1",
      PERMISSIONS_BOUNDARY: "arn:aws:iam::000000000000:policy/boundary",
      AWS_ROLE_ARN: "role",
      AWS_READ_ROLE_ARN: "role",
    };
    return [
      ...[this.act, name, "--eventpath", file, "-W", this.workflow],
      ...["-P", "ubuntu-24.04=-self-hosted", "--bind", "--no-cache-server", "--action-offline-mode"],
      ...actions().flatMap((action) => ["--local-repository", `${action}=${this.standInFor(action)}`]),
      ...Object.entries(variables).flatMap(([variable, value]) => ["--var", `${variable}=${value}`]),
    ];
  }

  private standInFor(action: string): string {
    const own = join(this.home, /\/(.*)@/.exec(action)?.[1] ?? "");
    return existsSync(own) ? own : join(this.home, "any");
  }

  private bin(scripts: StandIns): string {
    const hidden = Object.entries(scripts).map(([name, script]) => [name, `REAL=${shellWord(onPath(name))}\n${script}`] as const);
    return programs(this.home, Object.fromEntries(hidden));
  }

  private git(...args: readonly string[]): void {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: this.project.checkout.root });
  }
}

/** The actions that the workflows use, each with its pin. */
function actions(): string[] {
  return [...new Set(texts.flatMap(({ text }) => Array.from(text.matchAll(/uses: (\S+)/g), ([, action = ""]) => action)))];
}

function onPath(name: string): string {
  try {
    return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  } catch {
    return "false";
  }
}

/** What a process prints, as it comes, and in the end. */
function collected(child: ChildProcess): { readonly printed: { stdout: string; stderr: string }; readonly ended: Promise<Ran> } {
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
    });
  const ended = once(child, "close").then(([status]) => ({ status: status as number | null, ...printed }));
  return { printed, ended };
}

function ps(): { readonly pid: number; readonly parent: number; readonly commandLine: string }[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).matchAll(/^ *(\d+) +(\d+) (.*)$/gm);
  return Array.from(lines, ([, pid, parent, commandLine = ""]) => ({ pid: Number(pid), parent: Number(parent), commandLine }));
}

function onlyProcess(commandLine: string): number {
  const [found, ...more] = ps().filter((each) => each.commandLine.startsWith(commandLine));
  if (found === undefined || more.length > 0) throw new Error(`there is not one process ${commandLine}`);
  return found.pid;
}

function childrenOf(parent: number): number[] {
  return ps()
    .filter((each) => each.parent === parent)
    .map(({ pid }) => pid);
}
