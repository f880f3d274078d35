import type { ComparedZip, PackedAs } from "../../../../lib/artifact/receipt/compared";
import { repackedDiffs } from "../../../../lib/artifact/receipt/diff-packing";

const names = ["a.py", "b.py"];
const fixed = "1980-01-01T00:00:00";

/** A ZIP of the same two files; how each lies in it is known where it is said. */
function zip(madeBy: ComparedZip["madeBy"], packed: readonly Partial<PackedAs>[] = []): ComparedZip {
  return {
    ...{ path: "function.zip", holds: "function", madeBy, unzippedBytes: 2 },
    files: names.map((path, at) => {
      const file = { path, bytes: 1, sha256: path, mode: "0644", origin: "first-party" };
      const known = { position: at, modified: fixed, compressedBytes: 3, ...packed[at] };
      return packed.length === 0 ? file : { ...file, packed: known };
    }),
  };
}

const seen = zip("somebody", [{}, {}]);
const engine = zip("splice");

test.each([
  { what: "a time", before: seen, after: zip("somebody", [{}, { modified: "2026-11-24T20:48:34" }]), is: ["times b.py 1"] },
  {
    what: "the order",
    before: seen,
    after: zip("somebody", [{ position: 1 }, { position: 0 }]),
    is: ["order b.py 2"],
  },
  {
    what: "the compression of one",
    before: seen,
    after: zip("somebody", [{ compressedBytes: 4 }, {}]),
    is: ["compression a.py 1"],
  },
  { what: "what no list shows", before: seen, after: seen, is: ["rest - 2"] },
  { what: "what cannot be seen of two receipts", before: engine, after: engine, is: ["compression - 2"] },
  { what: "what cannot be seen of a receipt and a ZIP", before: engine, after: seen, is: ["compression - 2"] },
  {
    what: "a time that the engine never writes",
    before: zip("somebody", [{ modified: "2026-11-24T20:48:34" }, {}]),
    after: engine,
    is: ["times a.py 1"],
  },
  {
    what: "an order that the engine never writes",
    before: zip("somebody", [{ position: 1 }, { position: 0 }]),
    after: engine,
    is: ["order a.py 2"],
  },
])("the bytes differ by $what", ({ before, after, is }) => {
  const says = repackedDiffs(before, after, false).map(({ what, files, example = "-" }) => `${what} ${example} ${files}`);
  expect(says).toEqual(is);
});

test("where a mode is another, nothing else need be", () => {
  expect(repackedDiffs(engine, engine, true)).toEqual([]);
  expect(repackedDiffs(seen, zip("somebody", [{ modified: "2049-01-01T00:00:00" }, {}]), true)).toHaveLength(1);
});
