import type { Sides } from "./receipt-diff";

/** The things of two lists, each beside the one with the same key, in the order of the keys' code units. */
export function paired<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (thing: T) => string,
): (Sides<T> & { readonly key: string })[] {
  const [old, now] = [before, after].map((things) => new Map(things.map((thing) => [keyOf(thing), thing])));
  const keys = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...keys].sort().map((key) => ({ key, before: old?.get(key), after: now?.get(key) }));
}
