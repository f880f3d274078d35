import { explainFunction } from "../../../../cli/explain/model/explain-function";
import type { FunctionSources } from "../../../../cli/explain/model/function-sources";
import { type MadeZip, sha256, sources, zipFacts } from "../made-sources";

const numpy: MadeZip = {
  distributions: {
    numpy: { version: "2.2.6", requiredBy: ["pandas"] },
    pandas: { version: "2.2.3", requiredBy: ["requirements.txt:1"], files: ["pandas/__init__.py", "pandas/core.py"] },
  },
};
const layer = zipFacts({ ...numpy, holds: "layer", path: "lambda_packages/report_layer.zip", bytes: 26_000 });
const own = zipFacts({ own: ["index.py"] });
const image = {
  repository: "report",
  digest: `sha256:${sha256("image")}`,
  layout: "lambda_images/report",
  handler: "index.handler",
};
const base = { name: "public.ecr.aws/lambda/python:3.11", digest: `sha256:${sha256("base")}`, platform: "linux/amd64" } as const;
const archived = zipFacts({ own: ["index.py"], madeBy: "archive_file" });
const unmade = { ...archived };
delete (unmade as { bytes?: number }).bytes;
delete (unmade as { sha256?: string }).sha256;

const answers: readonly (readonly [string, Partial<FunctionSources>, string])[] = [
  [
    "runtime",
    { strategy: "runtime", zips: [archived] },
    "Nobody builds it: AWS starts its python3.11 container at the first request and pours your 1.0 KB into /var/task.",
  ],
  [
    "runtime, before the first plan",
    { strategy: "runtime", zips: [unmade] },
    "Nobody builds it: AWS starts its python3.11 container at the first request and pours your 100 bytes (unpacked) into /var/task.",
  ],
  [
    "bundle",
    { zips: [zipFacts({ own: ["index.py"], ...numpy })] },
    "Nobody builds it: AWS starts its python3.11 container at the first request and pours your 1.0 KB with pandas, numpy into /var/task.",
  ],
  [
    "layer",
    { strategy: "layer", zips: [own, layer] },
    "Nobody builds it: AWS starts its python3.11 container at the first request, pours your 1.0 KB into /var/task, and a layer, 25 KB of pandas, numpy, into /opt.",
  ],
  [
    "image",
    { strategy: "image", image: { ...image, base }, zips: [own, zipFacts({ ...numpy, holds: "dependencies", bytes: 25_000 })] },
    "You do, at synthesis and without docker: 2 layers of your own (1.0 KB of code, 24 KB of dependencies) on AWS's python:3.11, and AWS starts it at the first request.",
  ],
  [
    "an own Dockerfile",
    { strategy: "image", image: { ...image, build: { dockerfile: "Dockerfile", platform: base.platform } }, zips: [] },
    "You do: docker, podman or buildah builds it of Dockerfile before the apply, and AWS starts it at the first request.",
  ],
  [
    "an image of somebody",
    { strategy: "image", zips: [], from: "plan" },
    "Somebody did, before the apply: it is an image that AWS pulls, and AWS starts it at the first request.",
  ],
  [
    "a ZIP that is not here",
    { zips: [], from: "plan" },
    "Nobody builds it: AWS starts its python3.11 container at the first request and pours your code into /var/task.",
  ],
];

test.each(answers)("where the container is built: %s", (_name, fn, answer) => {
  expect(explainFunction(sources({}, fn)).answer).toBe(answer);
});

test("the container is AWS's system, Python and boto3, then the layer, then the code", () => {
  const { container } = explainFunction(sources({}, { strategy: "layer", zips: [own, layer] }));
  expect(container.map(({ holds, from, at, what, zippedBytes }) => [holds, from, at, what, zippedBytes])).toEqual([
    ["system", "AWS", "/", "Amazon Linux 2 (glibc 2.26)", undefined],
    ["python", "AWS", "/var/lang", "Python 3.11", undefined],
    ["supplied", "AWS", "/var/lang", "boto3 1.27.1 or newer, and what it needs", undefined],
    ["layer", "you", "/opt", "pandas 2.2.3, numpy 2.2.6", 26_000],
    ["code", "you", "/var/task", "your code", 1_000],
  ]);
});

test("of an image, AWS's base holds what a managed runtime is, and own layers lie above it", () => {
  const dependencies = zipFacts({ ...numpy, holds: "dependencies" });
  const { container } = explainFunction(sources({}, { strategy: "image", image: { ...image, base }, zips: [own, dependencies] }));
  expect(container.map(({ holds, what }) => [holds, what])).toEqual([
    ["base", "Amazon Linux 2 (glibc 2.26), Python 3.11 and boto3"],
    ["dependencies", "pandas 2.2.3, numpy 2.2.6"],
    ["code", "your code"],
  ]);
});

test("a distribution says which chain brings it in, how many files it has, and what they weigh in the ZIP", () => {
  const zip = zipFacts(numpy);
  const files = zip.files.map((file) => ({ ...file, compressedBytes: 40 }));
  const [explained] = explainFunction(sources({}, { zips: [{ ...zip, files }] })).zips;
  expect(
    explained?.distributions.map(({ name, files: count, compressedBytes, chain }) => ({ name, count, compressedBytes, chain })),
  ).toEqual([
    { name: "pandas", count: 2, compressedBytes: 80, chain: ["requirements.txt:1", "pandas"] },
    { name: "numpy", count: 1, compressedBytes: 40, chain: ["requirements.txt:1", "pandas", "numpy"] },
  ]);
});

