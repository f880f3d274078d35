import { normalizedName } from "../../../lib/artifact/wheel/filename";

/** What of a distribution says who brings it in. */
export interface Asking {
  /** Normalised. */
  readonly name: string;
  /** Lines of the manifest, or other distributions, with the extra they take (`requests[socks]`). */
  readonly requiredBy: readonly string[];
}

/** The ways by which a distribution comes in. */
export interface Chains {
  /** Each from whoever asks first, a line of the manifest where one is known, to the distribution itself; the shortest first. */
  readonly chains: readonly (readonly string[])[];
  /** Whether there are more, or may be. */
  readonly cut: boolean;
}

/** How many ways are tried before the rest is left: of distributions that ask for each other there can be more than anybody could count. */
const triedAtMost = 10_000;

/** A chain on its way up: its first link is the one that was reached last. */
interface PartialChain {
  readonly links: readonly string[];
  /** How long it will be at least. */
  readonly length: number;
}

const nothing: PartialChain = { links: [], length: 0 };

/**
 * The chains that bring a distribution in, as `npm explain` has them; a chain goes through no distribution twice. The search always follows the
 * chain that can end soonest, so that the first ones found are the shortest, however many there are.
 *
 * @param atMost how many to name
 */
export function chainsTo(name: string, distributions: readonly Asking[], atMost: number): Chains {
  const askers = askersOf(distributions);
  const steps = stepsToEnd(askers);
  const open: PartialChain[] = steps.has(name) ? [{ links: [name], length: 1 + (steps.get(name) ?? 0) }] : [];
  const chains: (readonly string[])[] = [];
  for (let tried = 0; open.length > 0 && chains.length <= atMost && tried < triedAtMost; tried += 1) {
    const { links } = takeSoonest(open);
    const above = askers.get(distributionOf(links[0] ?? ""));
    if (above === undefined || above.length === 0) {
      chains.push(links);
      continue;
    }
    const passed = new Set(links.map(distributionOf));
    for (const asker of above) {
      const rest = steps.get(distributionOf(asker));
      if (rest !== undefined && !passed.has(distributionOf(asker)))
        open.push({ links: [asker, ...links], length: links.length + 1 + rest });
    }
  }
  return { chains: chains.slice(0, atMost), cut: chains.length > atMost || open.length > 0 };
}

/** Who asks for each, by name. The same distribution in two ZIPs is one. */
function askersOf(distributions: readonly Asking[]): Map<string, readonly string[]> {
  const askers = new Map<string, readonly string[]>();
  for (const { name, requiredBy } of distributions)
    askers.set(name, [...new Set([...(askers.get(name) ?? []), ...requiredBy])].sort(linesFirst));
  return askers;
}

/** How many links there are from each to the nearest end of a chain, which nobody is known to ask for: a line, most often. */
function stepsToEnd(askers: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const below = new Map<string, string[]>();
  const steps = new Map<string, number>();
  for (const [name, above] of askers) {
    if (above.length === 0) steps.set(name, 0);
    for (const asker of above.map(distributionOf)) {
      if (!askers.has(asker)) steps.set(asker, 0);
      below.set(asker, [...(below.get(asker) ?? []), name]);
    }
  }
  const reached = [...steps.keys()];
  for (const from of reached) {
    for (const name of below.get(from) ?? []) {
      if (steps.has(name)) continue;
      steps.set(name, (steps.get(from) ?? 0) + 1);
      reached.push(name);
    }
  }
  return steps;
}

/** Of those that can end equally soon the one that has come furthest, so that it does end. */
function takeSoonest(open: PartialChain[]): PartialChain {
  const rank = ({ length, links } = nothing): number => length * triedAtMost - links.length;
  let soonest = 0;
  for (const [index, partial] of open.entries()) if (rank(partial) < rank(open[soonest])) soonest = index;
  const [taken = nothing] = open.splice(soonest, 1);
  return taken;
}

/** A line of the manifest, `requirements.txt:1`, has a colon, which no distribution has. */
function linesFirst(a: string, b: string): number {
  return Number(b.includes(":")) - Number(a.includes(":")) || (a < b ? -1 : 1);
}

/** `requests[socks]` is requests; a line is itself. */
function distributionOf(asker: string): string {
  return asker.includes(":") ? asker : normalizedName(asker.replace(/\[.*$/, ""));
}
