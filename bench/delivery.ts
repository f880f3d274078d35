import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cloudFolder } from "../cli/local/cloud-folder";
import { Environments } from "../cli/local/environments";
import { LocalCloud } from "../cli/local/local-cloud";
import { onlyStackDirectory, runtimesOf } from "../cli/local/stack-directories";
import { localAccess } from "../cli/local/wiring";
import { Progress } from "../cli/process/progress";
import { run } from "../cli/process/run";
import { findTerraform } from "../cli/terraform/terraform-binary";
import { StackInCloud, stateBucket } from "./delivery-cloud";
import { playRounds, type Round } from "./delivery-rounds";
import { keepRaw, machine } from "./measure";
import { table } from "./packaging-tables";

const root = resolve(__dirname, "..");

/** The rounds of one way to start Terraform. */
interface Group {
  readonly name: string;
  readonly rounds: readonly Round[];
  /** What the last round left in the state, and not in the cloud. */
  readonly goneAtEnd: readonly string[];
}

/**
 * Whether a deployment that somebody cancels loses its state: the chat stack is planned and applied again and again to a local cloud, and most
 * applies are cancelled at a random moment, as GitHub cancels a step. Prints the table of docs/performance.md; fails where a state was lost.
 *
 * @param args `--rounds N` with `exec`, as the workflow has it (200), `--without-exec N` without (20), `--seed N` of the random moments
 */
export async function benchDelivery(args: readonly string[]): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args: [...args], options: { rounds: text, "without-exec": text, seed: text } });
  const { rounds = "200", "without-exec": withoutExec = "20", seed = String(Date.now() % 1_000_000) } = values;
  if (![rounds, withoutExec, seed].every((each) => /^\d+$/.test(each))) {
    console.error("usage: npm run bench -- delivery [--rounds N] [--without-exec N] [--seed N]");
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  console.log(`${machine()}; ${new Date().toISOString().slice(0, 10)}; seed ${seed}`);
  const groups: Group[] = [];
  try {
    await inCloudOfItsOwn(async (stack) => {
      const apply = "terraform apply -auto-approve tfplan";
      const ways = [
        { command: `exec ${apply}`, count: Number(rounds) },
        { command: apply, count: Number(withoutExec) },
      ];
      for (const { command, count } of ways.filter((way) => way.count > 0)) {
        const group = { name: `\`${command}\``, rounds: [] as Round[], goneAtEnd: [] as readonly string[] };
        groups.push(group);
        group.goneAtEnd = await playRounds(stack, { command, count, seed: Number(seed), rounds: group.rounds });
      }
    });
    console.log(`\n${summary(groups)}\n\nin ${((performance.now() - started) / 60_000).toFixed(0)} minutes`);
  } finally {
    keepRaw("delivery", { seed: Number(seed), groups });
  }
  if (groups.some((group) => group.rounds.some(({ lost }) => lost !== undefined))) process.exitCode = 1;
}

/** Gives work the chat stack, synthesized for a local cloud that is there for this alone. */
async function inCloudOfItsOwn(work: (stack: StackInCloud) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "bench-delivery-"));
  const progress = new Progress();
  const environments = new Environments(join(root, ".local/environments"), process.env, progress);
  const cloud = new LocalCloud(cloudFolder(scratch), process.env, environments, progress);
  const app = { file: "main.ts", root, output: join(scratch, "out"), deployment: join(scratch, "deployment") };
  let stack: StackInCloud | undefined;
  const cleanUp = async (): Promise<void> => {
    stack?.killStep();
    await cloud.takeDown();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  const stop = (): void => void cleanUp().finally(() => process.exit(130));
  process.once("SIGINT", stop);
  try {
    mkdirSync(app.output);
    const terraform = await findTerraform(process.env);
    await cloud.bringUp(terraform);
    await run({
      ...{ file: process.execPath, args: ["--import", "tsx", app.file], cwd: root },
      env: { ...cloud.wiredEnvironment(app), TF_STATE_BUCKET: stateBucket, CDKTF_OUTDIR: relative(root, app.output) },
    });
    const directory = onlyStackDirectory(app);
    await cloud.supply(runtimesOf([directory]));
    await cloud.wired(app, directory, async (wired) => {
      const env = { ...wired, TF_CLI_ARGS_init: "" };
      stack = new StackInCloud(terraform.file, directory, env, localAccess(env));
      await stack.initialize();
      await work(stack);
    });
  } finally {
    process.off("SIGINT", stop);
    await cleanUp();
  }
}

function summary(groups: readonly Group[]): string {
  const each = (figure: (group: Group) => number | string): readonly string[] => groups.map((group) => String(figure(group)));
  const count = (holds: (round: Round) => boolean): readonly string[] => each(({ rounds }) => rounds.filter(holds).length);
  const isCancelled = ({ apply }: Round): boolean => apply.signal !== undefined;
  const healed = ({ rounds }: Group): string => {
    const after = rounds.filter((round, index) => {
      const before = rounds[index - 1];
      return before !== undefined && isCancelled(before) && !isCancelled(round);
    });
    return `${after.filter(({ apply }) => apply.code === 0).length} of ${after.length}`;
  };
  const gone = ({ rounds, goneAtEnd }: Group): number =>
    rounds.filter((round) => round.gone.length > 0).length + (goneAtEnd.length > 0 ? 1 : 0);
  return table(
    ["", ...groups.map(({ name }) => name)],
    [
      ["rounds of plan and apply", ...count(() => true)],
      ["cancelled", ...count(isCancelled)],
      ["– before anything was changed", ...count(({ apply }) => apply.moment === "before anything was changed")],
      ["– in the middle", ...count(({ apply }) => apply.moment === "in the middle")],
      ["to be cancelled, and done before", ...count(({ apply }) => apply.moment === "after the end")],
      ["ended within 7.5 s of SIGINT", ...count(({ apply }) => apply.signal === "SIGINT")],
      ["– after SIGTERM as well", ...count(({ apply }) => apply.signal === "SIGTERM")],
      ["– killed", ...count(({ apply }) => apply.signal === "SIGKILL")],
      ["states that cannot be read, or went back", ...count(({ lost }) => lost !== undefined)],
      ["the lock was left", ...count(({ lock }) => lock)],
      ["something was made that the state lacks", ...count(({ orphans }) => orphans.length > 0)],
      ["something is gone that the state has", ...each(gone)],
      ["applies that were not cancelled, and failed", ...count((round) => !isCancelled(round) && round.apply.code !== 0)],
      ["applies right after a cancelled one that succeeded", ...each(healed)],
    ],
  );
}
