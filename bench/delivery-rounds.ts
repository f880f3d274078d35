import type { Leftover } from "../cli/commands/drift-report";
import type { KeptState, StackInCloud } from "./delivery-cloud";
import { type Applied, applied } from "./delivery-step";

type Kind = "create" | "update" | "destroy";

/** A plan and its apply, and what was found after it. */
export interface Round {
  readonly kind: Kind;
  readonly apply: Applied;
  /** In the state, and not in the cloud: found by this round's plan, hence left by the round before. */
  readonly gone: readonly string[];
  /** In the cloud, and not in the state. */
  readonly orphans: readonly Leftover[];
  /** Whether the lock was left. */
  readonly lock: boolean;
  /** Why the state is lost, where it is. */
  readonly lost?: string;
}

interface Play {
  /** The step that applies. */
  readonly command: string;
  /** How many rounds are played, besides the last one, which is not cancelled. */
  readonly count: number;
  readonly seed: number;
  /** Is filled round by round, so that those before an error are known. */
  readonly rounds: Round[];
}

/** Of four applies, so many are cancelled. */
const cancelled = 3 / 4;
/** Of ten plans for a stack that is there. */
const destroyed = 1 / 10;

/**
 * Plans and applies, again and again. What a round left is put right as `npm run drift` advises, before the next; a state that cannot be read is
 * the end.
 *
 * @returns addresses of what the last round left in the state, and not in the cloud
 * @throws Error where the last apply, which is not cancelled, does not make all as planned
 */
export async function playRounds(stack: StackInCloud, { command, count, seed, rounds }: Play): Promise<readonly string[]> {
  const random = randomNumbers(seed);
  const walls: Record<Kind, number> = { create: 0, update: 0, destroy: 0 };
  let before = await stack.kept();
  for (let index = 0; index < count; index += 1) {
    const isThere = before.resources.includes("aws_lambda_function.chat");
    const wanted: Kind = !isThere ? "create" : random() < destroyed ? "destroy" : "update";
    stack.edit(index);
    const gone = await stack.plan(wanted === "destroy" ? wanted : undefined);
    const [chance, share] = [random(), random()];
    const isCancelled = walls[wanted] > 0 && chance < cancelled;
    const apply = await applied(stack, command, isCancelled ? share * walls[wanted] * 1000 : undefined);
    if (apply.signal === undefined) walls[wanted] = apply.wall;
    const { kept, lost } = await read(stack, before);
    const { orphans = [], isLocked: lock = false } = kept ?? {};
    const round = { kind: wanted, apply, gone, orphans, lock, ...(lost === undefined ? {} : { lost }) };
    rounds.push(round);
    say(index + 1, count, round);
    if (kept === undefined) return [];
    if (lock) await stack.unlock();
    for (const orphan of orphans) await stack.cure(orphan);
    before = orphans.length > 0 ? await stack.kept() : kept;
  }
  return finish(stack, command);
}

async function read(stack: StackInCloud, before: KeptState): Promise<{ readonly kept?: KeptState; readonly lost?: string }> {
  try {
    const kept = await stack.kept();
    return kept.serial < before.serial ? { kept, lost: `serial ${before.serial} became ${kept.serial}` } : { kept };
  } catch (error) {
    return { lost: String(error) };
  }
}

/** All heals: an apply makes what is planned, and a destroy leaves nothing. */
async function finish(stack: StackInCloud, command: string): Promise<readonly string[]> {
  const gone = await stack.plan();
  const last = await applied(stack, command);
  if (last.code !== 0 || !(await stack.isAsPlanned())) throw new Error(`the stack did not heal:\n${last.said}`);
  await stack.plan("destroy");
  const destroy = await applied(stack, command);
  const { resources, orphans } = await stack.kept();
  if (destroy.code !== 0 || resources.length + orphans.length > 0) throw new Error(`something was left:\n${destroy.said}`);
  return gone;
}

function say(round: number, of: number, { kind, apply, lock, orphans, gone, lost }: Round): void {
  const found = [
    ...(lock ? ["lock left"] : []),
    ...orphans.map(({ address }) => `orphan ${address}`),
    ...gone.map((address) => `gone ${address}`),
    ...(lost === undefined ? [] : [lost]),
    ...(apply.signal === undefined && apply.code !== 0 ? [`failed:\n${apply.said}`] : []),
  ];
  const how = `${apply.signal ?? "no signal"}, ${apply.moment}`;
  console.error(`round ${round}/${of}  ${kind.padEnd(8)} ${apply.wall.toFixed(1)} s  ${how}  ${found.join("; ")}`);
}

/** The same numbers from 0 to 1 for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator, of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
