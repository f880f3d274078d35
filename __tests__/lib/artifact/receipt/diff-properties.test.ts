import fc from "fast-check";
import type { ShippedFile } from "../../../../lib/artifact/build/zip-contents";
import { diffReceipts } from "../../../../lib/artifact/receipt/diff";
import { diffText } from "../../../../lib/artifact/receipt/diff-text";
import type { Receipt } from "../../../../lib/artifact/receipt/receipt";
import type { ReceiptDiff, ZipDiff } from "../../../../lib/artifact/receipt/receipt-diff";
import { type MadeFunction, receiptOf } from "./made-receipt";

/** Few names and contents, so that two draws have much in common. */
const content = fc.constantFrom("", "a", "bb");
const files = (...paths: readonly string[]) =>
  fc.dictionary(
    fc.constantFrom(...paths),
    fc.oneof(
      content,
      content.map((text) => [text] as const),
    ),
    { noNullPrototype: true },
  );
const distribution = fc.record({
  version: fc.constantFrom("1.0", "2.0"),
  build: fc.constantFrom("", "2"),
  files: files("common.py", "one/a.py", "one/b.py", "one/tests/c.py"),
});
const left = fc.record({ path: fc.constantFrom("docs/", "one/", ".env", "x.py"), rule: fc.constantFrom("tests", "secrets") });
const someOf = <T extends { readonly path: string }>(each: fc.Arbitrary<T>) =>
  fc.uniqueArray(each, { selector: ({ path }) => path, maxLength: 3 });
const fn: fc.Arbitrary<MadeFunction> = fc.record({
  strategy: fc.constantFrom("runtime", "bundle", "layer"),
  runtime: fc.constantFrom("python3.11", "python3.12"),
  files: files("index.py", "x.py", "docs/a.md", "common.py"),
  distributions: fc.dictionary(fc.constantFrom("one", "two"), distribution, { noNullPrototype: true }),
  left: someOf(left),
  leftOfDistributions: someOf(
    fc.record({ path: fc.constantFrom("one/", "x"), rule: fc.constant("tests"), distribution: fc.constant("one") }),
  ),
  omitted: fc.subarray(["one", "two"]),
  compression: fc.constantFrom("", "other"),
  layerOf: fc.constantFrom(undefined, "a"),
});
const receipt = fc.dictionary(fc.constantFrom("a", "b", "c"), fn, { noNullPrototype: true }).map(receiptOf);

const runs = { numRuns: 150 };

test("a receipt never differs from itself", () => {
  fc.assert(
    fc.property(receipt, (one) => {
      expect(diffReceipts(one, structuredClone(one))).toEqual({ functions: [], zips: [] });
      expect(diffText(diffReceipts(one, one))).toBe("nothing changed");
    }),
    runs,
  );
});

/** The diff with the two sides the other way round. */
function swapped<T>(value: T): T {
  if (Array.isArray(value)) return value.map(swapped) as T;
  if (value === "added" || value === "removed") return (value === "added" ? "removed" : "added") as T;
  if (typeof value !== "object" || value === null) return value;
  const { before, after, ...rest } = value as Record<string, unknown>;
  const others = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, swapped(inner)]));
  return { ...others, before: swapped(after), after: swapped(before) } as T;
}

test("swapping two receipts swaps before and after, added and removed, and nothing else, not even the order", () => {
  fc.assert(
    fc.property(receipt, receipt, (one, other) => {
      expect(diffReceipts(other, one)).toEqual(swapped(diffReceipts(one, other)));
    }),
    runs,
  );
});

type File = Omit<ShippedFile, "path">;

function filesOf({ zips }: Receipt, path: string | undefined): Map<string, File> {
  const zip = zips.find((each) => each.path === path);
  return new Map((zip?.files ?? []).map(({ path: name, ...file }) => [name, file]));
}

/** What a ZIP holds once a diff has been applied to it, less the distributions of which the diff only counts the files. */
function applied(before: ReadonlyMap<string, File>, { files: listed }: ZipDiff, counted: ReadonlySet<string>): Map<string, File> {
  const result = new Map([...before].filter(([, { origin }]) => !counted.has(origin)));
  for (const { path, change, before: old, after: now } of listed) {
    if (old !== undefined) expect(before.get(path)).toEqual(old);
    expect(before.has(path)).toBe(old !== undefined);
    expect(change === "added").toBe(old === undefined);
    expect(change === "removed").toBe(now === undefined);
    if (now === undefined || counted.has(now.origin)) result.delete(path);
    else result.set(path, now);
  }
  return result;
}

