import { scanModule } from "../../../../lib/artifact/wheel/import-scan";

const place = "pkg/sub/module.py";

test.each([
  ["import os, sys as s, a.b.c\n", ["a.b.c", "os", "sys"]],
  ["from a.b import c, d\n", ["a.b"]],
  ["from . import x\n", ["pkg.sub"]],
  ["from .x import y\n", ["pkg.sub.x"]],
  ["from .. import x\n", ["pkg"]],
  ["from ..x.y import z\n", ["pkg.x.y"]],
  ["from .import x\n", ["pkg.sub"]],
  ["try: import fast\nexcept ImportError: import slow\n", ["fast", "slow"]],
  ["if True:\n\timport a; import b\n", ["a", "b"]],
  ["from a import (\n    b,  # one (of two\n    c,\n)\n", ["a"]],
  ["from a \\\n    import b\n", ["a"]],
  ["fromage = 1\nimportant = 2\nx.import_()\n", []],
  ["# import a\n", []],
])("%j imports %j", (source, imports) => {
  expect([...scanModule(source, place).imports].sort()).toEqual(imports);
});

test("a package's own module resolves relative names from the package", () => {
  expect([...scanModule("from . import x\nfrom .tests import y\n", "pkg/__init__.py").imports]).toEqual(["pkg", "pkg.tests"]);
});

test.each([
  ["import other.tests.deep.x\n", "other.tests"],
  ["from other.tests import x\n", "other.tests"],
  ["from other import tests\n", "other.tests"],
  ["from . import a, tests as t\n", "pkg.sub.tests"],
  ["from . import (\n    a,  # (why\n    tests,\n)\n", "pkg.sub.tests"],
  ["from ..tests.y import z\n", "pkg.tests"],
  ["from other.conftest import x\n", "other.conftest"],
  ["import_module('other.tests.x')\n", "other.tests"],
  ['__import__("other.tests")\n', "other.tests"],
  ["import_module('.tests', __package__)\n", "pkg.sub.tests"],
  ["import_module('..tests.y', __package__)\n", "pkg.tests"],
  ['import_module(f"{__name__}.tests")\n', "pkg.sub.tests"],
  ["import_module('tests')\n", "pkg.sub.tests"],
  ["__all__ = [\n    'a',\n    'tests',\n]\n", "pkg.sub.tests"],
  ["lazy.attach(__name__, ['a', 'tests'])\n", "pkg.sub.tests"],
  ["open(root / 'other/tests/data.json')\n", "pkg.other.tests"],
  ["hook = 'other.tests.x:run'\n", "other.tests"],
])("%j may need %s", (source, mention) => {
  expect([...scanModule(source, place).mentions]).toContain(mention);
});

test.each([
  ["a label", "split = 'test'\n"],
  ["a name to skip", "names -= {'tests', 'conftest'}\n"],
  ["a folder that is compared with", "path = os.path.join(root, 'tests')\n"],
  ["a comment", "# see other.tests\n"],
  ["text", '"""Run other.tests to see."""\n'],
  ["a longer word", "import latest, testing.tools\nx = 'a.testsuite'\n"],
])("%s is no mention of tests", (_what, source) => {
  expect([...scanModule(source, place).mentions]).toEqual([]);
});
