import { type LockedDistribution, lockChanges } from "../../../../lib/artifact/resolve/lock-changes";
import type { ResolvedDistribution } from "../../../../lib/artifact/resolve/resolution";

const sha = (letter: string): string => letter.repeat(64);
const before = (name: string, version: string | undefined, ...hashes: string[]): LockedDistribution => ({
  name,
  version,
  hashes,
});
const after = (name: string, version: string, sha256 = sha("a")): ResolvedDistribution => ({
  name,
  version,
  wheel: { filename: `${name}-${version}-py3-none-any.whl`, sha256, size: undefined, origin: "index" },
});
const nothing = { added: [], removed: [], updated: [], otherWheel: [] };

test.each([
  ["one more", [], [after("a", "1")], { ...nothing, added: [{ name: "a", version: "1" }] }],
  ["one less", [before("a", "1", sha("a"))], [], { ...nothing, removed: [{ name: "a", version: "1" }] }],
  [
    "another version",
    [before("a", "1", sha("b"))],
    [after("a", "2")],
    { ...nothing, updated: [{ name: "a", from: "1", to: "2" }] },
  ],
  ["another wheel", [before("a", "1", sha("b"))], [after("a", "1")], { ...nothing, otherWheel: [{ name: "a", version: "1" }] }],
  ["one of the wheels that were allowed", [before("a", "1", sha("b"), sha("a"))], [after("a", "1")], nothing],
  ["a folder, whose version the lock leaves open", [before("a", undefined)], [after("a", "1")], nothing],
])("%s is seen as such", (_what, old, now, changes) => {
  expect(lockChanges(old, now)).toEqual(changes);
});
