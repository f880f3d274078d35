import type { RunningCode } from "../aws/lambda";
import type { ArtifactDiff } from "../explain/diff";
import type { StateLock } from "../terraform/state-lock";

/** A function or a layer, by all who say what its code is. */
export interface DeployedPart {
  /** `aws_lambda_function.chat` */
  readonly address: string;
  /** As AWS knows it: a function's name, a layer version's ARN. */
  readonly name: string;
  /** Absent where AWS has none of that name. */
  readonly running?: Pick<RunningCode, "code" | "since">;
  /** What Terraform's state has of it: absent where it has nothing, and so has its code after an import. */
  readonly state?: { readonly code?: string };
  readonly receipt: ReceiptSays;
}

/** What the stack directory holds, by its receipt. */
export interface ReceiptSays {
  /** Absent of a ZIP that Terraform makes and has not made here yet. */
  readonly code?: string;
  /** Whether it is what runs: by its hash, or else by the files in it. */
  readonly isRunning: boolean;
}

/**
 * `other-code`: what runs is not what Terraform's state says, and no plan would change it.
 * `gone`: the state has it, and AWS does not.
 * `not-deployed`: what runs is what the state says, and the stack directory holds something else.
 */
export type DriftKind = "other-code" | "gone" | "not-deployed";

/** A part that is not as it should be. */
export interface CodeDrift extends DeployedPart {
  readonly kind: DriftKind;
  /** What differs between what runs and what the stack directory holds; absent where one of them cannot be looked into. */
  readonly inside?: ArtifactDiff;
}

/** What an apply made that was killed before it wrote the state. */
export interface Leftover {
  /** What Terraform would make: `aws_iam_role.lambda` */
  readonly address: string;
  /** What `terraform import` takes, or of an HTTP API its id. */
  readonly id: string;
  /** Into the state, since it stands in the way of the next apply; or away with it, since the next apply makes another. */
  readonly cure: "import" | "delete";
}

/** A lock on the state. */
export interface FoundLock extends StateLock {
  /** A path, or `s3://bucket/key`. */
  readonly place: string;
  /** Whether somebody may well be at work: then it is no drift. */
  readonly mayBeHeld: boolean;
}

/** What was found, and where. */
export interface DriftReport {
  readonly version: 1;
  readonly where: "the local cloud" | "AWS";
  readonly code: readonly CodeDrift[];
  readonly leftovers: readonly Leftover[];
  readonly lock?: FoundLock;
}

/** How a part has drifted; undefined where it has not. One that is there and not in the state is a {@link Leftover}, and none of these. */
export function driftOf({ running, state, receipt }: DeployedPart): DriftKind | undefined {
  if (state === undefined) return running === undefined ? "not-deployed" : undefined;
  if (running === undefined) return "gone";
  if (state.code !== undefined && running.code !== state.code) return "other-code";
  return receipt.isRunning ? undefined : "not-deployed";
}

/** Milliseconds. An apply of a stack like these takes minutes; a lock that is older was left by a run that is no more. */
const longestApply = 60 * 60 * 1000;

/**
 * Whether a lock may be that of somebody at work.
 *
 * @param now milliseconds since 1970
 */
export function mayBeHeld({ since }: Pick<StateLock, "since">, now: number): boolean {
  return now - Date.parse(since) < longestApply;
}

/** Whether all is as it should be. */
export function isClean({ code, leftovers, lock }: DriftReport): boolean {
  return code.length + leftovers.length === 0 && (lock === undefined || lock.mayBeHeld);
}
