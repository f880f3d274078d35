import fc from "fast-check";
import { chooseStrategy } from "../../../../lib/artifact/strategy/choose-strategy";
import { flipsOf } from "../../../../lib/artifact/strategy/flips";
import { factsOf, type MadeFacts, noDependencies } from "./made-facts";

const limit = 262_144_000;
const direct = 52_428_800;
const large = 10_485_760;

function around(edge: number): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(3), fc.integer({ min: edge - 2, max: edge + 2 }), fc.nat(2 * edge));
}

const facts = fc
  .record({
    unsupplied: fc.subarray(["tool", "boto3==1.34.0", "numpy", "pandas"]),
    shared: fc.option(fc.constant("its requirements lie outside its folder"), { nil: undefined }),
    codeZipped: around(direct),
    codeUnzipped: around(limit),
    dependenciesZipped: around(large),
    dependenciesUnzipped: around(limit),
  })
  .map((made) => factsOf(made as MadeFacts));

test("exactly one strategy is chosen, and the same for the same facts", () => {
  fc.assert(
    fc.property(facts, (each) => {
      const choice = chooseStrategy(each);
      expect(["runtime", "bundle", "layer", "image"]).toContain(choice.strategy);
      expect(chooseStrategy(structuredClone(each))).toEqual(choice);
    }),
  );
});

test("a flip is true: facts that changed so make the choice it names, which is another one", () => {
  fc.assert(
    fc.property(facts, (each) => {
      for (const flip of flipsOf(each)) {
        expect(chooseStrategy(flip.facts).strategy).toBe(flip.to);
        expect(flip.to).not.toBe(chooseStrategy(each).strategy);
      }
    }),
  );
});

test("a flip's bytes are the fewest that tell: one fewer, and the choice stays", () => {
  const bytes = /^\D*?([\d,]+) bytes? (larger|smaller), (unpacked|zipped)/;
  const seen = new Set<string>();
  fc.assert(
    fc.property(facts, (each) => {
      const { strategy } = chooseStrategy(each);
      for (const { when, facts: flipped } of flipsOf(each)) {
        const [, figure = "", direction, measure] = bytes.exec(when) ?? [];
        if (direction === undefined) continue;
        seen.add(`${direction} ${String(measure)}`);
        const key = measure === "zipped" ? "zippedBytes" : "unzippedBytes";
        const sum = (some: typeof each): number => some.code[key] + some.dependencies[key];
        expect(Math.abs(sum(flipped) - sum(each))).toBe(Number(figure.replaceAll(",", "")));
        const back = direction === "larger" ? -1 : 1;
        const part = flipped.code[key] === each.code[key] ? "dependencies" : "code";
        const almost = { ...flipped, [part]: { ...flipped[part], [key]: flipped[part][key] + back } };
        expect(chooseStrategy(almost).strategy).toBe(strategy);
      }
    }),
  );
  expect([...seen].sort()).toEqual(["larger unpacked", "larger zipped", "smaller unpacked", "smaller zipped"]);
});

test.each<[string, MadeFacts, readonly string[]]>([
  [
    "a function that asks for nothing",
    { unsupplied: [], ...noDependencies },
    [
      "bundle if it asked for what python3.11 does not supply, or for a version that nobody may rely on",
      "image if it were 262,143,800 bytes larger, unpacked: 262,144,000 bytes are too many for a ZIP",
      "bundle if its own files were 52,428,701 bytes larger, zipped: more than 52,428,800 bytes are not uploaded directly",
    ],
  ],
  [
    "a small dependency",
    { unsupplied: ["tool"] },
    [
      "runtime if it asked for nothing but what python3.11 supplies for certain: without tool",
      "image if it were 262,141,800 bytes larger, unpacked: 262,144,000 bytes are too many for a ZIP",
      "layer if its dependencies were 10,484,761 bytes larger, zipped: more than 10,485,760 bytes are not uploaded with each edit of the code",
      "layer if its dependencies were shared: requirements outside its folder, or a layer of another function that holds the same",
    ],
  ],
  [
    "a layer that is both large and shared, which no single change of these makes a bundle",
    { unsupplied: ["a", "b", "c", "d"], dependenciesZipped: large + 1, shared: "x" },
    [
      "runtime if it asked for nothing but what python3.11 supplies for certain: without a, b, c and 1 more",
      "image if it were 262,141,800 bytes larger, unpacked: 262,144,000 bytes are too many for a ZIP",
    ],
  ],
  [
    "too large for a ZIP",
    { dependenciesUnzipped: limit, dependenciesZipped: large + 1 },
    [
      "runtime if it asked for nothing but what python3.11 supplies for certain: without tool",
      "layer if it were 201 bytes smaller, unpacked: fewer than 262,144,000 bytes fit in a ZIP",
    ],
  ],
])("%s", (_name, made, expected) => {
  expect(flipsOf(factsOf(made)).map(({ to, when }) => `${to} if ${when}`)).toEqual(expected);
});
