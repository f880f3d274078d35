import { whyOf } from "../../../cli/explain/why";
import type { WhyAnswer } from "../../../cli/explain/why/why-answer";
import type { FunctionSources } from "../../../cli/explain/model/function-sources";
import { sources, zipFacts } from "./made-sources";

const layered = sources(
  {},
  {
    strategy: "layer",
    zips: [
      zipFacts({ own: ["index.py", "lib/a.py"] }),
      zipFacts({
        ...{ path: "lambda_packages/report_layer.zip", holds: "layer" },
        omitted: [{ name: "boto3", why: "python3.11 supplies it" }],
        left: [
          { path: "python/pandas/tests/", rule: "tests", distribution: "pandas" },
          { path: "python/pandas/lib.pyi", rule: "type-stubs", distribution: "pandas" },
        ],
        distributions: {
          pandas: {
            ...{ version: "2.2.3", requiredBy: ["requirements.txt:1"] },
            files: ["python/pandas/__init__.py", "python/pandas/core/api.py"],
          },
          "python-dateutil": {
            ...{ version: "2.9.0", requiredBy: ["pandas"] },
            files: ["python/dateutil/__init__.py", "python/dateutil/parser.py"],
          },
          six: { version: "1.17.0", requiredBy: ["python-dateutil", "requirements.txt:2"], files: ["python/six.py"] },
        },
      }),
    ],
    left: [
      { path: ".env", rule: "secrets" },
      { path: "docs/", rule: "exclude: docs/" },
      { path: "lib/notes.txt", rule: ".lambdaignore:2" },
    ],
    asked: [
      { where: "report/requirements.txt:1", text: "pandas>=2", name: "pandas", specifier: ">=2", applies: true },
      { where: "report/requirements.txt:3", text: "colorama; os_name == 'nt'", name: "colorama", specifier: "", applies: false },
      { where: "report/requirements.txt:4", text: "boto3", name: "boto3", specifier: "", applies: true },
    ],
    imports: [
      { module: "boto3", by: "aws", at: ["index.py:3"] },
      { module: "dateutil.parser", by: "artifact", distribution: "python-dateutil", at: ["index.py:2", "lib/a.py:1"] },
      { module: "lib.a", by: "code", at: ["index.py:4"] },
      { module: "pandas", by: "artifact", distribution: "pandas", at: ["index.py:1"] },
      { module: "yaml", by: "nobody", at: ["index.py:7"] },
    ],
  },
);

function answerOf(name: string, fn: FunctionSources = layered): WhyAnswer {
  const [answer] = whyOf(name, [fn]);
  if (answer === undefined) throw new Error("there is no answer");
  return answer;
}

test("a distribution says all that is known of it", () => {
  expect(answerOf("Python_DateUtil")).toEqual({
    ...{ function: "report", strategy: "layer", runtime: "python3.11" },
    ...{ found: true, is: "distribution", name: "python-dateutil" },
    says: "python-dateutil is in report: requirements.txt:1 asks for it by way of pandas.",
    files: [],
    distributions: [
      {
        ...{ zip: "lambda_packages/report_layer.zip", name: "python-dateutil", version: "2.9.0", unzippedBytes: 200, files: 2 },
        wheel: "python_dateutil-2.9.0-py3-none-any.whl",
      },
    ],
    chains: [["requirements.txt:1", "pandas", "python-dateutil"]],
    chainsCut: false,
    imports: [{ module: "dateutil.parser", by: "artifact", distribution: "python-dateutil", at: ["index.py:2", "lib/a.py:1"] }],
    ...{ absences: [], near: [] },
  });
});

test.each([
  { asked: "python-dateutil", is: "distribution", name: "python-dateutil", of: "python-dateutil" },
  { asked: "PYTHON.dateutil", is: "distribution", name: "python-dateutil", of: "python-dateutil" },
  { asked: "six", is: "distribution", name: "six", of: "six" },
  { asked: "dateutil", is: "module", name: "dateutil", of: "python-dateutil", file: "python/dateutil/__init__.py" },
  { asked: "dateutil.parser", is: "module", name: "dateutil.parser", of: "python-dateutil", file: "python/dateutil/parser.py" },
  { asked: "pandas.core", is: "module", name: "pandas.core", of: "pandas" },
  { asked: "lib.a", is: "module", name: "lib.a", file: "lib/a.py" },
  { asked: "index.py", is: "file", name: "index.py", file: "index.py" },
  { asked: "./index.py", is: "file", name: "index.py", file: "index.py" },
  { asked: "/var/task/lib/a.py", is: "file", name: "lib/a.py", file: "lib/a.py" },
  { asked: "/opt/python/six.py", is: "file", name: "python/six.py", of: "six", file: "python/six.py" },
  {
    asked: "python/pandas/__init__.py",
    is: "file",
    name: "python/pandas/__init__.py",
    of: "pandas",
    file: "python/pandas/__init__.py",
  },
  { asked: "pandas/__init__.py", is: "file", name: "python/pandas/__init__.py", of: "pandas", file: "python/pandas/__init__.py" },
])("$asked is the $is $name", ({ asked, is, name, of, file }) => {
  const answer = answerOf(asked);
  expect(answer).toMatchObject({ found: true, is, name, absences: [], near: [] });
  expect(answer.distributions.map((each) => each.name)).toEqual(of === undefined ? [] : [of]);
  expect(answer.files.map(({ path }) => path)).toEqual(file === undefined ? [] : [file]);
});

