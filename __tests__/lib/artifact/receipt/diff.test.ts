import { diffReceipts } from "../../../../lib/artifact/receipt/diff";
import { diffOf, fileSummary, onlyZip, report, six, tool } from "./diff-of";
import { type MadeFunction, receiptOf } from "./made-receipt";

test("a receipt does not differ from itself", () => {
  expect(diffOf(report)).toEqual({ functions: [], zips: [] });
});

test.each([
  { setting: "runtime", after: { runtime: "python3.12" }, was: "python3.11", is: "python3.12" },
  { setting: "architecture", after: { architecture: "arm64" }, was: "x86_64", is: "arm64" },
  { setting: "source", after: { source: "backend/report" }, was: "source", is: "backend/report" },
  {
    setting: "requirements",
    before: { dependencies: { locked: true, sources: ["needs.txt"] } },
    after: { dependencies: { locked: true, sources: ["needs.txt"], requirements: "needs.txt" } },
    was: undefined,
    is: "needs.txt",
  },
  {
    setting: "sources",
    before: { dependencies: { locked: true, sources: ["pyproject.toml", "uv.lock"] } },
    after: { dependencies: { locked: true, sources: ["pylock.toml"] } },
    was: "pyproject.toml, uv.lock",
    is: "pylock.toml",
  },
  {
    setting: "locked",
    before: { dependencies: { locked: false, sources: ["requirements.txt"] } },
    after: { dependencies: { locked: true, sources: ["requirements.txt"] } },
    was: false,
    is: true,
  },
] satisfies { setting: string; before?: MadeFunction; after: MadeFunction; was: unknown; is: unknown }[])(
  "a function's $setting went from $was to $is, and its ZIP is the same",
  ({ setting, before, after, was, is }) => {
    expect(diffOf({ ...report, ...after }, { ...report, ...before })).toMatchObject({
      functions: [{ name: "report", change: "changed", settings: [{ setting, before: was, after: is }] }],
      zips: [],
    });
  },
);

test("a distribution of another version says its sizes, and its files are counted, not listed", () => {
  const newer = { version: "1.1", files: { "tool/__init__.py": "other", "tool/b.py": "", "tool/c.py": "1234" } };
  const zip = onlyZip(diffOf({ ...report, distributions: { tool: newer } }));
  expect(zip).toMatchObject({ change: "content", files: [], left: [] });
  const requiredBy = ["requirements.txt:1"];
  expect(zip.distributions).toEqual([
    {
      name: "tool",
      change: "version",
      before: {
        version: "1.0",
        requiredBy,
        wheelSha256: expect.any(String) as string,
        wheelBytes: 1000,
        unzippedBytes: 4,
        files: 2,
      },
      after: {
        version: "1.1",
        requiredBy,
        wheelSha256: expect.any(String) as string,
        wheelBytes: 1000,
        unzippedBytes: 9,
        files: 3,
      },
    },
  ]);
});

test("another wheel of the same version lists what is other in it", () => {
  const rebuilt = { ...tool, build: "2", files: { ...tool.files, "tool/a.py": "b" } };
  const zip = onlyZip(diffOf({ ...report, distributions: { tool: rebuilt } }));
  expect(zip.distributions).toMatchObject([
    { name: "tool", change: "wheel", before: { wheelBytes: 1000 }, after: { wheelBytes: 1001 } },
  ]);
  expect(zip.files.map(fileSummary)).toEqual(["content tool/a.py"]);
});

test("another wheel with the same files is said, though the ZIP is the same", () => {
  const zip = onlyZip(diffOf({ ...report, distributions: { tool: { ...tool, build: "2" } } }));
  expect(zip).toMatchObject({ change: "nothing", distributions: [{ name: "tool", change: "wheel" }], files: [], left: [] });
});

