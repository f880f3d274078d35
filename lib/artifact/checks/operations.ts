import { type Boto3Sighting, boto3Sightings } from "../../runtimes/boto3-sightings";
import { boto3Of, botocoreOf, type BotocoreSince, botocoreTable } from "../../runtimes/botocore-history";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { parseSpecifier } from "../requirements/specifier";
import { comparePublic, parseVersion } from "../requirements/version";
import type { AskedInVain } from "./asked-in-vain";
import type { Strategy } from "../receipt/receipt";
import type { Finding } from "./finding";
import { type Called, type CalledOperation, calledOperations } from "./operations-called";

/** Which boto3 answers, and what is asked of it. */
export interface OperationsQuestion {
  readonly operations: readonly CalledOperation[];
  readonly runtime: ManagedRuntimeName;
  readonly strategy: Strategy;
  /** The versions that ship with the function, in its own ZIP or its layer. @default none: AWS's own answers */
  readonly shipped?: { readonly boto3?: string; readonly botocore?: string };
  /** What the requirements ask for, and nobody installs because AWS supplies it. @default nothing */
  readonly asked?: readonly AskedInVain[];
}

/** Judges the operations of AWS that the code calls by the botocore that ships, or by what the runtime was last seen to supply. */
export function checkOperations(question: OperationsQuestion): Finding[] {
  const { boto3, botocore = boto3 === undefined ? undefined : botocoreOf(boto3) } = question.shipped ?? {};
  const seen: Boto3Sighting | undefined = boto3Sightings[question.runtime];
  const called = calledOperations(question.operations).flatMap((each) => {
    if (each.since === undefined) return [unknown(each)];
    const found = botocore === undefined ? bySighting(each, each.since, seen, question) : byShipped(each, each.since, botocore);
    return found === undefined ? [] : [finding(each, found)];
  });
  return [...called, ...(botocore === undefined ? [] : shadowing(botocore, seen, question))];
}

type Verdict = "has it" | "lacks it" | "may lack it";

function verdict({ has, lacks, exact }: BotocoreSince, version: string): Verdict {
  if (!isOlder(version, has)) return "has it";
  if (exact) return "lacks it";
  return lacks !== undefined && !isOlder(lacks, version) ? "lacks it" : "may lack it";
}

function byShipped(called: Called, since: BotocoreSince, shipped: string): Found | undefined {
  const fix = `ask for boto3>=${boto3Of(since.has)} in requirements.txt, and make the lock anew: npm run lock`;
  const has = `botocore ${shipped} ships`;
  if (parseVersion(shipped) === undefined)
    return { level: "note", what: `${called.shown} ${needs(since)}, and ${has}, which is no version`, fix };
  const answer = verdict(since, shipped);
  if (answer === "has it") return undefined;
  if (answer === "lacks it") return { level: "error", what: `${called.shown} ${needs(since)}, and ${has}, which lacks it`, fix };
  return { level: "warning", what: `${called.shown} ${needs(since)}, and ${has}, which may lack it`, fix };
}

function bySighting(
  called: Called,
  since: BotocoreSince,
  seen: Boto3Sighting | undefined,
  { runtime, strategy, asked = [] }: OperationsQuestion,
): Found | undefined {
  // Older than the table, and so older than any of these runtimes.
  if (!since.exact && since.lacks === undefined) return undefined;
  const own = strategy === "runtime" ? "ship your own, with Packaging.bundle() or Packaging.layer() and" : "ship your own, with";
  const fix = `ask a running function for its boto3.__version__, or ${own} boto3>=${boto3Of(since.has)} in requirements.txt`;
  if (seen === undefined) {
    const what = `${called.shown} ${needs(since)}, and it is not known which boto3 AWS's ${runtime} supplies`;
    return { level: "note", what, fix };
  }
  const answer = verdict(since, seen.botocore);
  if (answer === "has it") return undefined;
  const old = answer === "lacks it" ? "too old when last seen in public" : "perhaps too old when last seen in public";
  const what = `${called.shown} ${needs(since)}, and the boto3 of AWS's ${runtime} was ${old}: ${seen.boto3}, on ${seen.seen}`;
  return { level: "warning", what: [what, ...askedInVain(since, asked)].join("; "), fix };
}

/** What the requirements ask for, which has no effect here, and whether it would be enough if it had one. */
function askedInVain(since: BotocoreSince, asked: readonly AskedInVain[]): string[] {
  return asked.map(({ name, specifier, where }) => {
    const needed = name === "boto3" ? boto3Of(since.has) : since.has;
    const bounds = (parseSpecifier(specifier) ?? []).filter(({ operator }) => ["==", "===", ">=", ">", "~="].includes(operator));
    const enough = bounds.some(({ version }) => !isOlder(version.replace(/\.\*$/, ""), needed));
    return `${where} asks for ${name}${specifier}, which nobody installs${enough ? "" : " and which would allow one that is too old"}`;
  });
}

/** An operation of which nothing is known: neither that it works, nor that it does not. */
function unknown(called: Called): Finding {
  const why = called.knownService
    ? `no release up to botocore ${botocoreTable.newest} (seen on ${botocoreTable.made}) is known to have it under this name`
    : "the history of this service was not gathered";
  const fix = called.viaResource
    ? "a method of a resource need not be named as its operation is: look up which one it calls"
    : "look it up in boto3's reference, or ask a running function whether its client has it";
  return finding(called, { level: "note", what: `${called.shown} was not checked: ${why}`, fix });
}

/** A botocore that hides a newer one, which AWS would have supplied. */
function shadowing(shipped: string, seen: Boto3Sighting | undefined, { runtime }: OperationsQuestion): Finding[] {
  if (seen === undefined || parseVersion(shipped) === undefined || !isOlder(shipped, seen.botocore)) return [];
  return [
    {
      ...{ check: "operations", level: "warning", subject: "botocore" },
      what: `botocore ${shipped} ships and hides AWS's own, which was ${seen.botocore} or newer in ${runtime} on ${seen.seen}`,
      fix: `ask for boto3>=${seen.boto3} in requirements.txt, or leave boto3 out of it: AWS supplies it`,
    },
  ];
}

type Found = Pick<Finding, "level" | "what" | "fix">;

function finding({ subject, where }: Called, found: Found): Finding {
  return { check: "operations", subject, where, ...found };
}

function needs({ has, lacks, exact }: BotocoreSince): string {
  if (exact) return `needs boto3 ${boto3Of(has)} (botocore ${has})`;
  if (lacks === undefined) return `needs boto3 ${boto3Of(has)} or one before it`;
  return `came to boto3 after ${boto3Of(lacks)} and with ${boto3Of(has)} at the latest`;
}

/** False where either is no version. */
function isOlder(left: string, right: string): boolean {
  const [before, after] = [parseVersion(left), parseVersion(right)];
  return before !== undefined && after !== undefined && comparePublic(before, after) < 0;
}
