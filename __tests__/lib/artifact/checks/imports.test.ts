import { type ImportCase, inShort, indexOf, verdictOn } from "./imports-case";

const none: readonly string[] = [];

describe("an import that nobody supplies", () => {
  test.each([
    { index: indexOf("import requests"), found: ["error requests ~/index.py:1"] },
    { index: indexOf("", "import requests.adapters as a, json"), found: ["error requests ~/index.py:2"] },
    { index: indexOf("from requests.adapters import HTTPAdapter"), found: ["error requests ~/index.py:1"] },
    { index: indexOf("from requests import *"), found: ["error requests ~/index.py:1"] },
    { index: indexOf("import importlib", "importlib.import_module('requests')"), found: ["error requests ~/index.py:2"] },
    { index: indexOf("requests = __import__('requests')"), found: ["error requests ~/index.py:1"] },
    { index: indexOf("def f():", "    import requests"), found: ["warning requests ~/index.py:2"] },
    { index: indexOf("if DEBUG:", "    import requests"), found: ["warning requests ~/index.py:2"] },
    { index: indexOf("try:", "    import requests", "except ImportError:", "    pass"), found: ["note requests ~/index.py:2"] },
    { index: indexOf("try:", "    import requests", "except ImportError:", "    raise"), found: ["error requests ~/index.py:2"] },
    { index: indexOf("if TYPE_CHECKING:", "    import requests"), found: none },
    { index: indexOf("if __name__ == '__main__':", "    import requests"), found: none },
    { index: indexOf("if sys.platform == 'win32':", "    import winreg"), found: none },
    { index: indexOf("if sys.version_info < (3, 11):", "    import tomli", "else:", "    import tomllib"), found: none },
    { index: indexOf("try:", "    import tomllib", "except ImportError:", "    import tomli"), found: none },
    {
      index: indexOf("try:", "    import orjson", "except ImportError:", "    import simplejson"),
      found: ["note orjson ~/index.py:2", "error simplejson ~/index.py:4"],
    },
    {
      index: indexOf("def f():", "    import requests", "import requests", "import requests.adapters"),
      found: ["error requests ~/index.py:3"],
    },
  ])("is graded by what it does: $found for\n$index", ({ index, found }) => {
    expect(inShort(verdictOn({ files: { "index.py": index } }).findings)).toEqual(found);
  });

  test("is said with the place, the distribution and a cure that fits the packaging", () => {
    const files = { "index.py": indexOf("import yaml", "import google.cloud.storage_v1", "import our_models") };
    expect(verdictOn({ files, strategy: "runtime" }).findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "use Packaging.bundle() or Packaging.layer(), and add PyYAML to requirements.txt",
          "level": "error",
          "subject": "yaml",
          "what": "index.py imports yaml, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
          "where": "~/index.py:1",
        },
        {
          "check": "imports",
          "fix": "use Packaging.bundle() or Packaging.layer(), and add google-cloud-storage to requirements.txt",
          "level": "error",
          "subject": "google.cloud.storage_v1",
          "what": "index.py imports google.cloud.storage_v1, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
          "where": "~/index.py:2",
        },
        {
          "check": "imports",
          "fix": "use Packaging.bundle() or Packaging.layer(), and add the distribution it comes from (our-models, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
          "level": "error",
          "subject": "our_models",
          "what": "index.py imports our_models, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
          "where": "~/index.py:3",
        },
      ]
    `);
    expect(verdictOn({ files, strategy: "layer" }).findings.map(({ fix }) => fix)).toMatchInlineSnapshot(`
      [
        "add PyYAML to requirements.txt",
        "add google-cloud-storage to requirements.txt",
        "add the distribution it comes from (our-models, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
      ]
    `);
  });

  test("is told of once, with the number of other lines", () => {
    const files = {
      "index.py": indexOf("import requests", "import helper"),
      "helper.py": "import requests\n\nimport requests.auth\n",
    };
    const { findings } = verdictOn({ files });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.what).toContain("(so do 2 other lines)");
  });

  test("counts only where the handler leads to it", () => {
    expect(verdictOn({ files: { "script.py": "import requests\n" } }).findings).toEqual([]);
  });

  test("names the rule by which the function's own module stays behind", () => {
    const { findings } = verdictOn({ files: { "index.py": indexOf("import tests.data"), "tests/data.py": "" } });
    expect(findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "take tests/ in with include, or import it where it is needed for tests alone",
          "level": "error",
          "subject": "tests",
          "what": "index.py imports tests.data, which stays behind by the rule tests",
          "where": "~/index.py:1",
        },
      ]
    `);
  });
});

