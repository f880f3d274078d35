import { normalizedName } from "../../lib/artifact/wheel/filename";
import type { DistributionFacts, FunctionSources, ZipFacts } from "./model/function-sources";
import { containerComponent, containerRef } from "./sbom/aws-components";
import type { Bom, BomComponent, BomComposition, BomDependency } from "./sbom/bom";
import { distributionComponent, distributionRef, functionComponent } from "./sbom/function-components";
import { serialNumber } from "./sbom/serial-number";

/** A function, and how the bill refers to it. */
interface Referred {
  readonly fn: FunctionSources;
  readonly ref: string;
}

/**
 * The bill of materials of functions, in CycloneDX 1.6: what ships, from which wheel, by whose wish and in which files, and what AWS adds to it. The
 * same receipt gives the same bytes; it has a time only where `SOURCE_DATE_EPOCH` fixes one.
 *
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function cycloneDx(functions: readonly FunctionSources[], { SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv): Bom {
  const referred = referredTo(functions);
  const body = {
    component: wholeOf(referred),
    components: [...distributionsOf(functions), ...containersOf(functions)].sort(byRef),
    dependencies: dependenciesOf(referred),
    compositions: compositionsOf(referred),
  };
  const { component, ...rest } = body;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    ...{ bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: serialNumber(JSON.stringify(body)), version: 1 },
    metadata: {
      ...(epoch !== undefined && /^\d{1,11}$/.test(epoch) ? { timestamp: new Date(Number(epoch) * 1000).toISOString() } : {}),
      tools: { components: [{ type: "application", name: "lambda-container" }] },
      component,
    },
    ...rest,
  };
}

/** By name. Functions of two stacks may have the same. */
function referredTo(functions: readonly FunctionSources[]): Referred[] {
  const counts = new Map<string, number>();
  const sorted = [...functions].sort((a, b) => compare(a.name, b.name));
  return sorted.map((fn) => {
    const count = (counts.get(fn.name) ?? 0) + 1;
    counts.set(fn.name, count);
    return { fn, ref: `function:${fn.name}${count === 1 ? "" : `:${count}`}` };
  });
}

function wholeOf(referred: readonly Referred[]): BomComponent {
  const components = referred.map(({ fn, ref }) => functionComponent(fn, ref));
  const [only, ...others] = components;
  return only !== undefined && others.length === 0
    ? only
    : { type: "application", "bom-ref": "functions", name: "Lambda functions", components };
}

function distributionsOf(functions: readonly FunctionSources[]): BomComponent[] {
  const found = new Map<string, { readonly facts: [DistributionFacts, ...DistributionFacts[]]; readonly zips: ZipFacts[] }>();
  for (const zip of functions.flatMap(({ zips }) => zips)) {
    for (const facts of zip.distributions) {
      const same = found.get(distributionRef(facts));
      if (same === undefined) found.set(distributionRef(facts), { facts: [facts], zips: [zip] });
      else {
        same.facts.push(facts);
        same.zips.push(zip);
      }
    }
  }
  return [...found.values()].map(({ facts, zips }) => distributionComponent(facts, zips));
}

function containersOf(functions: readonly FunctionSources[]): BomComponent[] {
  const found = new Map<string, BomComponent>();
  for (const fn of functions) {
    const ref = containerRef(fn);
    if (ref !== undefined) found.set(ref, containerComponent(fn, ref));
  }
  return [...found.values()];
}

/** A function needs what no other distribution in it asks for, and its container; a distribution what asks for it, turned round. */
function dependenciesOf(referred: readonly Referred[]): BomDependency[] {
  const needs = new Map<string, Set<string>>();
  const add = (ref: string, ...on: readonly string[]): unknown => needs.set(ref, new Set([...(needs.get(ref) ?? []), ...on]));
  for (const { fn, ref } of referred) {
    const all = fn.zips.flatMap(({ distributions }) => distributions);
    const refOf = new Map(all.map((facts) => [facts.name, distributionRef(facts)]));
    const container = containerRef(fn);
    add(ref, ...(container === undefined ? [] : [container]));
    if (container !== undefined) add(container);
    for (const facts of all) {
      const own = distributionRef(facts);
      const askers = facts.requiredBy.map((asker) => refOf.get(normalizedName(asker.replace(/\[.*$/, ""))));
      add(own);
      if (askers.every((asker) => asker === undefined) || facts.requiredBy.some((asker) => asker.includes(":"))) add(ref, own);
      for (const asker of askers) if (asker !== undefined && asker !== own) add(asker, own);
    }
  }
  if (referred.length !== 1) add("functions", ...referred.map(({ ref }) => ref));
  return [...needs].sort(([a], [b]) => compare(a, b)).map(([ref, on]) => ({ ref, dependsOn: [...on].sort() }));
}

/** Of what a receipt says nothing is missing; a ZIP may hold code that no metadata names; of AWS's part nobody knows all. */
function compositionsOf(referred: readonly Referred[]): BomComposition[] {
  const isComplete = ({ fn: { from, image } }: Referred): boolean => from === "receipt" && image?.build === undefined;
  const containers = [...new Set(referred.flatMap(({ fn }) => containerRef(fn) ?? []))].sort();
  const refs = (some: readonly Referred[]): string[] => some.map(({ ref }) => ref);
  const all: BomComposition[] = [
    { aggregate: "complete", assemblies: refs(referred.filter(isComplete)) },
    { aggregate: "unknown", assemblies: refs(referred.filter((each) => !isComplete(each))) },
    { aggregate: "incomplete", assemblies: containers },
  ];
  return all.filter(({ assemblies }) => assemblies.length > 0);
}

function byRef(a: BomComponent, b: BomComponent): number {
  return compare(a["bom-ref"] ?? "", b["bom-ref"] ?? "");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
