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
const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text));

/**
 * Whether a deployment that somebody cancels loses its state: the chat stack is planned and applied again and again to a local cloud, and most
 * applies are cancelled at a random moment, as GitHub cancels a step. Prints the table of docs/cancelled-deployments.md.
 *
 * @param args `--rounds N` with `exec`, as the workflow has it (200), `--without-exec N` without (20), `--seed N` of the random moments
 */
export async function benchDelivery(args: readonly string[]): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args: [...args], options: { rounds: text, "without-exec": text, seed: text } });
  const seed = number(values.seed, Date.now() % 1_000_000);
  console.log(`${machine()}; ${new Date().toISOString().slice(0, 10)}; seed ${seed}`);
  await inCloudOfItsOwn(async (stack) => {
    const apply = "terraform apply -auto-approve tfplan";
    const groups = [
      { name: `\`exec ${apply}\``, command: `exec ${apply}`, count: number(values.rounds, 200) },
      { name: `\`${apply}\``, command: apply, count: number(values["without-exec"], 20) },
    ];
    const played: { name: string; rounds: readonly Round[] }[] = [];
    for (const { name, command, count } of groups)
      played.push({ name, rounds: await playRounds(stack, { command, count, seed }) });
    console.log(summary(played));
    keepRaw("delivery", { seed, groups: played });
  });
}

/** Gives work the chat stack, synthesized for a local cloud that is there for this alone. */
async function inCloudOfItsOwn(work: (stack: StackInCloud) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "bench-delivery-"));
  const progress = new Progress();
  const environments = new Environments(join(root, ".local/environments"), process.env, progress);
  const cloud = new LocalCloud(cloudFolder(scratch), process.env, environments, progress);
  const app = { file: "main.ts", root, output: join(scratch, "out"), deployment: join(scratch, "deployment") };
  const stop = (): void => void cloud.takeDown().finally(() => process.exit(130));
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
      const stack = new StackInCloud(terraform.file, directory, env, localAccess(env));
      await stack.initialize();
      await work(stack);
    });
  } finally {
    process.off("SIGINT", stop);
    await cloud.takeDown();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function summary(groups: readonly { readonly name: string; readonly rounds: readonly Round[] }[]): string {
  const count = (holds: (round: Round) => boolean): readonly string[] =>
    groups.map(({ rounds }) => String(rounds.filter(holds).length));
  const isCancelled = ({ apply }: Round): boolean => apply.signal !== undefined;
  return table(
    ["", ...groups.map(({ name }) => name)],
    [
      ["rounds of plan and apply", ...count(() => true)],
      ["cancelled", ...count(isCancelled)],
      ["– before anything was changed", ...count(({ apply }) => apply.moment === "before anything was changed")],
      ["– in the middle", ...count(({ apply }) => apply.moment === "in the middle")],
      ["ended within 7.5 s of SIGINT", ...count(({ apply }) => apply.signal === "SIGINT")],
      ["– after SIGTERM as well", ...count(({ apply }) => apply.signal === "SIGTERM")],
      ["– killed", ...count(({ apply }) => apply.signal === "SIGKILL")],
      ["states that cannot be read, or went back", ...count(({ lost }) => lost !== undefined)],
      ["the lock was left", ...count(({ lock }) => lock)],
      ["something was made that the state lacks", ...count(({ orphans }) => orphans.length > 0)],
      ["something is gone that the state has", ...count(({ gone }) => gone.length > 0)],
      ["applies that were not cancelled, and failed", ...count((round) => !isCancelled(round) && round.apply.code !== 0)],
    ],
  );
}
