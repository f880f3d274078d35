import { byPath } from "../../../lib/artifact/content-hash";
import { ruleReason } from "./rule-reasons";
import type { LeftFile } from "../../../lib/artifact/build/zip-contents";
import type { DistributionExplanation, LeftExplanation, ZipExplanation } from "./explanation";
import type { DistributionFacts, FunctionSources, ZipFacts } from "./function-sources";

/** Every ZIP: what is in it and why, what was left out, and what is missing on purpose. */
export function zipsOf(sources: FunctionSources): ZipExplanation[] {
  return sources.zips.map((zip) => {
    const { path, holds, madeBy, unzippedBytes, files, bytes, sha256 } = zip;
    const left = [...(holds === "function" ? sources.left : []), ...zip.left];
    return {
      ...{ path, holds, madeBy, unzippedBytes },
      ...(bytes === undefined ? {} : { bytes }),
      ...(sha256 === undefined ? {} : { sha256 }),
      distributions: distributionsOf(zip),
      files: [...files].sort(byPath),
      left: [...left].sort(byPath).map(leftExplanation),
      missing: missingIn(zip, sources),
    };
  });
}

function distributionsOf({ distributions, files }: ZipFacts): DistributionExplanation[] {
  const counted = new Map<string, { files: number; compressedBytes: number | undefined }>();
  for (const { origin, compressedBytes } of files) {
    const known = counted.get(origin) ?? { files: 0, compressedBytes: 0 };
    const sum = compressedBytes === undefined ? undefined : known.compressedBytes && known.compressedBytes + compressedBytes;
    counted.set(origin, { files: known.files + 1, compressedBytes: known.files === 0 ? compressedBytes : sum });
  }
  return distributions
    .map(({ name, version, unzippedBytes, requiredBy, wheel }): DistributionExplanation => {
      const { files: count = 0, compressedBytes } = counted.get(name) ?? {};
      return {
        ...{ name, version, unzippedBytes },
        ...(compressedBytes === undefined ? {} : { compressedBytes }),
        ...{ files: count, requiredBy, chain: chainOf(name, distributions) },
        ...(wheel === undefined ? {} : { wheel: wheel.filename }),
      };
    })
    .sort((a, b) => b.unzippedBytes - a.unzippedBytes);
}

/** The shortest chain from a line of the manifest to a distribution; empty where none leads to it. */
function chainOf(name: string, distributions: readonly DistributionFacts[]): string[] {
  const of = new Map(distributions.map((each) => [each.name, each.requiredBy]));
  const chains: (readonly [string, ...string[]])[] = [[name]];
  const seen = new Set([name]);
  for (const chain of chains) {
    for (const asker of of.get(distributionName(chain[0])) ?? []) {
      if (/:\d+$/.test(asker)) return [asker, ...chain];
      const next = distributionName(asker);
      if (seen.has(next)) continue;
      seen.add(next);
      chains.push([asker, ...chain]);
    }
  }
  return [];
}

/** `requests` of `requests[socks]` */
function distributionName(asker: string): string {
  return asker.split("[", 1)[0] ?? asker;
}

function leftExplanation({ path, rule, distribution }: LeftFile): LeftExplanation {
  return { path, rule, why: ruleReason(rule, distribution), ...(distribution === undefined ? {} : { distribution }) };
}

function missingIn({ omitted, distributions, holds }: ZipFacts, sources: FunctionSources): ZipExplanation["missing"] {
  if (holds !== "function") return omitted;
  const { runtime, strategy, zips } = sources;
  const from = strategy === "image" ? "the base image has it" : `AWS's ${runtime} has it`;
  const inLayers = zips.slice(1).flatMap((layer) => layer.distributions.map(({ name }) => name));
  const ships = (name: string): boolean => inLayers.includes(name) || distributions.some((each) => each.name === name);
  const system = ["an operating system", "Python"].map((name) => ({ name, why: from }));
  const boto3 = ships("boto3") || omitted.some(({ name }) => name === "boto3") ? [] : [{ name: "boto3", why: from }];
  const container = { name: "a container", why: "there is none before the first request: AWS starts it then" };
  return [...omitted, ...boto3, ...system, ...(strategy === "image" ? [] : [container])];
}