test.each([
  { asked: "six", says: "six is in report: requirements.txt:2 asks for it." },
  {
    asked: "dateutil",
    says: "dateutil, a module of python-dateutil, is in report: requirements.txt:1 asks for it by way of pandas.",
  },
  { asked: "index.py", says: "index.py is in report: it is of your source." },
])("the sentence for $asked", ({ asked, says }) => {
  expect(answerOf(asked).says).toBe(says);
});

test.each([
  { asked: "dateutil", modules: ["dateutil.parser"] },
  { asked: "dateutil.parser", modules: ["dateutil.parser"] },
  { asked: "dateutil/__init__.py", modules: [] },
  { asked: "dateutil/parser.py", modules: ["dateutil.parser"] },
  { asked: "pandas", modules: ["pandas"] },
  { asked: "pandas.core", modules: [] },
  { asked: "lib/a.py", modules: ["lib.a"] },
  { asked: "six", modules: [] },
  { asked: "boto3", modules: ["boto3"] },
  { asked: "yaml", modules: ["yaml"] },
  { asked: "PyYAML", modules: ["yaml"] },
])("the imports that lead to $asked are $modules", ({ asked, modules }) => {
  expect(answerOf(asked).imports.map(({ module }) => module)).toEqual(modules);
});

const plain = sources(
  { own: ["index.py"], madeBy: "archive_file" },
  {
    strategy: "runtime",
    asked: [
      { where: "requirements.txt:1", text: "boto3>=1.34.0", name: "boto3", specifier: ">=1.34.0", applies: true },
      { where: "requirements.txt:2", text: "requests", name: "requests", specifier: "", applies: true },
    ],
  },
);
const bundled: FunctionSources = { ...plain, strategy: "bundle" };

test.each([
  {
    ...{ asked: ".env", is: "file", why: ["left out"] },
    says: ".env stays behind by the rule secrets. Whoever may download the function could read them.",
  },
  {
    ...{ asked: "docs/a.md", is: "file", why: ["left out"] },
    says: "docs/ stays behind by the rule exclude: docs/. The function's exclude says so.",
  },
  {
    ...{ asked: "lib/notes.txt", is: "file", why: ["left out"] },
    says: "lib/notes.txt stays behind by the rule .lambdaignore:2. Line 2 of .lambdaignore says so.",
  },
  {
    ...{ asked: "pandas.tests", is: "module", why: ["left out"] },
    says: "python/pandas/tests/ of pandas stays behind by the rule tests. Nothing that ships refers to these tests.",
  },
  {
    ...{ asked: "pandas/tests/test_a.py", is: "file", why: ["left out"] },
    says: "python/pandas/tests/ of pandas stays behind by the rule tests. Nothing that ships refers to these tests.",
  },
  {
    ...{ asked: "pandas/lib.pyi", is: "file", why: ["left out"] },
    says: "python/pandas/lib.pyi of pandas stays behind by the rule type-stubs. Type stubs are for editors and type checkers; no running program reads them.",
  },
  {
    ...{ asked: "pandas.frame", is: "module", why: ["no part"] },
    says: "pandas is there, and has no such module; it may be a name in one.",
  },
  {
    ...{ asked: "lib.a.x", is: "module", why: ["no part"] },
    says: "lib.a of your source is there, and has no such module; it may be a name in one.",
  },
  {
    ...{ asked: "Boto3", is: "distribution", why: ["left to AWS"] },
    says: "It is left out on purpose: python3.11 supplies it. Which version, AWS does not say; 1.27.1 was seen there on 2023-11-29, and AWS goes on, never back.",
  },
  {
    ...{ asked: "boto3", fn: plain, is: "distribution", why: ["supplied", "not installed"] },
    says: "AWS supplies it: it is in the python3.11 container beside your code. Which version, AWS does not say; 1.27.1 was seen there on 2023-11-29, and AWS goes on, never back.",
  },
  {
    ...{ asked: "boto3", fn: { ...plain, runtime: "python3.14" }, is: "distribution", why: ["supplied", "not installed"] },
    says: "AWS supplies it: it is in the python3.14 container beside your code. Which version, AWS does not say.",
  },
  {
    ...{ asked: "dateutil", fn: plain, is: "module", why: ["supplied"] },
    says: "AWS supplies it: it is in the python3.11 container beside your code. Which version, AWS does not say.",
  },
  {
    ...{ asked: "requests", fn: plain, is: "distribution", why: ["not installed"] },
    says: "requirements.txt:2 asks for it (requests), and the strategy runtime installs nothing: the line is ignored.",
  },
  {
    ...{ asked: "requests", fn: bundled, is: "distribution", why: ["not installed"] },
    says: "requirements.txt:2 asks for it (requests), and nothing of it ships: an empty distribution, or a line newer than the receipt.",
  },
  {
    ...{ asked: "requests", fn: { ...bundled, from: "plan" }, is: "distribution", why: ["not installed"] },
    says: "requirements.txt:2 asks for it (requests), and whoever packed the ZIP did not install it.",
  },
  {
    ...{ asked: "colorama", is: "distribution", why: ["other platform"] },
    says: "report/requirements.txt:3 asks for it (colorama; os_name == 'nt'), and its marker does not hold on python3.11 and x86_64.",
  },
  {
    ...{ asked: "json", is: "module", why: ["standard library"] },
    says: "It is in Python's standard library, which python3.11 has.",
  },
  {
    ...{ asked: "xml.etree", is: "module", why: ["standard library"] },
    says: "It is in Python's standard library, which python3.11 has.",
  },
  {
    ...{ asked: "cgi", fn: { ...plain, runtime: "python3.13" }, is: "module", why: ["gone"] },
    says: "It is not in python3.13: Python's standard library dropped it in 3.13. The distribution legacy-cgi stands in for it.",
  },
  {
    ...{ asked: "annotationlib", is: "module", why: ["gone"] },
    says: "It is not in python3.11: Python's standard library has it from 3.14 on.",
  },
  {
    ...{ asked: "lib/c.py", is: "file", why: ["not asked for"] },
    says: "No ZIP of it has such a file, and no rule is known to have left it out.",
  },
  {
    ...{ asked: "flask-cors", is: "distribution", why: ["not asked for"] },
    says: "Nothing here asks for it: no line of the requirements, and no distribution that ships.",
  },
  {
    ...{ asked: "yaml", is: "module", why: ["not asked for"] },
    says: "Nothing here asks for it: no line of the requirements, and no distribution that ships. The distribution PyYAML has a module of that name.",
  },
  {
    ...{ asked: "flask", fn: dockerfile(), is: "module", why: ["not known"] },
    says: "Dockerfile says what is in the image, and nothing here looks into it.",
  },
] as readonly { asked: string; fn?: FunctionSources; is: string; why: readonly string[]; says: string }[])(
  "$asked is not there: $says",
  ({ asked, fn, is, why, says }) => {
    const answer = answerOf(asked, fn);
    expect(answer).toMatchObject({ found: false, is, files: [], distributions: [], chains: [], chainsCut: false });
    expect(answer.absences.map((each) => each.why)).toEqual(why);
    expect(answer.absences[0]?.says).toBe(says);
    expect(answer.says).toBe(`${answer.name} is not in report. ${says}`);
  },
);

