import { holds, type Marker } from "../requirements/marker";
import { parseRequirement } from "../requirements/requirement";
import type { Needing } from "../resolve/omit-supplied";
import { markerEnvironment, type Platform } from "../resolve/platform";

/**
 * Which distributions ask for which, as their METADATA says: names by the name of what they need, sorted. One that is needed for an extra
 * alone counts as needed by every extra that would (`requests[socks]`): which ones were asked for, metadata does not say.
 */
export function requiredBy(all: readonly Needing[], platform: Platform): ReadonlyMap<string, readonly string[]> {
  const plainly = new Map<string, Set<string>>();
  const forExtra = new Map<string, Set<string>>();
  for (const { name: by, requiresDist } of all) {
    for (const text of requiresDist) {
      const parsed = parseRequirement(text);
      if ("fault" in parsed || parsed.requirement.name === undefined) continue;
      const { name, marker } = parsed.requirement;
      if (name === by) continue; // it gathers its own extras: tool[fast]; extra == "all"
      if (marker === undefined || holds(marker, markerEnvironment(platform))) add(plainly, name, by);
      else {
        for (const extra of extrasIn(marker))
          if (holds(marker, markerEnvironment(platform), [extra])) add(forExtra, name, `${by}[${extra}]`);
      }
    }
  }
  return new Map(all.map(({ name }) => [name, [...(plainly.get(name) ?? forExtra.get(name) ?? [])].sort()]));
}

function extrasIn(marker: Marker): string[] {
  if (marker.kind !== "compare") return marker.parts.flatMap(extrasIn);
  const { left, right } = marker;
  if (left.value === "extra") return [right.value];
  return right.value === "extra" ? [left.value] : [];
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}
