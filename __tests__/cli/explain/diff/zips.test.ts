import { diffArtifacts } from "../../../../cli/explain/diff";
import { artifactDiffText } from "../../../../cli/explain/diff-text";
import { diffMarkdown } from "../../../../cli/explain/render/markdown-diff";
import { extraField, type MadeEntry, makeZip } from "../../../lib/artifact/inspect/make-zip";
import { distribution, plain, zipsDiff, zipSide, zipsText } from "./diff-sides";

const [index = { name: "" }, lib = { name: "" }] = plain;
const day = 0x58210000;

test("of the same bytes nothing is said, wherever they lie", () => {
  const diff = diffArtifacts(zipSide("a/one.zip", plain), zipSide("b/other.zip", plain));
  expect(diff).toEqual({ version: 1, before: "a/one.zip", after: "b/other.zip", functions: [], zips: [], notCompared: [] });
  expect(artifactDiffText(diff)).toBe("");
  expect(diffMarkdown(diff)).toBe("");
});

interface RepackedCase {
  readonly what: string;
  readonly before?: readonly MadeEntry[];
  readonly after: readonly MadeEntry[] | Buffer;
  readonly says: string;
  readonly repacked: readonly object[];
}

test.each<RepackedCase>([
  {
    what: "the mode of a file",
    after: [{ ...index, unixMode: 0o100755 }, lib],
    says: "index.py mode 0644 → 0755",
    repacked: [],
  },
  {
    what: "a mode that is written at all",
    before: [{ ...index, unixMode: 0 }, lib],
    after: plain,
    says: "index.py mode none → 0644",
    repacked: [],
  },
  {
    what: "the time of a file",
    after: [index, { ...lib, dosTime: day }],
    says: "time of lib.py",
    repacked: [{ what: "times", files: 1, example: "lib.py" }],
  },
  {
    what: "the time of every file",
    after: plain.map((entry) => ({ ...entry, dosTime: day })),
    says: "time of index.py and 1 other file",
    repacked: [{ what: "times", files: 2, example: "index.py" }],
  },
  {
    what: "the order",
    after: [lib, index],
    says: "place of lib.py and 1 other file",
    repacked: [{ what: "order", files: 2, example: "lib.py" }],
  },
  {
    what: "the compression",
    after: [index, { ...lib, stored: true }],
    says: "compression of lib.py",
    repacked: [{ what: "compression", files: 1, example: "lib.py" }],
  },
  {
    what: "an extra field",
    after: [index, { ...lib, extra: extraField(0x7875, Buffer.alloc(11)) }],
    says: "what no list of files shows: extra fields, flags or comments",
    repacked: [{ what: "rest", files: 2 }],
  },
  {
    what: "a comment",
    after: makeZip(plain, { comment: Buffer.from("made today") }),
    says: "what no list of files shows: extra fields, flags or comments",
    repacked: [{ what: "rest", files: 2 }],
  },
])("bytes differ, content does not: $what", ({ before = plain, after, says, repacked }) => {
  const text = zipsText(before, after).replaceAll(/\n +/g, " ");
  expect(text).toContain("bytes differ, content does not:");
  expect(text).toContain(says);
  expect(zipsDiff(before, after).zips).toMatchObject([{ distributions: [], left: [], repacked }]);
});

test("several causes stand below each other", () => {
  const after = [
    { ...lib, dosTime: day },
    { ...index, unixMode: 0o100755, dosTime: day, stored: true },
  ];
  expect(zipsText(plain, after)).toMatchInlineSnapshot(`
    "before.zip → after.zip changed, 245 → 243 bytes; bytes differ, content does not:
      index.py mode 0644 → 0755
      time of index.py and 1 other file
      place of lib.py and 1 other file
      compression of index.py
    after.zip zipped: 243 bytes (-2 bytes), 52,428,557 bytes left"
  `);
});

