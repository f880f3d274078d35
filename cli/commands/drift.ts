import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { displayPath } from "../../lib/artifact/display-path";
import { objectText } from "../aws/objects";
import { safeJson } from "../explain/safe-text";
import { shellWord } from "../process/run";
import { resourcesOfStack } from "../terraform/settings-of-stack";
import { lockPlace, parseLock } from "../terraform/state-lock";
import type { Command, Io } from "./command";
import { codeDrifts } from "./drift-facts";
import { leftovers } from "./drift-leftovers";
import { type DriftReport, type FoundLock, isClean, mayBeHeld } from "./drift-report";
import { repairCode } from "./drift-repair";
import { type Cures, driftText } from "./drift-text";
import { awsTarget, type DriftTarget, inLocalCloud } from "./drift-target";
import { openSession } from "./session";
import { readJson, readStackSources, terraformVariables } from "./stack-sources";

/** Says where what is deployed is not what Terraform deployed, and puts it right. */
export const drift: Command = {
  name: "drift",
  summary: "compare the code that is deployed with Terraform's state and the receipt; name what a killed apply left",
  usage: "npm run drift -- [--aws] [--example NAME] [--repair] [--json]",
  run: async (args, io) => {
    const flag = { type: "boolean", default: false } as const;
    const options = { aws: flag, repair: flag, json: flag, example: { type: "string" } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const session = openSession(io, values.example);
    const work = async (target: DriftTarget): Promise<number> => checked(target, values, io);
    return values.aws ? work(await awsTarget(session, io)) : inLocalCloud(session, io, work);
  },
};

interface Options {
  readonly aws: boolean;
  readonly repair: boolean;
  readonly json: boolean;
  readonly example?: string;
}

async function checked(target: DriftTarget, options: Options, io: Io): Promise<number> {
  const found = await examine(target, io);
  const repairable = found.code.filter(({ kind }) => kind === "other-code");
  const { terraform, directory, session } = target;
  let report = found;
  if (options.repair && repairable.length > 0) {
    if (!options.json) io.err(driftText(found, cures(target, options)));
    await target.changing(async () => {
      await repairCode(repairable, functionsOf(target, io), { terraform, directory, progress: session.progress });
    });
    report = await examine(target, io);
  }
  const text = driftText(report, cures(target, options));
  if (options.json) io.out(safeJson(report));
  else if (text !== "") io.out(text);
  if (isClean(report)) io.err(`${report.where}: the code is what Terraform deployed, and what the stack directory holds`);
  return isClean(report) ? 0 : 1;
}

async function examine(target: DriftTarget, { env }: Io): Promise<DriftReport> {
  const { where, access, directory } = target;
  const state = await target.state();
  const declared = resourcesOfStack(readJson(join(directory, "cdk.tf.json")), terraformVariables(env));
  const lock = await findLock(target);
  return {
    ...{ version: 1, where },
    code: await codeDrifts({ where, access, state, directory, functions: functionsOf(target, { env }), env }),
    leftovers: await leftovers(declared, state, access),
    ...(lock === undefined ? {} : { lock }),
  };
}

function functionsOf(
  { directory, session: { app } }: DriftTarget,
  { env }: Pick<Io, "env">,
): ReturnType<typeof readStackSources> {
  return readStackSources(directory, { root: app.root, env });
}

async function findLock({ where, access, directory, terraform }: DriftTarget): Promise<FoundLock | undefined> {
  const place = lockPlace(directory, terraform.dataDirectory);
  if (place === undefined) return undefined;
  const isFile = place.is === "file";
  const text = isFile
    ? textOf(place.path)
    : await objectText({ ...access, region: place.region ?? access.region }, place.bucket, place.key);
  if (text === undefined) return undefined;
  const lock = parseLock(text);
  return {
    ...lock,
    place: isFile ? displayPath(place.path) : `s3://${place.bucket}/${place.key}`,
    // To change the local cloud takes a lock that this command has.
    mayBeHeld: where === "AWS" && mayBeHeld(lock, Date.now()),
  };
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function cures({ directory }: DriftTarget, { aws, example }: Options): Cures {
  const flags = [...(aws ? ["--aws"] : []), ...(example === undefined ? [] : ["--example", shellWord(example)])].join(" ");
  const named = example === undefined ? "" : ` --example ${shellWord(example)}`;
  const inDirectory = `terraform -chdir=${shellWord(displayPath(directory))}`;
  if (aws)
    return { terraform: inDirectory, aws: "aws", repair: `npm run drift -- ${flags} --repair`, deploy: `${inDirectory} apply` };
  const terraform = `npm run local --${named} terraform`;
  return {
    terraform,
    aws: `npm run local --${named} aws`,
    repair: `npm run drift -- ${flags === "" ? "" : `${flags} `}--repair`,
    deploy: example === undefined ? "npm start" : `${terraform} apply`,
  };
}
