import { inseparablePackages, suppliedPackages } from "../../runtimes/supplied-packages";
import { holds } from "../requirements/marker";
import { parseRequirement } from "../requirements/requirement";
import { specifierText } from "../requirements/specifier";
import { markerEnvironment, type Platform } from "./platform";
import type { DirectRequirement } from "./resolution";

/** A distribution, and what it needs itself. */
export interface Needing {
  /** Normalised. */
  readonly name: string;
  /** Requirements as its wheel's METADATA has them. */
  readonly requiresDist: readonly string[];
}

/** Why a distribution is left to the managed runtime, or is not although it might be. */
export interface OmissionNote {
  readonly name: string;
  readonly why: string;
}

/** What is left to the managed runtime. */
export interface Omission {
  readonly omitted: readonly OmissionNote[];
  readonly kept: readonly OmissionNote[];
}

/**
 * Decides which distributions may be left to the managed runtime, which supplies them in a version that nobody promises. One stays in where
 * a version of it is asked for, by the manifest or by another that stays in; boto3, botocore and s3transfer stay or go together.
 */
export function omitSupplied(all: readonly Needing[], direct: readonly DirectRequirement[], platform: Platform): Omission {
  const supplied: readonly string[] = suppliedPackages;
  const candidates = all.map(({ name }) => name).filter((name) => supplied.includes(name));
  const kept = new Map<string, string>();
  for (const { name, specifier, file } of direct) {
    if (candidates.includes(name) && specifier !== "") kept.set(name, `${file} asks for ${specifier}`);
  }
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    const needs = all
      .filter(({ name }) => !candidates.includes(name) || kept.has(name))
      .flatMap((each) => needsOf(each, platform));
    for (const { name, specifier, by } of needs) {
      if (candidates.includes(name) && specifier !== "" && !kept.has(name)) kept.set(name, `${by} needs ${specifier}`);
    }
    const bound = inseparablePackages.find((name) => kept.has(name));
    for (const name of inseparablePackages) {
      if (bound !== undefined && candidates.includes(name) && !kept.has(name))
        kept.set(name, `it goes together with ${bound}, which stays`);
    }
  }
  return {
    omitted: candidates.filter((name) => !kept.has(name)).map((name) => ({ name, why: `${platform.runtime} supplies it` })),
    kept: [...kept].map(([name, why]) => ({ name, why })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function needsOf({ name: by, requiresDist }: Needing, platform: Platform): { name: string; specifier: string; by: string }[] {
  return requiresDist.flatMap((text) => {
    const parsed = parseRequirement(text);
    if ("fault" in parsed) return [];
    const { name, specifier, marker } = parsed.requirement;
    const isNeeded = name !== undefined && (marker === undefined || holds(marker, markerEnvironment(platform)));
    return isNeeded ? [{ name, specifier: specifierText(specifier), by }] : [];
  });
}
