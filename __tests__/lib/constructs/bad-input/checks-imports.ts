import type { BadInput } from "./bad-input";

const handler = "\ndef handler(event, context): ...\n";
const onRuntime = { packaging: "Packaging.runtime()" };

/** A project of these Python files alone, to which nobody adds a dependency. */
function alone(files: Readonly<Record<string, string>>): Pick<BadInput, "files"> {
  const own = Object.entries(files).map(([path, text]) => [`report/${path}`, text] as const);
  return { files: { "report/requirements.txt": null, ...Object.fromEntries(own) } };
}

/** Code that cannot be imported, or has no handler, as its text shows. */
export const badImports: readonly BadInput[] = [
  {
    name: "an import that the managed runtime does not supply, although requirements.txt asks for it",
    ...onRuntime,
    files: { "report/index.py": `import json\nimport requests\n${handler}`, "report/requirements.txt": "requests\n" },
    says: {
      what: "index.py imports requests, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
      where: "report/index.py:2",
      fix: "use Packaging.bundle() or Packaging.layer(), which install what report/requirements.txt:1 asks for: Packaging.runtime() installs nothing",
    },
  },
  {
    name: "an import that is not among the dependencies, and is named otherwise than its distribution",
    files: { "report/index.py": `import tool\nimport yaml\n${handler}` },
    says: {
      what: "index.py imports yaml, which nobody supplies: neither the function's own code, nor its dependencies, nor AWS's python3.11 runtime",
      where: "report/index.py:2",
      fix: "add PyYAML to requirements.txt",
    },
  },
  {
    name: "an import that is not among the dependencies of a layer",
    packaging: "Packaging.layer()",
    files: { "report/index.py": `import tool\nfrom google.cloud import storage\n${handler}` },
    says: {
      what: "index.py imports google.cloud.storage, which nobody supplies: neither the function's own code, nor its dependencies, nor AWS's python3.11 runtime",
      where: "report/index.py:2",
      fix: "add google-cloud-storage to requirements.txt",
    },
  },
  {
    name: "an import that nobody supplies, two modules away from the handler",
    ...alone({
      "index.py": `from orders import totals\n${handler}`,
      "orders/__init__.py": "",
      "orders/totals.py": "import json\n\nfrom .rates import rate\n",
      "orders/rates.py": '"""Rates."""\n\nimport pandas as pd\n\nrate = 1\n',
    }),
    says: {
      what: "orders/rates.py imports pandas, which nobody supplies: neither the function's own code, nor its dependencies, nor AWS's python3.11 runtime",
      where: "report/orders/rates.py:3",
      fix: "add the distribution it comes from (pandas, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
    },
  },
  {
    name: "a relative import that leads beyond the source folder",
    ...onRuntime,
    ...alone({ "index.py": `import orders\n${handler}`, "orders/__init__.py": "from ..common import rates\n" }),
    says: {
      what: "orders/__init__.py imports ..common relatively, and lies in too few packages for so many dots",
      where: "report/orders/__init__.py:1",
      fix: "import it by its name from the source folder, without dots",
    },
  },
  {
    name: "a relative import in the handler's module, which is in no package",
    ...onRuntime,
    ...alone({ "index.py": `from .orders import totals\n${handler}`, "orders.py": "totals = {}\n" }),
    says: {
      what: "index.py imports .orders relatively, and lies in too few packages for so many dots",
      where: "report/index.py:1",
      fix: "import it by its name from the source folder, without dots",
    },
  },
  {
    name: "an import of what a rule leaves behind",
    ...onRuntime,
    ...alone({ "index.py": `from tests.samples import sample\n${handler}`, "tests/samples.py": "sample = 1\n" }),
    says: {
      what: "index.py imports tests.samples, which stays behind by the rule tests",
      where: "report/index.py:1",
      fix: "take tests/ in with include, or import it where it is needed for tests alone",
    },
  },
  {
    name: "a module that one's own package does not have",
    ...alone({ "index.py": `import orders.totals\n${handler}`, "orders/__init__.py": "" }),
    says: {
      what: "index.py imports orders.totals, and orders has no such module",
      where: "report/index.py:1",
      fix: "add orders/totals.py, or correct the name",
    },
  },
  {
    name: "a name that one's own module does not define",
    ...alone({ "index.py": `from orders import total\n${handler}`, "orders.py": "totals = {}\n" }),
    says: {
      what: "index.py imports total from orders, and orders.py defines no total",
      where: "report/index.py:1",
      fix: "define total there, or correct the name",
    },
  },
  {
    name: "a module of the standard library that is gone from the runtime's Python",
    ...onRuntime,
    ...alone({ "index.py": `import imp\n${handler}` }),
    props: "runtime: PythonRuntime.PYTHON_3_12",
    says: {
      what: "index.py imports imp, which is not in Python 3.12: it left the standard library in 3.12",
      where: "report/index.py:1",
      fix: "do without it, or use the runtime python3.11",
    },
  },
  {
    name: "a module that is gone, and for which there is a stand-in",
    ...alone({ "index.py": `import cgi\n${handler}` }),
    props: "runtime: PythonRuntime.PYTHON_3_13",
    says: {
      what: "index.py imports cgi, which is not in Python 3.13: it left the standard library in 3.13",
      where: "report/index.py:1",
      fix: "do without it, or use the runtime python3.12, or import what legacy-cgi brings: add legacy-cgi to requirements.txt",
    },
  },
  {
    name: "a module that came with a later Python",
    ...alone({ "index.py": `import tomllib\n${handler}` }),
    props: "runtime: PythonRuntime.PYTHON_3_10",
    says: [
      {
        what: "warning: python3.10 is deprecated: AWS has not patched it since 2026-10-31, from 2027-02-01 it creates no function with it, from 2027-03-03 it updates none (as seen in August 2026)",
        where: "aws_lambda_function.report",
        fix: "move to python3.11 (Amazon Linux 2, glibc 2.26, patched until 2027-06-30), and make its lock anew: npm run lock",
      },
      {
        what: "index.py imports tomllib, which is not in Python 3.10: it came with 3.11",
        where: "report/index.py:1",
        fix: "use the runtime python3.11, or import what tomli brings: add tomli to requirements.txt",
      },
    ],
  },
  {
    name: "a handler that is not defined",
    ...onRuntime,
    ...alone({ "index.py": "def handle(event, context): ...\n" }),
    says: {
      what: "the handler index.handler is not there: index.py defines no handler",
      where: "report/index.py",
      fix: "define handler(event, context) there, or name another as handler: it defines handle",
    },
  },
  {
    name: "a handler that is a value",
    ...onRuntime,
    ...alone({ "index.py": '"""Settings, by mistake."""\n\nhandler = {"timeout": 3}\n' }),
    says: {
      what: "the handler index.handler is a value that cannot be called",
      where: "report/index.py:3",
      fix: "make handler a function of two arguments, event and context",
    },
  },
  {
    name: "a handler that is a coroutine function",
    ...alone({ "index.py": "import asyncio\n\nasync def handler(event, context):\n    await asyncio.sleep(1)\n" }),
    says: {
      what: "the handler index.handler is a coroutine function, and the runtime awaits nothing: it would answer with the coroutine",
      where: "report/index.py:3",
      fix: "make handler a function of two arguments, event and context",
    },
  },
  {
    name: "a syntax error in the handler's module",
    ...onRuntime,
    ...alone({ "index.py": "def handler(event, context):\n    answer = (1,\n    return answer\n" }),
    says: {
      what: "index.py is not Python 3.11: …",
      where: "report/index.py:2",
      fix: "correct it, or use a runtime whose Python has this syntax",
    },
  },
  {
    name: "syntax that the runtime's Python does not have yet",
    ...onRuntime,
    ...alone({ "index.py": `match = 1\nmatch match:\n    case 1: ...\n${handler}` }),
    props: "runtime: PythonRuntime.PYTHON_3_9",
    says: [
      {
        what: "warning: python3.9 is deprecated: AWS has not patched it since 2025-12-15, from 2027-02-01 it creates no function with it, from 2027-03-03 it updates none (as seen in August 2026)",
        where: "aws_lambda_function.report",
        fix: "move to python3.11 (Amazon Linux 2, glibc 2.26, patched until 2027-06-30), and make its lock anew: npm run lock",
      },
      {
        what: "index.py is not Python 3.9: …",
        where: "report/index.py:2",
        fix: "correct it, or use a runtime whose Python has this syntax",
      },
    ],
  },
  {
    name: "several problems in one function, of several checks",
    ...onRuntime,
    ...alone({
      "index.py": "import orders\nimport requests\n\nhandler = 3\n",
      "orders.py": "import numpy as np\nimport requests\nimport imp\n",
      "fast.cpython-311-darwin.so": "no ELF file at all",
    }),
    props: 'runtime: PythonRuntime.PYTHON_3_12, environment: { TEXT: "x".repeat(5000) }, budget: { unzippedBytes: 10 }',
    says: [
      {
        what: "fast.cpython-311-darwin.so cannot be imported on python3.12 on x86_64 (glibc 2.34): fast.cpython-311-darwin.so is for CPython 3.11 on macOS",
        where: "report/fast.cpython-311-darwin.so",
        fix: "build it for Python 3.12 on Linux with glibc, x86_64",
      },
      {
        what: "the handler index.handler is a value that cannot be called",
        where: "report/index.py:4",
        fix: "make handler a function of two arguments, event and context",
      },
      {
        what: "index.py imports requests, which nobody supplies: neither the function's own code, nor AWS's python3.12 runtime (so does one other line)",
        where: "report/index.py:2",
        fix: "use Packaging.bundle() or Packaging.layer(), and add the distribution it comes from (requests, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
      },
      {
        what: "orders.py imports numpy, which nobody supplies: neither the function's own code, nor AWS's python3.12 runtime",
        where: "report/orders.py:1",
        fix: "use Packaging.bundle() or Packaging.layer(), and add the distribution it comes from (numpy, if that is named like it) to requirements.txt; or, if it is yours, put it in the source folder or in additionalSources",
      },
      {
        what: "orders.py imports imp, which is not in Python 3.12: it left the standard library in 3.12",
        where: "report/orders.py:3",
        fix: "do without it, or use the runtime python3.11",
      },
      {
        what: "report is 107 bytes unpacked, 97 more than its budget of 10: its own files (107 bytes, the largest orders.py with 46)",
        where: "report/orders.py",
        fix: "do without some of it, or split the function; a layer changes nothing, since layers count too; or raise the budget",
      },
      {
        what: "the environment variables of report are 5,011 bytes as JSON, and AWS takes 4,096: TEXT (5,002 bytes)",
        where: "aws_lambda_function.report",
        fix: "keep large values in a file beside the code, in Parameter Store or in Secrets Manager, and name their place in the environment",
      },
    ],
  },
];
