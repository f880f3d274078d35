import fc from "fast-check";
import { byPath, contentHash, type HashedFile } from "../../../lib/artifact/content-hash";

const file = fc.record({
  path: fc.stringMatching(/^[a-z]{1,6}(\/[a-z]{1,6}){0,2}$/),
  executable: fc.boolean(),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
});
const files = fc.uniqueArray(file, { selector: ({ path }) => path, minLength: 1, maxLength: 8 });

test("the hash of a known set of files never changes between releases", () => {
  const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(contentHash([{ path: "index.py", executable: false, sha256 }])).toMatchInlineSnapshot(
    `"cff5941be21ec2bb6a6f846fd950b67fff72903daff37595e4ee25bf93ab485a"`,
  );
});

test("the order of the files does not count", () => {
  const shuffled = files.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(contentHash(other)).toBe(contentHash(all));
    }),
  );
});

test.each<{ change: string; changed: (first: HashedFile) => HashedFile[] }>([
  { change: "a rename", changed: (first) => [{ ...first, path: `${first.path}0` }] },
  { change: "chmod +x or -x", changed: (first) => [{ ...first, executable: !first.executable }] },
  {
    change: "another content",
    changed: (first) => [{ ...first, sha256: first.sha256.replace(/^./, (c) => (c === "0" ? "1" : "0")) }],
  },
  { change: "one file less", changed: () => [] },
])("$change is another hash", ({ changed }) => {
  fc.assert(
    fc.property(files, ([first, ...others]) => {
      if (first === undefined) throw new Error("at least one file is made");
      expect(contentHash([...changed(first), ...others])).not.toBe(contentHash([first, ...others]));
    }),
  );
});

test("two files that swap their contents are another hash", () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)] as const;
  const pair = (first: string, second: string) => [
    { path: "one", executable: false, sha256: first },
    { path: "two", executable: false, sha256: second },
  ];
  expect(contentHash(pair(a, b))).not.toBe(contentHash(pair(b, a)));
});

test("paths are ordered by code units, not as a dictionary would", () => {
  const paths = ["é", "a", "B", "_", "a/b", "a.py", "\u{1F600}", "\uFFEE"].map((path) => ({ path }));
  expect(paths.sort(byPath).map(({ path }) => path)).toEqual(["B", "_", "a", "a.py", "a/b", "é", "\u{1F600}", "\uFFEE"]);
});