test("a distribution that came or went is named with its sizes, without its files", () => {
  const zip = onlyZip(diffOf({ ...report, distributions: { six } }));
  expect(zip).toMatchObject({
    change: "content",
    distributions: [
      { name: "six", change: "added", after: { version: "1.17.0", unzippedBytes: 3, files: 1 } },
      { name: "tool", change: "removed", before: { version: "1.0", unzippedBytes: 4, files: 2 } },
    ],
    files: [],
  });
  expect(zip.distributions.map(({ before, after }) => [before === undefined, after === undefined])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test("a distribution that went to the runtime, or came back from it, says so", () => {
  const [whole, lean] = [
    { ...report, distributions: { six, tool } },
    { ...report, omitted: ["six"] },
  ];
  const omitted = "python3.11 supplies it";
  expect(onlyZip(diffOf(lean, whole)).distributions).toMatchObject([{ name: "six", change: "removed", omitted }]);
  expect(onlyZip(diffOf(whole, lean)).distributions).toMatchObject([{ name: "six", change: "added", omitted }]);
});

test("the same files in a ZIP with another hash were compressed otherwise", () => {
  const zip = onlyZip(diffOf({ ...report, compression: "other" }));
  expect(zip).toMatchObject({ change: "packing", distributions: [], files: [], left: [] });
  expect(zip.repacked).toEqual([{ what: "compression", files: 3 }]);
  expect(zip.before?.sha256).not.toBe(zip.after?.sha256);
});

test("what archive_file makes has no hash: it differs by its files, and from a spliced one in who makes it", () => {
  const plain: MadeFunction = { files: report.files, strategy: "runtime" };
  expect(diffOf(plain, plain).zips).toEqual([]);
  const edited = onlyZip(diffOf({ ...plain, files: { "index.py": "" } }, plain));
  expect(edited).toMatchObject({ change: "content", before: { madeBy: "archive_file", unzippedBytes: 12, files: 1 } });
  expect(edited.before).not.toHaveProperty("sha256");
  expect(edited.before).not.toHaveProperty("bytes");
  const { functions, zips } = diffOf({ ...plain, strategy: "bundle" }, plain);
  expect(functions).toMatchObject([{ settings: [{ setting: "strategy", before: "runtime", after: "bundle" }] }]);
  expect(zips).toMatchObject([{ change: "unknown", before: { madeBy: "archive_file" }, after: { madeBy: "splice" }, files: [] }]);
});

test("from a bundle to a layer, distributions go from the one ZIP to the other", () => {
  const { zips } = diffOf({ ...report, strategy: "layer" });
  expect(zips).toMatchObject([
    { holds: "function", change: "content", distributions: [{ name: "tool", change: "removed" }], files: [] },
    {
      ...{ holds: "layer", change: "added", files: [] },
      after: { path: "lambda_packages/report_layer.zip", files: 2 },
      distributions: [{ name: "tool", change: "added" }],
    },
  ]);
  expect(zips[1]?.before).toBeUndefined();
});

test("functions that came and went are named, and their ZIPs held against empty ones", () => {
  const { functions, zips } = diffReceipts(receiptOf({ old: report, same: report }), receiptOf({ fresh: report, same: report }));
  expect(functions).toMatchObject([
    { name: "fresh", change: "added", settings: [] },
    { name: "old", change: "removed", settings: [] },
  ]);
  expect(zips).toMatchObject([
    {
      functions: ["fresh"],
      change: "added",
      distributions: [{ change: "added" }],
      files: [{ path: "index.py", change: "added" }],
    },
    {
      functions: ["old"],
      change: "removed",
      distributions: [{ change: "removed" }],
      files: [{ path: "index.py", change: "removed" }],
    },
  ]);
});

test("a layer that functions share stands there once, and names them", () => {
  const layered = (version: string): Record<string, MadeFunction> => {
    const fn: MadeFunction = { ...report, strategy: "layer", layerOf: "a", distributions: { tool: { ...tool, version } } };
    return { a: fn, b: fn };
  };
  const { functions, zips } = diffReceipts(receiptOf(layered("1.0")), receiptOf(layered("2.0")));
  expect(functions.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(zips).toMatchObject([{ functions: ["a", "b"], holds: "layer", before: { path: "lambda_packages/a_layer.zip" } }]);
});

test("a layer that is named after another function moved, and its bytes are the same", () => {
  const layered: MadeFunction = { ...report, strategy: "layer" };
  const before = receiptOf({ a: layered, b: { ...layered, layerOf: "a" } });
  const { functions, zips } = diffReceipts(before, receiptOf({ b: layered }));
  expect(functions).toMatchObject([
    { name: "a", change: "removed", settings: [] },
    { name: "b", change: "changed", settings: [] },
  ]);
  const moved = zips.find(({ functions: names }) => names.includes("b"));
  expect(moved).toMatchObject({
    ...{ change: "nothing", distributions: [], files: [], left: [] },
    before: { path: "lambda_packages/a_layer.zip" },
    after: { path: "lambda_packages/b_layer.zip" },
  });
});