describe("a module that one Python's standard library has and another's lacks", () => {
  test.each([
    { runtime: "python3.11", module: "distutils", found: none },
    { runtime: "python3.12", module: "distutils", found: ["error distutils ~/index.py:1"] },
    { runtime: "python3.12", module: "cgi", found: none },
    { runtime: "python3.13", module: "cgi", found: ["error cgi ~/index.py:1"] },
    { runtime: "python3.10", module: "tomllib", found: ["error tomllib ~/index.py:1"] },
    { runtime: "python3.11", module: "winreg", found: ["error winreg ~/index.py:1"] },
  ] as const)("$module on $runtime: $found", ({ runtime, module, found }) => {
    expect(inShort(verdictOn({ files: { "index.py": indexOf(`import ${module}`) }, runtime }).findings)).toEqual(found);
  });

  test("is said with the minor in which it went or came", () => {
    const files = { "index.py": indexOf("import cgi", "import distutils.core") };
    expect(verdictOn({ files, runtime: "python3.13" }).findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "do without it, or use the runtime python3.12, or import what legacy-cgi brings: add legacy-cgi to requirements.txt",
          "level": "error",
          "subject": "cgi",
          "what": "index.py imports cgi, which is not in Python 3.13: it left the standard library in 3.13",
          "where": "~/index.py:1",
        },
        {
          "check": "imports",
          "fix": "do without it, or use the runtime python3.11",
          "level": "error",
          "subject": "distutils",
          "what": "index.py imports distutils.core, which is not in Python 3.13: it left the standard library in 3.12",
          "where": "~/index.py:2",
        },
      ]
    `);
    expect(verdictOn({ files: { "index.py": indexOf("import tomllib") }, runtime: "python3.9" }).findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "use the runtime python3.11, or import what tomli brings: add tomli to requirements.txt",
          "level": "error",
          "subject": "tomllib",
          "what": "index.py imports tomllib, which is not in Python 3.9: it came with 3.11",
          "where": "~/index.py:1",
        },
      ]
    `);
  });

  test("is nothing to speak of where the function ships it", () => {
    const files = { "index.py": indexOf("import distutils.core", "import cgi"), "distutils/core.py": "" };
    const verdict = verdictOn({ files, runtime: "python3.13", dependencies: { "cgi.py": "legacy-cgi" } });
    expect(verdict.findings).toEqual([]);
  });
});

