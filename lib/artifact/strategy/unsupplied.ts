import { boto3Sightings } from "../../runtimes/boto3-sightings";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { suppliedPackages } from "../../runtimes/supplied-packages";
import type { Listed } from "../requirements/requirements-file";
import { type Clause, fulfils, specifierText } from "../requirements/specifier";
import { whereOf } from "../resolve/asks";
import type { ResolvedDistribution } from "../resolve/resolution";

/** What a function asks for, and what it comes to. */
export interface Asked {
  /** What the manifest asks for or constrains, on this platform; undefined where a lock stands alone, and so asks for each version in it. */
  readonly requirements: readonly Listed[] | undefined;
  /** All that would be installed. */
  readonly distributions: readonly Pick<ResolvedDistribution, "name" | "version">[];
}

/**
 * What of it the managed runtime does not supply for certain. Any version of a supplied package is there, and a floor that a version seen in the
 * runtime has passed is too, since AWS goes on and never back; an upper bound or a pin nobody can promise.
 *
 * @returns names with their conditions, as a person asked for them; else of what comes with them; empty where all is supplied
 */
export function unsupplied({ requirements, distributions }: Asked, runtime: ManagedRuntimeName): string[] {
  if (requirements === undefined) return distributions.map(({ name, version }) => `${name}==${version}`);
  const asked = requirements.flatMap((listed) => {
    const { name, specifier, address } = listed.requirement;
    if (name !== undefined && !distributions.some((each) => each.name === name)) return []; // a constraint on what nobody needs
    if (name === undefined) return [`what ${whereOf(listed)} names`];
    if (address !== undefined) return [`the ${name} that ${whereOf(listed)} names`];
    return isSupplied(name) && isCertain(name, specifier, runtime) ? [] : [`${name}${specifierText(specifier)}`];
  });
  return asked.length > 0 ? [...new Set(asked)] : distributions.map(({ name }) => name).filter((name) => !isSupplied(name));
}

function isSupplied(name: string): boolean {
  return (suppliedPackages as readonly string[]).includes(name);
}

function isCertain(name: string, clauses: readonly Clause[], runtime: ManagedRuntimeName): boolean {
  if (clauses.length === 0) return true;
  const seen = name === "boto3" || name === "botocore" ? boto3Sightings[runtime]?.[name] : undefined;
  return seen !== undefined && clauses.every(({ operator }) => operator === ">=" || operator === ">") && fulfils(seen, clauses);
}