test("what was left out says by which rule and why, and what is missing on purpose is named", () => {
  const fn = sources(
    { own: ["index.py"], left: [{ path: "numpy/a.pyi", rule: "type-stubs", distribution: "numpy" }] },
    { left: [{ path: ".env", rule: "secrets" }] },
  );
  const [zip] = explainFunction(fn).zips;
  expect(zip?.left.map(({ path, rule, why }) => [path, rule, why])).toEqual([
    [".env", "secrets", "Whoever may download the function could read them."],
    ["numpy/a.pyi", "type-stubs", expect.stringContaining("type checkers")],
  ]);
  expect(zip?.missing.map(({ name }) => name)).toEqual(["boto3", "an operating system", "Python", "a container"]);
});

test("the timeline tells what was measured, and 'not yet' of all else", () => {
  const { timeline } = explainFunction(
    sources({}, { times: { where: "local cloud, 2026-11-24", plan: 1_980, firstRequest: 375 } }),
  );
  expect(timeline.map(({ step, milliseconds, measured }) => [step, milliseconds, measured])).toEqual([
    ["synthesis", undefined, "not yet"],
    ["plan", 1_980, "local cloud, 2026-11-24"],
    ["upload", undefined, "not yet"],
    ["created", undefined, "not yet"],
    ["first request", 375, "local cloud, 2026-11-24"],
    ["second request", undefined, "not yet"],
  ]);
});

test("who controls what names this function's values, and of its environment the names alone", () => {
  const { control } = explainFunction(
    sources(
      { own: ["index.py"] },
      {
        source: "backend/report",
        setting: {
          ...{
            address: "aws_lambda_function.report",
            packageType: "Zip",
            architecture: "x86_64",
            handler: "index.handler",
            memorySize: 512,
            timeout: 29,
          },
          ...{
            environment: [{ name: "TABLE", value: "canary" }],
            layers: [],
            rights: ["s3:GetObject on *"],
            routes: ["GET /x"],
            inVpc: true,
          },
          logGroup: { name: "/aws/lambda/report", retentionDays: 14 },
        },
      },
    ),
  );
  expect(Object.fromEntries(control.you.map(({ what, value }) => [what, value]))).toEqual({
    ...{ code: "backend/report, 1 file", dependencies: "bundle", processor: "x86_64", handler: "index.handler" },
    ...{
      memory: "512 MB",
      timeout: "29 seconds",
      "environment variables": "TABLE",
      rights: "s3:GetObject on *",
      "who may call": "GET /x",
    },
    logs: "/aws/lambda/report, kept for 14 days",
  });
  expect(control.aws.map(({ what }) => what)).toEqual([
    "operating system",
    "Python 3.11",
    "boto3",
    "containers",
    "network",
    "scaling",
  ]);
  expect(JSON.stringify(control)).not.toContain("canary");
});

test("the way it takes is measured by its ZIPs, the others by Packaging.auto() or --measure", () => {
  const { strategies } = explainFunction(sources({}, { strategy: "layer", zips: [own, layer] }));
  expect(strategies.rows.map(({ strategy, known }) => [strategy, known])).toEqual([
    ["runtime", "not measured"],
    ["bundle", "not measured"],
    ["layer", "measured"],
    ["image", "not measured"],
  ]);
  const [, , row] = strategies.rows;
  expect(row?.known === "measured" && row.figures).toMatchObject({
    zippedBytes: 27_000,
    unzippedBytes: 400,
    codeChangeBytes: 1_000,
  });
});

test("what runs is laid beside what was expected", () => {
  const live = {
    ...{ where: "the local cloud", codeSha256: Buffer.from(sha256("zip"), "hex").toString("base64"), layers: [] },
    ...{ runtime: "python3.11", python: "3.11.7", boto3: "1.44.5", memorySize: 128 },
  };
  const fn = explainFunction(sources({ own: ["index.py"] }, { live }));
  expect(Object.fromEntries((fn.live ?? []).map(({ what, same }) => [what, same]))).toMatchObject({
    CodeSha256: true,
    layers: true,
    runtime: true,
    Python: true,
  });
  expect(fn.container[2]).toMatchObject({ what: "boto3 1.44.5, and what it needs", date: "2026-11-24" });
  const other = explainFunction(
    sources({ own: ["index.py"] }, { live: { ...live, codeSha256: "x", runtime: "python3.12", python: "3.12.1" } }),
  );
  expect((other.live ?? []).filter(({ same }) => same === false).map(({ what }) => what)).toEqual([
    "CodeSha256",
    "runtime",
    "Python",
  ]);
  const gone = explainFunction(sources({}, { live: { where: "AWS", layers: [] } }));
  expect(gone.live).toEqual([{ what: "function", expected: "report", same: false }]);
});

test.each([
  [undefined, ["npm run explain -- --live asks the running function"]],
  [
    { where: "the local cloud", layers: [], boto3: "1.44.5" } as const,
    ["npm run explain -- --live --aws asks the running function"],
  ],
  [{ where: "AWS", layers: [], boto3: "1.44.5" } as const, []],
])("which boto3 AWS supplies is not known until AWS was asked: %j", (live, expected) => {
  const { unknown } = explainFunction(sources({}, live === undefined ? {} : { live }));
  expect(unknown.flatMap((each) => (each.startsWith("which boto3") ? [each.split(": ")[1]] : []))).toEqual(expected);
});

test("requirements in a foreign ZIP that cannot be read are told to be unknown", () => {
  const unknown = (fn: Partial<FunctionSources>): boolean =>
    explainFunction(sources({ own: ["index.py", "requirements.txt"] }, { from: "zip", ...fn })).unknown.some((each) =>
      each.includes("requirements.txt asks for"),
    );
  expect([unknown({}), unknown({ asked: [] }), unknown({ from: "receipt" })]).toEqual([true, false, false]);
});
