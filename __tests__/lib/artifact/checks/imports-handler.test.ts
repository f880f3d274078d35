import { checkImports } from "../../../../lib/artifact/checks/imports";
import { inShort, verdictOn } from "./imports-case";

const ok: readonly string[] = [];
const error = (line?: number): string[] => [`error index.handler ~/index.py${line === undefined ? "" : `:${line}`}`];
const note = ["note index.handler ~/index.py"];

test.each([
  { index: "def handler(event, context): pass", found: ok },
  { index: "@wrap\ndef handler(event, context): pass", found: ok },
  { index: "handler = lambda event, context: 1", found: ok },
  { index: "class C:\n    def __call__(self, event, context): pass\nhandler = C()", found: ok },
  { index: "def main(event, context): pass\nhandler = main", found: ok },
  { index: "from other import work as handler", found: ok },
  { index: "from other import *", found: error() },
  { index: "from stars import *", found: ok },
  { index: "try:\n    from other import work as handler\nexcept ImportError:\n    def handler(event, context): pass", found: ok },
  { index: "def handler(event, context): pass\nhandler = wrap(handler)", found: note },
  { index: "import app\nhandler = app.handler", found: note },
  { index: "class C(Base): pass\nhandler = C()", found: note },
  { index: "from json import loads as handler", found: note },
  { index: "if x:\n    handler = 1\nelse:\n    def handler(event, context): pass", found: note },
  { index: "globals()['handler'] = 1", found: note },
  { index: "main = 1", found: error() },
  { index: "def handle(event, context): pass", found: error() },
  { index: "def f():\n    def handler(event, context): pass", found: error() },
  { index: "handler = 'index.main'", found: error(1) },
  { index: "x = 1\nhandler = None", found: error(2) },
  { index: "handler = x = {}", found: error(1) },
  { index: "class C: pass\nhandler = C()", found: error(2) },
  { index: "\nasync def handler(event, context): pass", found: error(2) },
  { index: "import json as handler", found: error(1) },
  { index: "from folder import handler", found: error(1) },
  { index: "from other import value as handler", found: error(1) },
  { index: "def handler(event, context): pass\nhandler = 1", found: error(2) },
])("the handler of\n$index\ngives $found", ({ index, found }) => {
  const files = {
    "index.py": `${index}\n`,
    "other.py": "value = 1\ndef work(event, context): pass\n",
    "stars.py": "from own import *\n",
    "own.py": "def handler(event, context): pass\n",
    "folder/handler.py": "",
    "app.py": "handler = 1\n",
  };
  expect(inShort(verdictOn({ files }).findings)).toEqual(found);
});

test.each([
  { handler: "a/b/entry.main", found: ok },
  { handler: "a.b.entry.main", found: ok },
  { handler: "a.b.main", found: ok },
  { handler: "a/b/entry.other", found: ["error a/b/entry.other ~/a/b/entry.py"] },
  { handler: "a/nowhere.main", found: ["error a/nowhere.main"] },
])("a handler is found as AWS finds it: $handler gives $found", ({ handler, found }) => {
  const entry = "from . import own\ndef main(event, context): pass\n";
  const files = { "a/b/entry.py": entry, "a/b/own.py": "", "a/b/__init__.py": "from .entry import main\n" };
  expect(inShort(verdictOn({ files, handler }).findings)).toEqual(found);
});

test("what is wrong with a handler is said with the cure", () => {
  const missing = verdictOn({ files: { "index.py": "def lambda_handler(event, context): pass\n" } }).findings;
  const coroutine = verdictOn({ files: { "index.py": "async def handler(event, context): pass\n" } }).findings;
  const unread = verdictOn({ files: { "index.py": "def handler(event, context)\n    pass\n" } }).findings;
  expect([...missing, ...coroutine, ...unread]).toMatchInlineSnapshot(`
    [
      {
        "check": "imports",
        "fix": "define handler(event, context) there, or name another as handler: it defines lambda_handler",
        "level": "error",
        "subject": "index.handler",
        "what": "the handler index.handler is not there: index.py defines no handler",
        "where": "~/index.py",
      },
      {
        "check": "imports",
        "fix": "make handler a function of two arguments, event and context",
        "level": "error",
        "subject": "index.handler",
        "what": "the handler index.handler is a coroutine function, and the runtime awaits nothing: it would answer with the coroutine",
        "where": "~/index.py:1",
      },
      {
        "check": "imports",
        "fix": "correct it, or use a runtime whose Python has this syntax",
        "level": "error",
        "subject": "index.py",
        "what": "index.py is not Python 3.11: expected ':'",
        "where": "~/index.py:1",
      },
    ]
  `);
});

const index = { path: "index.py", shownPath: "~/index.py" };
const common = { handler: "index.handler", strategy: "bundle", runtime: "python3.12" } as const;
const folders = [[{ path: "index.py", origin: "first-party" }]];

test("an older Python than the runtime's that does not read a module leaves it unchecked", () => {
  const facts = { syntaxError: { line: 3, message: "invalid syntax" } };
  expect(checkImports({ ...common, folders, scan: { parserMinor: 9, modules: [{ ...index, facts }] } })).toMatchInlineSnapshot(`
    {
      "findings": [
        {
          "check": "imports",
          "fix": "install Python 3.12, or name one in LAMBDA_CONTAINER_PYTHON",
          "level": "warning",
          "subject": "index.py",
          "what": "index.py was not checked: Python 3.9, the newest here, does not read it (invalid syntax), and 3.12 may",
          "where": "~/index.py:3",
        },
      ],
      "imports": [],
      "modules": [
        {
          "facts": {
            "syntaxError": {
              "line": 3,
              "message": "invalid syntax",
            },
          },
          "path": "index.py",
          "shownPath": "~/index.py",
        },
      ],
      "nowhere": [],
    }
  `);
});

test("without a Python nothing is checked, and that is said", () => {
  const scan = { notScanned: "there is no Python here", fix: "install Python 3.9 or newer" };
  expect(checkImports({ ...common, folders, scan })).toMatchInlineSnapshot(`
    {
      "findings": [
        {
          "check": "imports",
          "fix": "install Python 3.9 or newer",
          "level": "warning",
          "subject": "python",
          "what": "the imports of index.handler were not checked: there is no Python here",
        },
      ],
      "imports": [],
      "modules": [],
      "nowhere": [],
    }
  `);
});

test("a module that could not be read is said to be unchecked", () => {
  const facts = { notScanned: "it changed while it was being read" };
  const { findings } = checkImports({ ...common, folders, scan: { parserMinor: 12, modules: [{ ...index, facts }] } });
  expect(inShort(findings)).toEqual(["warning index.py ~/index.py"]);
});