describe("the function's own modules", () => {
  const cases: (ImportCase & { readonly does: string; readonly found: readonly string[] })[] = [
    {
      does: "a package's __init__ is imported on the way",
      files: { "index.py": indexOf("import a.b"), "a/__init__.py": "import requests\n", "a/b.py": "" },
      found: ["error requests ~/a/__init__.py:1"],
    },
    {
      does: "a namespace package has no __init__",
      files: { "index.py": indexOf("from a.b import c"), "a/b/c.py": "import requests\n" },
      found: ["error requests ~/a/b/c.py:1"],
    },
    {
      does: "a namespace package has nothing but its modules",
      files: { "index.py": indexOf("from a import c"), "a/b.py": "" },
      found: ["error a.c ~/index.py:1"],
    },
    {
      does: "relative imports are followed",
      files: {
        "index.py": indexOf("import a.b.c"),
        "a/__init__.py": "",
        "a/b/__init__.py": "from . import c\n",
        "a/b/c.py": "from ..d import e\nfrom .. import f\n",
        "a/d.py": "from .e import e\n",
        "a/e.py": "e = 1\nimport requests\n",
        "a/f.py": "import yaml\n",
      },
      found: ["error yaml ~/a/f.py:1", "error requests ~/a/e.py:2"],
    },
    {
      does: "a relative import in the handler's module has no package to start from",
      files: { "index.py": indexOf("from . import a", "from .a import b"), "a.py": "b = 1\n" },
      found: ["error . ~/index.py:1", "error .a ~/index.py:2"],
    },
    {
      does: "a relative import may lead out of all packages",
      files: { "index.py": indexOf("import a.b"), "a/__init__.py": "", "a/b.py": "from ... import c\n", "c.py": "" },
      found: ["error ... ~/a/b.py:1"],
    },
    {
      does: "a name that the module lacks is no import either",
      files: { "index.py": indexOf("from a import b, __doc__"), "a.py": "c = 1\n" },
      found: ["error a.b ~/index.py:1"],
    },
    {
      does: "a name may come by a star import",
      files: { "index.py": indexOf("from a import c, d"), "a.py": "from b import *\n", "b.py": "c = 1\n" },
      found: ["error a.d ~/index.py:1"],
    },
    {
      does: "a star import of what nobody here has read may bring anything",
      files: { "index.py": indexOf("from a import d"), "a.py": "from json import *\n" },
      found: none,
    },
    {
      does: "a module with __getattr__ may have any name",
      files: { "index.py": indexOf("from a import d"), "a.py": "def __getattr__(name): return 1\n" },
      found: none,
    },
    {
      does: "a part of a package that is not there",
      files: { "index.py": indexOf("import a.b"), "a/__init__.py": "" },
      found: ["error a.b ~/index.py:1"],
    },
    {
      does: "a star import is followed",
      files: { "index.py": indexOf("from a import *"), "a.py": "import requests\n" },
      found: ["error requests ~/a.py:1"],
    },
    {
      does: "what a module needs that a function imports is a warning",
      files: { "index.py": indexOf("def f():", "    import a"), "a.py": "import requests\n" },
      found: ["warning requests ~/a.py:1"],
    },
    {
      does: "what a module needs that may be missing is a note",
      files: { "index.py": indexOf("try:", "    import a", "except ImportError:", "    a = None"), "a.py": "import requests\n" },
      found: ["note requests ~/a.py:1"],
    },
    {
      does: "of two ways to a module the worse counts",
      files: { "index.py": indexOf("def f():", "    import a", "import b"), "a.py": "import requests\n", "b.py": "import a\n" },
      found: ["error requests ~/a.py:1"],
    },
    {
      does: "modules that import each other are read once",
      files: { "index.py": indexOf("import a"), "a.py": "import b\n", "b.py": "import a, index\n" },
      found: none,
    },
    {
      does: "a compiled module is one too",
      files: {
        "index.py": indexOf("import fast", "from a import b"),
        "fast.cpython-311-x86_64-linux-gnu.so": "",
        "a/b.abi3.so": "",
      },
      found: none,
    },
    {
      does: "a folder named like what AWS or Python supplies counts less than that",
      files: { "index.py": indexOf("import json.decoder", "import six.moves"), "json/x.txt": "", "six/x.txt": "" },
      found: none,
    },
    {
      does: "a module that does not parse",
      files: { "index.py": indexOf("import a"), "a.py": "x = 1\nprint x\n" },
      found: ["error a.py ~/a.py:2"],
    },
    {
      does: "a module that does not parse and is not reached",
      files: { "a.py": "print x\n" },
      found: none,
    },
  ];

  test.each(cases)("$does", ({ found, ...judged }) => {
    expect(inShort(verdictOn(judged).findings)).toEqual(found);
  });

  test("in the syntax of a later Python are no modules of the runtime's, whichever Python reads them", () => {
    const files = { "index.py": indexOf("import a"), "a.py": "match 1:\n    case 1: pass\n" };
    const [finding] = verdictOn({ files, runtime: "python3.9" }).findings;
    expect(finding).toMatchObject({ level: "error", subject: "a.py" });
    expect(finding?.what).toMatch(/^a\.py is not Python 3\.9: /);
    expect(verdictOn({ files, runtime: "python3.10" }).findings).toEqual([]);
  });
});

