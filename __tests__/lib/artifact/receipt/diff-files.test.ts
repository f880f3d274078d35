import { diffOf, fileSummary, onlyZip, report, tool } from "./diff-of";
import type { MadeFunction } from "./made-receipt";

test.each([
  { what: "a new file", files: { "a.py": "12" }, is: ["added a.py"] },
  { what: "a file that is gone", files: { "index.py": undefined }, is: ["removed index.py"] },
  { what: "another content", files: { "index.py": "import six\n" }, is: ["content index.py"] },
  { what: "another content and mode", files: { "index.py": ["other"] }, is: ["content index.py"] },
  { what: "another mode", files: { "index.py": ["import tool\n"] }, is: ["mode index.py"] },
  { what: "a rename", files: { "index.py": undefined, "main.py": "import tool\n" }, is: ["removed index.py", "added main.py"] },
  {
    what: "many at once",
    files: { "z.py": "", "b.py": "", "index.py": "" },
    is: ["added b.py", "content index.py", "added z.py"],
  },
] as const)("first-party files are listed one by one: $what", ({ files, is }) => {
  const all = Object.entries({ ...report.files, ...files }).filter(([, content]) => content !== undefined);
  const { functions, zips } = diffOf({ ...report, files: Object.fromEntries(all) });
  expect(functions).toMatchObject([{ name: "report", change: "changed", settings: [] }]);
  expect(zips).toHaveLength(1);
  expect(zips[0]).toMatchObject({ change: "content", functions: ["report"], distributions: [], left: [] });
  expect(zips[0]?.files.map(fileSummary)).toEqual(is);
});

test("a file that differs says how it was and is", () => {
  const [file] = onlyZip(diffOf({ ...report, files: { "index.py": ["x"] } })).files;
  expect(file).toMatchObject({
    before: { bytes: 12, mode: "0644", origin: "first-party", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    after: { bytes: 1, mode: "0755", origin: "first-party", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  expect(file?.before?.sha256).not.toBe(file?.after?.sha256);
});

test("a file that another distribution brings now differs in its origin alone, though the one that had it went", () => {
  const common = { "common/__init__.py": "" };
  const [first, second] = [
    { version: "1", files: { ...common, "a.py": "" } },
    { version: "1", files: { ...common, "b.py": "" } },
  ];
  const zip = onlyZip(diffOf({ distributions: { second } }, { distributions: { first, second } }));
  expect(zip.distributions).toMatchObject([{ name: "first", change: "removed", before: { files: 2 } }]);
  expect(zip.files).toMatchObject([
    { path: "common/__init__.py", change: "origin", before: { origin: "first" }, after: { origin: "second" } },
  ]);
  expect(zip.left).toEqual([{ path: "common/__init__.py", distribution: "second", before: "same-bytes" }]);
});

test("a file taken over from a distribution of another version is listed, and only its other files are counted", () => {
  const newer = { version: "2", files: { "tool/a.py": "new" } };
  const zip = onlyZip(
    diffOf({ ...report, files: { ...report.files, "tool/__init__.py": "one" }, distributions: { tool: newer } }),
  );
  expect(zip.files.map(fileSummary)).toEqual(["origin tool/__init__.py"]);
});

test("files that are left out now, or no longer, say by which rule, and so do those that never shipped", () => {
  const files = { "index.py": "", "docs/a.md": "12", "docs/deep/b.md": "34" };
  const before = { files, left: [{ path: "notes.txt", rule: ".lambdaignore:1" }] };
  const after = {
    files: { "index.py": "", "notes.txt": "1" },
    left: [
      { path: ".env", rule: "secrets" },
      { path: "docs/", rule: "exclude: docs/" },
    ],
  };
  const zip = onlyZip(diffOf(after, before));
  expect(zip.files.map(fileSummary)).toEqual([
    "removed docs/a.md (exclude: docs/)",
    "removed docs/deep/b.md (exclude: docs/)",
    "added notes.txt (.lambdaignore:1)",
  ]);
  expect(zip.left).toEqual([
    { path: ".env", after: "secrets" },
    { path: "docs/", after: "exclude: docs/" },
    { path: "notes.txt", before: ".lambdaignore:1" },
  ]);
});

test("what stays behind by another rule is said, though the ZIP is the same", () => {
  const left = (rule: string): MadeFunction => ({ ...report, left: [{ path: "docs/", rule }] });
  const diff = diffOf(left("exclude: docs/"), left(".lambdaignore:1"));
  expect(diff.functions).toMatchObject([{ name: "report", change: "changed", settings: [] }]);
  expect(onlyZip(diff)).toMatchObject({
    change: "nothing",
    files: [],
    left: [{ path: "docs/", before: ".lambdaignore:1", after: "exclude: docs/" }],
  });
});

test("a rule for a distribution's files does not speak of a first-party file below the same path", () => {
  const before = { files: { "tool/tests/own.py": "" }, distributions: { tool } };
  const after = { distributions: { tool }, leftOfDistributions: [{ path: "tool/tests/", rule: "tests", distribution: "tool" }] };
  expect(onlyZip(diffOf(after, before)).files.map(fileSummary)).toEqual(["removed tool/tests/own.py"]);
});

test("a rule for a file does not speak of one whose name begins the same", () => {
  const before = { files: { "index.py": "", "notes.txt": "" } };
  const after = { files: { "index.py": "" }, left: [{ path: "notes", rule: ".lambdaignore:1" }] };
  expect(onlyZip(diffOf(after, before)).files.map(fileSummary)).toEqual(["removed notes.txt"]);
});

test("slimming a distribution of the same version lists its files with their rules, and one of another version does not", () => {
  const whole = { ...tool, files: { ...tool.files, "tool/tests/test_a.py": "test" } };
  const leftOfDistributions = [{ path: "tool/tests/", rule: "tests", distribution: "tool" }];
  const slim = onlyZip(diffOf({ ...report, leftOfDistributions }, { ...report, distributions: { tool: whole } }));
  expect(slim.files.map(fileSummary)).toEqual(["removed tool/tests/test_a.py (tests)"]);
  expect(slim.left).toEqual([{ path: "tool/tests/", distribution: "tool", after: "tests" }]);
  const newer = { ...whole, version: "2" };
  const renewed = onlyZip(diffOf({ ...report, leftOfDistributions }, { ...report, distributions: { tool: newer } }));
  expect(renewed).toMatchObject({ files: [], left: [], distributions: [{ change: "version" }] });
});
