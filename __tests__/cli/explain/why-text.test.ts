import type { FunctionSources } from "../../../cli/explain/model/function-sources";
import { whyOf } from "../../../cli/explain/why";
import { whyText } from "../../../cli/explain/why-text";
import { sources } from "./made-sources";

const fn = sources(
  {
    own: ["index.py"],
    distributions: {
      pandas: { version: "2.2.3", requiredBy: ["requirements.txt:1"] },
      "python-dateutil": { version: "2.9.0", requiredBy: ["pandas"], files: ["dateutil/__init__.py", "dateutil/parser.py"] },
      six: { version: "1.17.0", requiredBy: ["python-dateutil", "requirements.txt:2"], files: ["six.py"] },
    },
  },
  {
    imports: [
      {
        module: "dateutil.parser",
        by: "artifact",
        distribution: "python-dateutil",
        at: ["a.py:1", "a.py:2", "a.py:3", "a.py:4"],
      },
    ],
    asked: [{ where: "requirements.txt:3", text: "boto3", name: "boto3", specifier: "", applies: true }],
  },
);

function textOf(name: string, functions: readonly FunctionSources[] = [fn]): string {
  return `\n${whyText(whyOf(name, functions))}\n`;
}

test("a distribution, with the chains that bring it in", () => {
  expect(textOf("six")).toMatchInlineSnapshot(`
    "
    six is in report: requirements.txt:2 asks for it.
      six 1.17.0 in lambda_packages/report_function.zip: 100 bytes unpacked, 1 file
        wheel six-1.17.0-py3-none-any.whl
      brought in by
        requirements.txt:2 → six
        requirements.txt:1 → pandas → python-dateutil → six
    "
  `);
});

test("a module, with the lines that import it", () => {
  expect(textOf("dateutil.parser")).toMatchInlineSnapshot(`
    "
    dateutil.parser, a module of python-dateutil, is in report: requirements.txt:1
      asks for it by way of pandas.
      file dateutil/parser.py in lambda_packages/report_function.zip: 100 bytes,
        0644
      python-dateutil 2.9.0 in lambda_packages/report_function.zip: 200 bytes
        unpacked, 2 files
        wheel python_dateutil-2.9.0-py3-none-any.whl
      brought in by
        requirements.txt:1 → pandas → python-dateutil
      imported by your code
        dateutil.parser from python-dateutil: a.py:1, a.py:2, a.py:3 and 1 more
    "
  `);
});

test("what is not there, with every reason, and what may have been meant", () => {
  expect(textOf("boto3", [{ ...fn, strategy: "runtime", zips: [] }])).toMatchInlineSnapshot(`
    "
    boto3 is not in report. AWS supplies it: it is in the python3.11 container
      beside your code. Which version, AWS does not say; 1.27.1 was seen there on
      2023-11-29, and AWS goes on, never back.
      requirements.txt:3 asks for it (boto3), and the strategy runtime installs
        nothing: the line is ignored.
    "
  `);
  expect(textOf("panda")).toMatchInlineSnapshot(`
    "
    panda is not in report. Nothing here asks for it: no line of the requirements,
      and no distribution that ships.
      Did you mean pandas?
    "
  `);
});

test("functions stand one below the other, and no function is said to be none", () => {
  expect(textOf("index.py", [fn, { ...fn, name: "chat", zips: [] }])).toMatchInlineSnapshot(`
    "
    index.py is in report: it is of your source.
      file index.py in lambda_packages/report_function.zip: 100 bytes, 0644

    index.py is not in chat. No ZIP of it has such a file, and no rule is known to
      have left it out.
    "
  `);
  expect(textOf("index.py", [])).toBe("\nThere is no function here.\n");
});

test("of many chains and imports the first are shown, and the rest is counted", () => {
  const askers = Array.from({ length: 15 }, (_, index) => `requirements.txt:${index + 10}`);
  const imports = Array.from({ length: 13 }, (_, index) => ({
    module: `six.m${index}`,
    by: "artifact" as const,
    distribution: "six",
    at: ["a.py:1"],
  }));
  const many = (requiredBy: readonly string[]): FunctionSources =>
    sources({ distributions: { six: { requiredBy } } }, { imports });
  const lines = textOf("six", [many(askers)]).split("\n");
  expect(lines.filter((line) => line.includes(" → "))).toHaveLength(8);
  expect(lines).toContain("    and 7 more: --json has all");
  expect(lines.filter((line) => line.includes("six.m"))).toHaveLength(10);
  expect(lines).toContain("    and 3 more: --json has all");
  const cut = textOf("six", [many([...askers, ...askers.map((asker) => `b-${asker}`)])]);
  expect(cut).toContain("    and 12 more and others\n");
});

test("a stranger's names are text on a terminal, and no line is wider than it", () => {
  const hostile = "\u001b[31mevil\u202e.py";
  const text = textOf(hostile, [sources({ own: [hostile] })]);
  expect(text).toContain("\\x1b[31mevil\\u202e.py");

  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  for (const name of ["six", "dateutil", "boto3", "json", "panda"])
    for (const line of textOf(name).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