test("where a content is another, nobody asks for its time", () => {
  const after = [{ ...index, content: "def handler(event, context): return 1\n", dosTime: day }, lib, { name: "new.py" }];
  expect(zipsDiff(plain, after).zips).toMatchObject([{ change: "content", repacked: [] }]);
  expect(zipsText(plain, after)).toMatchInlineSnapshot(`
    "before.zip → after.zip changed, 245 → 346 bytes:
      index.py changed (+5 bytes)
      new.py came (+6 bytes)
    after.zip unpacked: 50 bytes (+11 bytes), 262,143,949 bytes left
    after.zip zipped: 346 bytes (+101 bytes), 52,428,454 bytes left"
  `);
});

test("distributions go from version to version, by so many bytes, for whoever asks for them", () => {
  const before = [...plain, ...distribution("tool", "1.0", "x = 1\n", ["six"]), ...distribution("six", "1.16.0")];
  const after = [...plain, ...distribution("tool", "1.0", "x = 1\n", ["six"]), ...distribution("six", "1.17.0", "x = 12345\n")];
  const { zips } = zipsDiff(before, after);
  expect(zips[0]?.distributions).toMatchObject([
    {
      name: "six",
      change: "version",
      before: { version: "1.16.0", requiredBy: ["tool"] },
      after: { version: "1.17.0", requiredBy: ["tool"] },
    },
  ]);
  expect(zips[0]?.files).toEqual([]);
  expect(zipsText(before, after)).toMatchInlineSnapshot(`
    "before.zip → after.zip changed, 1,133 → 1,137 bytes: six 1.16.0 → 1.17.0 (+4
      bytes), required by tool
    after.zip unpacked: 263 bytes (+4 bytes), 262,143,736 bytes left
    after.zip zipped: 1,137 bytes (+4 bytes), 52,427,663 bytes left"
  `);
});

test("distributions come and go", () => {
  const [tool, six] = [distribution("tool", "1.0", "x = 1\n"), distribution("six", "1.17.0")];
  expect(zipsText([...plain, ...tool], [...plain, ...six])).toMatchInlineSnapshot(`
    "before.zip → after.zip changed, 675 → 684 bytes:
      six 1.17.0 came (+103 bytes)
      tool 1.0 went (-98 bytes)
    after.zip unpacked: 142 bytes (+5 bytes), 262,143,857 bytes left
    after.zip zipped: 684 bytes (+9 bytes), 52,428,116 bytes left"
  `);
});

test("layers are held against each other in their order", () => {
  const [one, two, other] = ["one", "two", "other"].map((name): MadeEntry[] => [{ name: `python/${name}.py` }]);
  const diff = diffArtifacts(
    zipSide("before.zip", plain, [one ?? [], two ?? []]),
    zipSide("after.zip", plain, [one ?? [], other ?? []]),
  );
  expect(diff.zips).toMatchObject([
    { holds: "layer", change: "content", files: [{ path: "python/other.py" }, { path: "python/two.py" }] },
  ]);
  const more = diffArtifacts(zipSide("before.zip", plain, [one ?? []]), zipSide("after.zip", plain, [one ?? [], two ?? []]));
  expect(more.zips).toMatchObject([{ holds: "layer", change: "added" }]);
});

test("the headroom that is left is said where a size is another", () => {
  const { functions } = zipsDiff(plain, [...plain, { name: "data.bin", content: "x".repeat(1_000) }]);
  expect(functions).toMatchObject([{ sizes: { before: { unzippedBytes: 39 }, after: { unzippedBytes: 1_039 } } }]);
  expect(zipsText(plain, [...plain, { name: "data.bin", content: "x".repeat(1_000) }])).toContain(
    "after.zip unpacked: 1,039 bytes (+1,000 bytes), 262,142,960 bytes left",
  );
});

test("swapping the sides swaps what came and what went", () => {
  const more = [...plain, { name: "new.py" }];
  expect(zipsText(plain, more)).toContain("new.py came (+6 bytes)");
  expect(zipsText(more, plain)).toContain("new.py went (-6 bytes)");
});