describe("dependencies", () => {
  const dependencies = {
    "requests/__init__.py": "requests",
    "requests/adapters.py": "requests",
    "google/protobuf/__init__.py": "protobuf",
    "google/cloud/storage/__init__.py": "google-cloud-storage",
    "_cffi_backend.cpython-311-x86_64-linux-gnu.so": "cffi",
    "odd.py": "odd",
    "boto3/__init__.py": "boto3",
  };

  test("satisfy imports in the function's ZIP and in a layer alike", () => {
    const lines = [
      ...["import requests.adapters", "from google.cloud import storage", "import google.protobuf, _cffi_backend"],
      ...["from odd.made_up import x", "import boto3.session, botocore.config", "import os.path", "import common.own"],
    ];
    const judged = {
      files: { "index.py": indexOf(...lines), "common/own.py": "" },
      dependencies: { ...dependencies, "boto3/session.py": "boto3" },
    };
    const { findings, imports } = verdictOn({ ...judged, strategy: "bundle" });
    expect(findings).toEqual([]);
    expect(imports.map(({ module, by, distribution, at }) => [module, by, distribution ?? "", ...at].join(" ")))
      .toMatchInlineSnapshot(`
      [
        "_cffi_backend artifact cffi index.py:3",
        "boto3.session artifact boto3 index.py:5",
        "botocore.config aws  index.py:5",
        "common.own code  index.py:7",
        "google.cloud.storage artifact google-cloud-storage index.py:2",
        "google.protobuf artifact protobuf index.py:3",
        "odd.made_up artifact odd index.py:4",
        "os.path stdlib  index.py:6",
        "requests.adapters artifact requests index.py:1",
      ]
    `);
    expect(verdictOn({ ...judged, strategy: "layer" })).toMatchObject({ findings, imports });
  });

  test("lack a part: a warning, since a package may make its parts when it is imported", () => {
    const { findings } = verdictOn({ files: { "index.py": indexOf("import requests.nowhere") }, dependencies });
    expect(findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "pin a version of requests that has it, or correct the name",
          "level": "warning",
          "subject": "requests.nowhere",
          "what": "index.py imports requests.nowhere, and the distribution requests as it ships holds no requests.nowhere",
          "where": "~/index.py:1",
        },
      ]
    `);
  });

  test("lack a part of a namespace: an error, since nobody makes that", () => {
    const { findings } = verdictOn({ files: { "index.py": indexOf("from google.cloud import bigquery") }, dependencies });
    expect(findings).toMatchInlineSnapshot(`
      [
        {
          "check": "imports",
          "fix": "add google-cloud-bigquery to requirements.txt",
          "level": "error",
          "subject": "google.cloud.bigquery",
          "what": "index.py imports google.cloud.bigquery, which nobody supplies: neither the function's own code, nor its dependencies, nor AWS's python3.11 runtime",
          "where": "~/index.py:1",
        },
      ]
    `);
  });

  test("in a layer are found beside folders of the function's own that are named alike", () => {
    const files = {
      "index.py": indexOf("import requests.adapters", "from google.cloud import storage", "from google.cloud import own"),
      "requests/data.json": "{}",
      "google/cloud/own.py": "",
    };
    expect(verdictOn({ files, dependencies, strategy: "layer" }).findings).toEqual([]);
  });

  test("in a layer are hidden by a package of the function's own", () => {
    const files = { "index.py": indexOf("import google.protobuf"), "google/__init__.py": "" };
    expect(inShort(verdictOn({ files, dependencies, strategy: "layer" }).findings)).toEqual([
      "error google.protobuf ~/index.py:1",
    ]);
  });
});

test.each<{ how: string; files: Record<string, string> }>([
  { how: "sys.path.insert", files: { "index.py": indexOf("import sys", "sys.path.insert(0, 'vendor')", "import vendored") } },
  { how: "sys.path +=", files: { "index.py": indexOf("import sys", "sys.path += ['vendor']", "import vendored") } },
  { how: "addsitedir", files: { "index.py": indexOf("import site", "site.addsitedir('vendor')", "import vendored") } },
  { how: "a .pth file", files: { "index.py": indexOf("import vendored"), "own.pth": "vendor\n" } },
])("what is nowhere to be seen may be there where $how has it looked for elsewhere", ({ files }) => {
  const { findings, nowhere } = verdictOn({ files });
  expect(findings.map(({ level, subject }) => `${level} ${subject}`)).toEqual(["warning vendored"]);
  expect(nowhere).toEqual(["vendored"]);
});