function expectCounts(zip: ZipDiff, side: "before" | "after", held: ReadonlyMap<string, File>): void {
  for (const { name, [side]: totals } of zip.distributions) {
    const own = [...held.values()].filter(({ origin }) => origin === name);
    expect([name, own.length, own.reduce((sum, { bytes }) => sum + bytes, 0)]).toEqual([
      name,
      totals?.files ?? 0,
      totals?.unzippedBytes ?? 0,
    ]);
  }
}

test("what a diff says of files makes those before into those after, and what it counts adds up", () => {
  fc.assert(
    fc.property(receipt, receipt, (one, other) => {
      for (const zip of diffReceipts(one, other).zips) {
        const [before, after] = [filesOf(one, zip.before?.path), filesOf(other, zip.after?.path)];
        const counted = new Set(zip.distributions.filter(({ change }) => change !== "wheel").map(({ name }) => name));
        const expected = new Map([...after].filter(([, { origin }]) => !counted.has(origin)));
        expect(applied(before, zip, counted)).toEqual(expected);
        expectCounts(zip, "before", before);
        expectCounts(zip, "after", after);
      }
    }),
    runs,
  );
});

/** The path a function's ZIP of this kind has in a receipt. */
function zipPath({ functions, zips }: Receipt, name: string, role: "function" | "layer"): string | undefined {
  const own = functions.find((each) => each.name === name)?.zips ?? [];
  return own.find((path) => zips.find((zip) => zip.path === path)?.holds === role);
}

function expectSilence(
  name: string,
  role: "function" | "layer",
  one: Receipt,
  other: Receipt,
  { zips, functions }: ReceiptDiff,
): void {
  const [before, after] = [zipPath(one, name, role), zipPath(other, name, role)];
  const zip = zips.find((each) => each.holds === role && each.functions.includes(name));
  expect([zip?.before?.path, zip?.after?.path]).toEqual(zip === undefined ? [undefined, undefined] : [before, after]);
  if (zip !== undefined) {
    expect(functions.map((each) => each.name)).toContain(name);
    return;
  }
  expect(after).toBe(before);
  expect(filesOf(other, after)).toEqual(filesOf(one, before));
  const [old, now] = [one, other].map((each) => each.zips.find(({ path }) => path === before));
  expect(now?.madeBy === "splice" && now.sha256).toBe(old?.madeBy === "splice" && old.sha256);
}

test("where a diff is silent of a function's ZIP, it has the same path, files and hash", () => {
  fc.assert(
    fc.property(receipt, receipt, (one, other) => {
      const diff = diffReceipts(one, other);
      const names = new Set([...one.functions, ...other.functions].map(({ name }) => name));
      for (const name of names) {
        for (const role of ["function", "layer"] as const) expectSilence(name, role, one, other, diff);
      }
    }),
    runs,
  );
});

test("a ZIP's change says content only where a path, a content or a mode is another", () => {
  fc.assert(
    fc.property(receipt, receipt, (one, other) => {
      const plain = (held: ReadonlyMap<string, File>): string =>
        JSON.stringify([...held].map(([path, { sha256, mode }]) => [path, sha256, mode]).sort());
      for (const { change, before, after } of diffReceipts(one, other).zips) {
        if (before === undefined || after === undefined) continue;
        const isSame = plain(filesOf(one, before.path)) === plain(filesOf(other, after.path));
        expect(change === "content").toBe(!isSame);
        if (change === "packing") expect(after.sha256).not.toBe(before.sha256);
        if (change === "nothing") expect(after.sha256).toBe(before.sha256);
      }
    }),
    runs,
  );
});

test("a diff's text has a line for every function and ZIP, and few in all", () => {
  fc.assert(
    fc.property(receipt, receipt, (one, other) => {
      const diff = diffReceipts(one, other);
      const lines = diffText(diff).split("\n");
      expect(lines.every((line) => line.trim() !== "" && !/undefined|NaN|\[object/.test(line))).toBe(true);
      for (const { before, after } of diff.zips) {
        expect(lines.some((line) => line.includes((after ?? before)?.path ?? "no path"))).toBe(true);
      }
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, 3 * diff.functions.length + 13 * diff.zips.length));
    }),
    runs,
  );
});
