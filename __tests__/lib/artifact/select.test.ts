import { below, fromDefault, fromPattern, judge, judgePath, ships } from "../../../lib/artifact/select";
import { defaultRules } from "../../../lib/artifact/selection-rules";

const rulesOf = (patterns: readonly string[]) => [
  ...defaultRules.map(fromDefault),
  ...patterns.map((pattern, index) => fromPattern(`line ${index + 1}`, pattern)),
];
const leftBy = (patterns: readonly string[], path: string) => judgePath(rulesOf(patterns), path).leftBy?.name;

test.each([
  { patterns: ["docs/"], path: "docs/a.md", by: "line 1" },
  { patterns: ["docs/"], path: "docs", by: undefined }, // a file of that name
  { patterns: ["/docs/"], path: "pkg/docs/a.md", by: undefined },
  { patterns: ["*.md"], path: "docs/a.md", by: "line 1" },
  { patterns: ["*.md"], path: "docs/a.MD", by: undefined },
  { patterns: ["docs/*.md"], path: "docs/deep/a.md", by: undefined },
  { patterns: ["docs/**/*.md"], path: "docs/deep/er/a.md", by: "line 1" },
  { patterns: ["data[0-9].json"], path: "data7.json", by: "line 1" },
  { patterns: ["\\!odd"], path: "!odd", by: "line 1" },
  { patterns: ["*.md", "*.md"], path: "a.md", by: "line 2" }, // the later one is named
  { patterns: ["*.md", "!a.md"], path: "a.md", by: undefined },
  { patterns: ["!a.md", "*.md"], path: "a.md", by: "line 2" },
  { patterns: ["*", "!src/"], path: "src/deep/a.py", by: undefined },
  { patterns: ["*", "!src/"], path: "other/a.py", by: "line 1" },
  { patterns: ["*", "!src/"], path: "src/.env", by: "secrets" },
  { patterns: ["*.log", "!kept/"], path: "kept/a.log", by: "line 1" },
  { patterns: ["docs/", "!docs/api/"], path: "docs/api/a.md", by: undefined },
  { patterns: ["docs/", "!docs/api/"], path: "docs/b.md", by: "line 1" },
  { patterns: ["!docs/api/", "docs/"], path: "docs/api/a.md", by: "line 2" },
])("with $patterns, $path is left out by $by", ({ patterns, path, by }) => {
  expect(leftBy(patterns, path)).toBe(by);
});

test.each([
  { pattern: "!.env", path: ".env", by: undefined },
  { pattern: "!ca.pem", path: "certs/ca.pem", by: undefined },
  { pattern: "!ca.pem", path: "certs/server.pem", by: "secrets" },
  { pattern: "!tests/fixtures/data.json", path: "tests/fixtures/data.json", by: undefined },
  { pattern: "!tests/fixtures/data.json", path: "tests/fixtures/other.json", by: "tests" },
  { pattern: "!/tests/data.json", path: "pkg/tests/data.json", by: "tests" },
  { pattern: "!**/tests/data.json", path: "pkg/tests/data.json", by: undefined },
  { pattern: "!tests/**/*.json", path: "tests/a/b/data.json", by: undefined },
  { pattern: "!tests/**/*.json", path: "tests/a/b/data.py", by: "tests" },
  { pattern: "!tests/**/*.json", path: "tests/.venv/data.json", by: "tests" },
  { pattern: "!tests/", path: "tests/test_a.py", by: undefined },
  { pattern: "!tests/", path: "tests/deep/tests/test_a.py", by: undefined },
  { pattern: "!tests/", path: "tests/.env", by: "secrets" },
  { pattern: "!tests/", path: "tests/__pycache__/a.pyc", by: "bytecode" },
  { pattern: "!tests/", path: "test_a.py", by: "tests" },
  { pattern: "!tests/data/", path: "tests/data/test_a.py", by: undefined },
  { pattern: "!tests/data/", path: "tests/other/test_a.py", by: "tests" },
  { pattern: "!tests/**", path: "tests/.env", by: undefined },
  { pattern: "!*.json", path: "tests/data.json", by: "tests" }, // spells out no folder
  { pattern: "!**/*.json", path: "node_modules/a/package.json", by: "node-modules" },
  { pattern: "!cacert.pem", path: ".venv/lib/certifi/cacert.pem", by: "secrets" },
  { pattern: "!*", path: ".env", by: undefined }, // it does what it says
  { pattern: "!*", path: "pkg/.env", by: undefined },
])("the rule $pattern lets $path be left out by $by", ({ pattern, path, by }) => {
  expect(leftBy([], path)).toBeDefined();
  expect(leftBy([pattern], path)).toBe(by);
});

test.each([
  { patterns: [], path: "tests/", mayHold: false },
  { patterns: ["!ca.pem"], path: ".venv/", mayHold: false },
  { patterns: ["!*.json"], path: "node_modules/", mayHold: false },
  { patterns: ["!tests/data.json"], path: "tests/", mayHold: true },
  { patterns: ["!tests/data.json"], path: ".venv/", mayHold: false },
  { patterns: ["!tests/a/data.json"], path: "tests/a/", mayHold: true },
  { patterns: ["!tests/a/data.json"], path: "tests/b/", mayHold: false },
  { patterns: ["!tests/data.json", "tests/"], path: "tests/", mayHold: false },
])("with $patterns, the left-out folder $path is read: $mayHold", ({ patterns, path, mayHold }) => {
  const { leftBy, reaching } = judgePath(rulesOf(patterns), path);
  expect(leftBy).toBeDefined();
  expect(reaching.length > 0).toBe(mayHold);
});

test("a virtual environment told by what it holds can be taken in by name", () => {
  const entries = new Set(["pyvenv.cfg"]);
  expect(judge(rulesOf([]), ships, "runtime/", entries).leftBy?.name).toBe("virtual-environments");
  expect(judge(rulesOf(["!runtime/"]), ships, "runtime/", entries).leftBy).toBeUndefined();
});

test("the rules of a further source see its own paths only", () => {
  const rules = [below("common/", fromPattern("line 1", "/data/")), below("common/", fromPattern("line 2", "common"))];
  expect(judgePath(rules, "common/data/a.json").leftBy?.name).toBe("line 1");
  expect(judgePath(rules, "data/a.json").leftBy).toBeUndefined();
  expect(judgePath(rules, "folder/data/a.json").leftBy).toBeUndefined(); // as long as "common/"
  expect(judgePath(rules, "common/a.py").leftBy).toBeUndefined();
});
