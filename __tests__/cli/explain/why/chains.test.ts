import { chainsTo } from "../../../../cli/explain/why/chains";

const asking = (all: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(all).map(([name, requiredBy]) => ({ name, requiredBy }));
const texts = (name: string, all: Readonly<Record<string, readonly string[]>>, atMost = 20): string[] =>
  chainsTo(name, asking(all), atMost).chains.map((chain) => chain.join(" > "));

interface ChainCase {
  readonly what: string;
  readonly all: Readonly<Record<string, readonly string[]>>;
  readonly chains: readonly string[];
  /** @default six, or the first there is */
  readonly name?: string;
}

test.each<ChainCase>([
  { what: "a line asks for it", all: { six: ["requirements.txt:1"] }, chains: ["requirements.txt:1 > six"] },
  {
    what: "a line and a distribution ask for it",
    all: { six: ["dateutil", "requirements.txt:2"], dateutil: ["requirements.txt:1"] },
    chains: ["requirements.txt:2 > six", "requirements.txt:1 > dateutil > six"],
  },
  {
    what: "two lines ask for it",
    all: { six: ["requirements.txt:2", "requirements.txt:1"] },
    chains: ["requirements.txt:1 > six", "requirements.txt:2 > six"],
  },
  {
    what: "an extra brings it in",
    all: { pysocks: ["Requests[socks]"], requests: ["requirements.txt:1"] },
    chains: ["requirements.txt:1 > Requests[socks] > pysocks"],
  },
  {
    what: "two ask for each other",
    all: { six: ["a", "b"], a: ["b", "requirements.txt:1"], b: ["a"] },
    chains: ["requirements.txt:1 > a > six", "requirements.txt:1 > a > b > six"],
  },
  { what: "it asks for itself", all: { six: ["six", "requirements.txt:1"] }, chains: ["requirements.txt:1 > six"] },
  { what: "nobody is known to ask", all: { six: [] }, chains: ["six"] },
  { what: "a ZIP knows distributions alone", all: { six: ["dateutil"], dateutil: [] }, chains: ["dateutil > six"] },
  { what: "who asks is left to AWS", all: { jmespath: ["botocore"] }, chains: ["botocore > jmespath"] },
  { what: "nothing but a circle asks", all: { six: ["a"], a: ["six"] }, chains: [] },
  { what: "it is not there", all: { six: [] }, chains: [], name: "seven" },
])("the chains where $what", ({ all, chains, name = "six" in all ? "six" : (Object.keys(all)[0] ?? "") }) => {
  expect(texts(name, all)).toEqual(chains);
});

test("of a distribution in two ZIPs the askers of both count", () => {
  const twice = [...asking({ six: ["a.txt:1"] }), ...asking({ six: ["b.txt:1"] })];
  expect(chainsTo("six", twice, 20).chains).toEqual([
    ["a.txt:1", "six"],
    ["b.txt:1", "six"],
  ]);
});

/** As many layers of as many distributions, each of which asks for all below. */
function woven(layers: number, width: number): Readonly<Record<string, readonly string[]>> {
  const named = (layer: number): string[] => Array.from({ length: width }, (_, index) => `d${layer}x${index}`);
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) =>
      named(layer).map((name) => [name, layer === 0 ? ["requirements.txt:1"] : named(layer - 1)] as const),
    ).flat(),
  );
}

test("of more chains than anybody could count the first are named", () => {
  const { chains, cut } = chainsTo("d29x0", asking(woven(30, 10)), 20);
  expect(chains).toHaveLength(20);
  expect(new Set(chains.map((chain) => chain.join())).size).toBe(20);
  expect(chains.every((chain) => chain.length === 31 && chain[0] === "requirements.txt:1" && chain[30] === "d29x0")).toBe(true);
  expect(cut).toBe(true);
});

test("where every distribution asks for every other the search ends", () => {
  const names = Array.from({ length: 200 }, (_, index) => `d${index}`);
  const all = Object.fromEntries(names.map((name) => [name, name === "d0" ? [...names, "requirements.txt:1"] : names]));
  const { chains, cut } = chainsTo("d199", asking(all), 3);
  expect(chains.map((chain) => chain.length)).toEqual([3, 4, 4]);
  expect(cut).toBe(true);
});

test("nothing is cut where all are named", () => {
  expect(chainsTo("six", asking({ six: ["a:1", "a:2"] }), 2)).toEqual({
    chains: [
      ["a:1", "six"],
      ["a:2", "six"],
    ],
    cut: false,
  });
  expect(chainsTo("six", asking({ six: ["a:1", "a:2"] }), 1).cut).toBe(true);
});