function dockerfile(): FunctionSources {
  const image = { repository: "report", digest: "sha256:0", layout: "images/report", handler: "index.handler" };
  return {
    ...sources(),
    zips: [],
    strategy: "image",
    image: { ...image, build: { dockerfile: "Dockerfile", platform: "linux/amd64" } },
  };
}

test.each([
  { asked: "panda", near: ["pandas"] },
  { asked: "daetutil", near: ["dateutil"] },
  { asked: "botoo3", near: ["boto3"] },
  { asked: "a.py", near: ["lib/a.py"] },
  { asked: "parser.py", near: ["python/dateutil/parser.py"] },
  { asked: "lib/b.py", near: ["lib/a.py"] },
  { asked: "flask", near: [] },
  { asked: ".env", near: [] },
  { asked: "json", near: [] },
])("who asks for $asked may have meant $near", ({ asked, near }) => {
  expect(answerOf(asked).near).toEqual(near);
});

test("the rule and the line are said apart from the sentence", () => {
  expect(answerOf(".env").absences[0]?.rule).toBe("secrets");
  expect(answerOf("colorama").absences[0]?.where).toBe("report/requirements.txt:3");
});

test("every function answers for itself, in their order", () => {
  const answers = whyOf("six", [plain, layered]);
  expect(answers.map(({ found }) => found)).toEqual([false, true]);
  expect(whyOf("six", [])).toEqual([]);
});

test("a ZIP found somewhere knows no line, and what it cannot know it does not say", () => {
  const zip = sources(
    { own: ["index.py"], distributions: { six: { hasWheel: false, requiredBy: ["dateutil"] }, dateutil: { hasWheel: false } } },
    { from: "zip" },
  );
  expect(answerOf("six", zip)).toMatchObject({ says: "six is in report: dateutil asks for it.", chains: [["dateutil", "six"]] });
  expect(answerOf("dateutil", zip).says).toBe("dateutil is in report; who asks for it, nothing says.");
  expect(answerOf("index.py", zip).says).toBe("index.py is in report: no distribution records it as its own.");
  expect(answerOf("six", zip).distributions[0]).not.toHaveProperty("wheel");
});

test("a distribution in two ZIPs is told of both", () => {
  const twice = sources(
    {},
    {
      zips: [zipFacts({ distributions: { six: {} } }), zipFacts({ path: "layer.zip", distributions: { six: { version: "2" } } })],
    },
  );
  expect(answerOf("six", twice).distributions.map(({ zip, version }) => `${zip} ${version}`)).toEqual([
    "lambda_packages/report_function.zip 1.0",
    "layer.zip 2",
  ]);
});
