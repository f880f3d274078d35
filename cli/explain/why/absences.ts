import { knownDistribution, standInDistribution } from "../../../lib/artifact/checks/imports-distribution";
import { normalizedName } from "../../../lib/artifact/wheel/filename";
import { boto3Sightings } from "../../../lib/runtimes/boto3-sightings";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import { standardLibrary } from "../../../lib/runtimes/stdlib-modules";
import { suppliedModules, suppliedPackages } from "../../../lib/runtimes/supplied-packages";
import type { AskedLine } from "../../../lib/artifact/resolve/asked-lines";
import type { FunctionSources } from "../model/function-sources";
import { ruleReason } from "../model/rule-reasons";
import { leftNamed, looksLikeFile, partOf } from "./search";
import type { Absence } from "./why-answer";

/** Why a name is in none of a function's ZIPs: all that is known, the weightiest first, and at least that nothing asks for it. */
export function absencesOf(asked: string, fn: FunctionSources): Absence[] {
  const name = distributionMeant(asked);
  const left = leftOut(asked, fn);
  const byName = [
    ...(left.length > 0 ? [] : withoutPart(asked, fn)),
    ...leftToAws(name, fn),
    ...supplied(asked, name, fn),
    ...asksInVain(name, fn),
    ...standard(asked, fn),
  ];
  const known = [...left, ...(looksLikeFile(asked) ? [] : byName)];
  return known.length > 0 ? known : [notAskedFor(asked, fn)];
}

function notAskedFor(asked: string, { image }: FunctionSources): Absence {
  if (image?.build !== undefined)
    return { why: "not known", says: `${image.build.dockerfile} says what is in the image, and nothing here looks into it.` };
  if (looksLikeFile(asked))
    return { why: "not asked for", says: "No ZIP of it has such a file, and no rule is known to have left it out." };
  const known = knownDistribution(asked)?.distribution;
  const by = known === undefined ? "" : ` The distribution ${known} has a module of that name.`;
  const says = `Nothing here asks for it: no line of the requirements, and no distribution that ships.${by}`;
  return { why: "not asked for", says };
}

/** The distribution that a module, or another spelling, stands for. */
export function distributionMeant(asked: string): string {
  return normalizedName(knownDistribution(asked)?.distribution ?? asked);
}

function leftOut(asked: string, fn: FunctionSources): Absence[] {
  const left = leftNamed(asked, fn);
  if (left === undefined) return [];
  const { path, rule, distribution } = left;
  const whose = distribution === undefined ? "" : ` of ${distribution}`;
  const says = `${path}${whose} stays behind by the rule ${rule}. ${ruleReason(rule, distribution)}`;
  return [{ why: "left out", says, rule }];
}

function withoutPart(asked: string, fn: FunctionSources): Absence[] {
  const part = partOf(asked, fn);
  if (part === undefined) return [];
  const whose = part.origin === "first-party" ? "your source" : part.origin;
  const parent = part.name === whose ? part.name : `${part.name} of ${whose}`;
  return [{ why: "no part", says: `${parent} is there, and has no such module; it may be a name in one.` }];
}

function leftToAws(name: string, { zips, runtime }: FunctionSources): Absence[] {
  const note = zips.flatMap(({ omitted }) => omitted).find((each) => each.name === name);
  if (note === undefined) return [];
  return [{ why: "left to AWS", says: `It is left out on purpose: ${note.why}. ${versionThere(name, runtime)}` }];
}

function asksInVain(name: string, fn: FunctionSources): Absence[] {
  if (fn.zips.some(({ omitted }) => omitted.some((each) => each.name === name))) return [];
  return (fn.asked ?? []).filter((line) => line.name === name).map((line) => inVain(line, fn));
}

function inVain({ where, text, applies }: AskedLine, { strategy, runtime, architecture, from }: FunctionSources): Absence {
  const line = `${where} asks for it (${text})`;
  if (!applies)
    return { why: "other platform", says: `${line}, and its marker does not hold on ${runtime} and ${architecture}.`, where };
  if (strategy === "runtime")
    return { why: "not installed", says: `${line}, and the strategy runtime installs nothing: the line is ignored.`, where };
  const packer =
    from === "receipt"
      ? "nothing of it ships: an empty distribution, or a line newer than the receipt"
      : "whoever packed the ZIP did not install it";
  return { why: "not installed", says: `${line}, and ${packer}.`, where };
}

function supplied(asked: string, name: string, { zips, runtime }: FunctionSources): Absence[] {
  const isSupplied = (suppliedPackages as readonly string[]).includes(name) || suppliedModules.has(topOf(asked));
  if (!isSupplied || zips.some(({ omitted }) => omitted.some((each) => each.name === name))) return [];
  return [
    {
      why: "supplied",
      says: `AWS supplies it: it is in the ${runtime} container beside your code. ${versionThere(name, runtime)}`,
    },
  ];
}

/** What is known of the version that AWS supplies. */
function versionThere(name: string, runtime: ManagedRuntimeName): string {
  const sighting = boto3Sightings[runtime];
  if (sighting === undefined || (name !== "boto3" && name !== "botocore")) return "Which version, AWS does not say.";
  return `Which version, AWS does not say; ${sighting[name]} was seen there on ${sighting.seen}, and AWS goes on, never back.`;
}

function standard(asked: string, { runtime }: FunctionSources): Absence[] {
  const answer = standardLibrary(runtime, topOf(asked));
  if (answer === "never had it") return [];
  if (answer === "has it")
    return [{ why: "standard library", says: `It is in Python's standard library, which ${runtime} has.` }];
  const standIn = standInDistribution(topOf(asked));
  const instead = standIn === undefined ? "" : ` The distribution ${standIn} stands in for it.`;
  const when = "gone" in answer ? `dropped it in 3.${answer.gone}` : `has it from 3.${answer.comes} on`;
  return [{ why: "gone", says: `It is not in ${runtime}: Python's standard library ${when}.${instead}` }];
}

function topOf(asked: string): string {
  return asked.split(".")[0] ?? "";
}
