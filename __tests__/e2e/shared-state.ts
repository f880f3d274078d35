import type { Project, Ran } from "./project";

const bucket = "acme-state";

/** The chat stack of a project in its local cloud, with the state in a bucket that several people reach, who share nothing else. */
export class SharedState {
  private constructor(private readonly project: Project) {}

  static async of(project: Project): Promise<SharedState> {
    const up = project.local("true");
    if (up.status !== 0) throw new Error(up.stderr);
    await project.makeBucket(bucket);
    return new SharedState(project);
  }

  /**
   * Runs shell lines in the stack directory, wired to the local cloud. `as one terraform plan` is Terraform in the hands of one of them, `join one`
   * lets them begin.
   */
  run(...lines: readonly string[]): Ran {
    const script = [
      "set -e",
      `export TF_STATE_BUCKET=${bucket} TF_IN_AUTOMATION=1 TF_INPUT=0 TF_CLI_ARGS=-no-color`,
      "unset TF_CLI_ARGS_init",
      "npm run --silent synth >&2",
      "cd cdktf.out/stacks/test-llms-demo",
      'as() { export TF_DATA_DIR="$TMPDIR/$1"; shift; exec "$@"; }',
      "join() { (as $1 terraform init -backend-config=use_path_style=true -backend-config=skip_s3_checksum=true) >&2; }",
      ...lines,
    ];
    return this.project.run(["local", "sh", "-c", script.join("\n")]);
  }
}
