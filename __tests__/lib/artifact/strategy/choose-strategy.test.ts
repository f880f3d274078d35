import { chooseStrategy } from "../../../../lib/artifact/strategy/choose-strategy";
import { factsOf, type MadeFacts, noDependencies } from "./made-facts";

const limit = 262_144_000;
const direct = 52_428_800;
const large = 10_485_760;

test.each<[string, MadeFacts, string]>([
  ["nothing is asked for", { unsupplied: [], ...noDependencies }, "runtime"],
  ["all is supplied, however large and shared", { unsupplied: [], shared: "x", dependenciesUnzipped: limit }, "runtime"],
  ["its own files may just be uploaded directly", { unsupplied: [], codeZipped: direct }, "runtime"],
  ["its own files are a byte too large for it", { unsupplied: [], codeZipped: direct + 1 }, "bundle"],
  ["its own files just fit unpacked", { unsupplied: [], codeUnzipped: limit - 1 }, "runtime"],
  ["its own files alone fit in no ZIP", { unsupplied: [], codeUnzipped: limit, ...noDependencies }, "image"],
  ["a small dependency", {}, "bundle"],
  ["code and dependencies just fit", { codeUnzipped: limit - 2001 }, "bundle"],
  ["code and dependencies are a byte too large", { codeUnzipped: limit - 2000 }, "image"],
  ["too large and shared", { codeUnzipped: limit, shared: "x" }, "image"],
  ["dependencies that are not yet large", { dependenciesZipped: large }, "bundle"],
  ["dependencies that are large by a byte", { dependenciesZipped: large + 1 }, "layer"],
  ["small dependencies that are shared", { dependenciesZipped: 1, shared: "x" }, "layer"],
  ["shared requirements that come to nothing", { ...noDependencies, shared: "x" }, "bundle"],
])("%s", (_name, made, strategy) => {
  expect(chooseStrategy(factsOf(made)).strategy).toBe(strategy);
});

test("the reason has the figure that decided, and the limit that it passed", () => {
  expect(
    [
      { unsupplied: [] },
      { dependenciesUnzipped: limit },
      { shared: "its requirements lie outside its folder" },
      { dependenciesZipped: large + 1 },
      {},
    ].map((made) => chooseStrategy(factsOf(made)).reason),
  ).toEqual([
    "python3.11 supplies all that it asks for, as far as anybody may rely on it",
    "it is 262,144,200 bytes unpacked, and AWS takes fewer than 262,144,000 bytes",
    "its requirements lie outside its folder",
    "its dependencies are 10,485,761 bytes zipped, which each edit of the code would upload again",
    "its dependencies are 1,000 bytes zipped, few enough to go with each edit of the code, and no layer of another function holds the same",
  ]);
});
