import { scanModule } from "../../../../lib/artifact/wheel/import-scan";
import { keepAll, slimming } from "../../../../lib/artifact/wheel/slim";
import { inTemporaryFolder } from "../temporary-folder";
import { indexedWheel, type MadeWheel } from "./make-wheel";

/** What stays behind of these wheels, each path with its rule. */
function leftOut(
  files: MadeWheel["files"],
  others: readonly MadeWheel[] = [],
  mentions: readonly string[] = [],
): Record<string, string> {
  return inTemporaryFolder((folder) => {
    const wheels = [{ name: "pkg", files }, ...others].map((made) => indexedWheel(folder, made).index);
    const slim = slimming(wheels, mentions);
    const [index] = wheels;
    if (index === undefined) return {};
    const left = index.entries.flatMap(({ path }) => {
      const found = slim(index, path);
      return found === undefined ? [] : [[path, found.rule] as const];
    });
    return Object.fromEntries(left);
  });
}

const tests = { "pkg/__init__.py": "", "pkg/tests/__init__.py": "", "pkg/tests/test_a.py": "from pkg.tests import data\n" };

test.each([
  ["pkg/__pycache__/a.cpython-311.pyc", "bytecode"],
  ["pkg/a.pyi", "type-stubs"],
  ["pkg/a.pxd", "cython-sources"],
  ["pkg/a.pyx", "cython-sources"],
  ["pkg/a.c", "c-sources"],
  ["pkg/include/a.hpp", "c-sources"],
  ["pkg/liba.a", "static-libraries"],
])("%s stays behind by the rule %s", (path, rule) => {
  expect(leftOut({ "pkg/__init__.py": "", [path]: "" })).toEqual({ [path]: rule });
});

test.each([
  "pkg/py.typed",
  "pkg/a.so",
  "pkg.libs/libb-1234.so.1",
  "pkg/data.json",
  "pkg/a.pyd",
  "pkg/testing/__init__.py",
  "pkg/test_data.bin",
])("%s ships", (path) => {
  expect(leftOut({ "pkg/__init__.py": "", [path]: "" })).toEqual({});
});

test("bytecode without its source ships, since it is the module then", () => {
  expect(leftOut({ "pkg/__init__.py": "", "pkg/only.pyc": "", "pkg/both.py": "", "pkg/both.pyc": "" })).toEqual({
    "pkg/both.pyc": "bytecode",
  });
});

test("stubs that the module beside them reads ship", () => {
  expect(
    leftOut({ "pkg/__init__.py": "import lazy_loader\nlazy_loader.attach_stub(__name__, __file__)\n", "pkg/__init__.pyi": "" }),
  ).toEqual({});
});

test("tests that nobody imports stay behind as a whole", () => {
  expect(leftOut(tests)).toEqual({ "pkg/tests/__init__.py": "tests", "pkg/tests/test_a.py": "tests" });
});

test.each([
  ["from pkg.tests import test_a\n"],
  ["import pkg.tests.test_a\n"],
  ["from . import tests\n"],
  ["from .tests import test_a\n"],
  ["import importlib\nimportlib.import_module('pkg.tests.test_a')\n"],
  ["def late():\n    from pkg.tests.test_a import x\n"],
])("tests that a module of the wheel imports ship: %j", (source) => {
  expect(leftOut({ ...tests, "pkg/user.py": source })).toEqual({});
});

test("tests that another wheel imports ship", () => {
  expect(leftOut(tests, [{ name: "other", files: { "other.py": "import pkg.tests\n" } }])).toEqual({});
});

test("tests that the person's own code imports ship", () => {
  expect(leftOut(tests, [], [...scanModule("from pkg.tests import test_a\n", "index.py").mentions])).toEqual({});
});

test("tests that ship because they are imported bring those that they import themselves", () => {
  const two = {
    ...tests,
    "pkg/sub/__init__.py": "",
    "pkg/sub/tests/test_b.py": "import pkg.tests\n",
    "pkg/user.py": "import pkg.sub.tests\n",
  };
  expect(leftOut(two)).toEqual({});
});

test("a folder of that name with something compiled, or without a test in it, is no tests", () => {
  expect(
    leftOut({ "pkg/__init__.py": "", "pkg/test/plugin.py": "", "pkg/tests/test_a.py": "", "pkg/tests/native.so": "" }),
  ).toEqual({});
});

test("with slimming turned off all ships", () => {
  inTemporaryFolder((folder) => {
    const { index } = indexedWheel(folder, { name: "pkg", files: tests });
    expect(index.entries.filter(({ path }) => keepAll(index, path) !== undefined)).toEqual([]);
  });
});
