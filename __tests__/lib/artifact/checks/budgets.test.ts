import { checkBudgets } from "../../../../lib/artifact/checks/budgets";
import type { Finding } from "../../../../lib/artifact/checks/finding";
import { archivedZip, factsOf, sizedZip } from "./budget-facts";

const limit = 262_144_000;

function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ level, subject }) => `${level} ${subject}`);
}

test("a function of one byte less than AWS's limit passes, and one of exactly the limit is refused, as AWS does", () => {
  expect(checkBudgets(factsOf([sizedZip({ own: { "a.bin": limit - 1 } })]))).toEqual([]);
  expect(brief(checkBudgets(factsOf([sizedZip({ own: { "a.bin": limit } })])))).toEqual(["error unzipped-bytes"]);
});

test("a function counts with its layer, and without the ZIPs of others", () => {
  const own = sizedZip({ own: { "index.py": 1_000 } });
  const layer = (bytes: number) => sizedZip({ distributions: [{ name: "ballast", bytes }], holds: "layer" });
  expect(checkBudgets(factsOf([own, layer(limit - 1_001)]))).toEqual([]);
  expect(brief(checkBudgets(factsOf([own, layer(limit - 1_000)])))).toEqual(["error unzipped-bytes"]);
});

test("what is too large is blamed on the largest three distributions, with who asked for each and what would help by how much", () => {
  const zip = sizedZip({
    own: { "index.py": 2_000 },
    distributions: [
      { name: "small", bytes: 10 },
      { name: "botocore", bytes: 15_000_000, requiredBy: ["boto3"] },
      { name: "scipy", bytes: 90_000_000, requiredBy: ["requirements.txt:2", "sklearn", "statsmodels", "xgboost"] },
      { name: "torch", bytes: 180_000_000, requiredBy: ["trainer[gpu]"] },
      { name: "trainer", bytes: 3_000, requiredBy: ["../common.txt:7"], path: "trainer/a.pyi" },
    ],
  });
  const [finding] = checkBudgets(factsOf([zip], { options: { slim: false, omitRuntimePackages: false } }));
  expect(finding).toMatchInlineSnapshot(`
    {
      "check": "budgets",
      "fix": "do without some of it, or split the function; slim: true would leave 3,000 bytes of stubs and sources behind, and unused tests; omitRuntimePackages: true would leave at most 15,000,000 bytes to the runtime, which is not enough (botocore); a layer changes nothing, since layers count too; a container image may have 10,737,418,240 bytes: Packaging.image()",
      "level": "error",
      "subject": "unzipped-bytes",
      "what": "report is 285,005,010 bytes unpacked, 22,861,011 too many for AWS, which takes fewer than 262,144,000: torch 1.0 (180,000,000 bytes, for trainer[gpu]), scipy 1.0 (90,000,000 bytes, for requirements.txt:2 and 3 more), botocore 1.0 (15,000,000 bytes, for boto3)",
      "where": "backend/common.txt:7",
    }
  `);
});

test("files of one's own are blamed by the largest, where they are as large as distributions", () => {
  const zip = sizedZip({ own: { "index.py": 5, "model.bin": limit }, distributions: [{ name: "numpy", bytes: 50 }] });
  const [finding] = checkBudgets(factsOf([zip]));
  expect(finding).toMatchInlineSnapshot(`
    {
      "check": "budgets",
      "fix": "do without some of it, or split the function; a layer changes nothing, since layers count too; a container image may have 10,737,418,240 bytes: Packaging.image()",
      "level": "error",
      "subject": "unzipped-bytes",
      "what": "report is 262,144,055 bytes unpacked, 56 too many for AWS, which takes fewer than 262,144,000: its own files (262,144,005 bytes, the largest model.bin with 262,144,000), numpy 1.0 (50 bytes, for requirements.txt:1)",
      "where": "backend/report/model.bin",
    }
  `);
});

test("the line that asks for the largest is found from the folder of the manifest that was named", () => {
  const facts = factsOf([sizedZip({ distributions: [{ name: "torch", bytes: limit, requiredBy: ["common.txt:3"] }] })]);
  const dependencies = { sources: ["common.txt"], requirements: "../shared/common.txt", locked: false };
  expect(checkBudgets({ ...facts, fn: { ...facts.fn, dependencies } })[0]?.where).toBe("backend/shared/common.txt:3");
});

test("distributions that need each other, and nobody else them, have no line, and are blamed all the same", () => {
  const zip = sizedZip({
    distributions: [
      { name: "chicken", bytes: limit, requiredBy: ["egg"] },
      { name: "egg", bytes: 1, requiredBy: ["chicken"] },
    ],
  });
  const [finding] = checkBudgets(factsOf([zip]));
  expect(finding).toMatchObject({
    where: "aws_lambda_function.report",
    what: expect.stringContaining("chicken 1.0 (262,144,000 bytes, for egg)") as string,
  });
});

test.each([
  [{ slim: true, omitRuntimePackages: true }, false, false],
  [{ slim: false, omitRuntimePackages: true }, true, false],
  [{ slim: true, omitRuntimePackages: false }, false, true],
])("with %j only what is not on yet is proposed", (options, slimming, omitting) => {
  const zip = sizedZip({
    distributions: [
      { name: "boto3", bytes: 1_000 },
      { name: "numpy", bytes: limit, path: "numpy/core.h" },
    ],
  });
  const fix = checkBudgets(factsOf([zip], { options }))[0]?.fix ?? "";
  expect([
    fix.includes("262,144,000 bytes of stubs and sources behind, which is enough"),
    fix.includes("at most 1,000 bytes"),
  ]).toEqual([slimming, omitting]);
});

describe("a project's own budget", () => {
  const layer = sizedZip({ distributions: [{ name: "numpy", bytes: 600, wheelBytes: 250 }], holds: "layer", bytes: 300 });
  const zips = [sizedZip({ own: { "index.py": 400 }, bytes: 200 }), layer];

  test.each([
    [{ unzippedBytes: 1_000 }, []],
    [{ unzippedBytes: 999 }, ["error budget.unzippedBytes"]],
    [{ zippedBytes: 500 }, []],
    [{ zippedBytes: 499 }, ["error budget.zippedBytes"]],
    [{ unzippedBytes: 999, zippedBytes: 499 }, ["error budget.unzippedBytes", "error budget.zippedBytes"]],
  ])("of %j, function and layer together, is met by as much and no more: %j", (budget, findings) => {
    expect(brief(checkBudgets(factsOf(zips, { budget })))).toEqual(findings);
  });

  test("fails as AWS's limit does", () => {
    const budget = { unzippedBytes: 990, zippedBytes: 499 };
    expect(checkBudgets(factsOf(zips, { budget }))).toMatchInlineSnapshot(`
      [
        {
          "check": "budgets",
          "fix": "do without some of it, or split the function; a layer changes nothing, since layers count too; or raise the budget",
          "level": "error",
          "subject": "budget.unzippedBytes",
          "what": "report is 1,000 bytes unpacked with its layer, 10 more than its budget of 990: numpy 1.0 (600 bytes, for requirements.txt:1), its own files (400 bytes, the largest index.py with 400)",
          "where": "backend/report/requirements.txt:1",
        },
        {
          "check": "budgets",
          "fix": "do without some of it, or split the function; a layer changes nothing, since layers count too; or raise the budget",
          "level": "error",
          "subject": "budget.zippedBytes",
          "what": "report is 500 bytes zipped with its layer, 1 more than its budget of 499: its own files (400 bytes, the largest index.py with 400), numpy 1.0 (250 bytes as a wheel, for requirements.txt:1)",
          "where": "backend/report/index.py",
        },
      ]
    `);
  });

  test("beside AWS's limit says nothing that the limit does not", () => {
    const large = sizedZip({ own: { "a.bin": limit } });
    expect(brief(checkBudgets(factsOf([large], { budget: { unzippedBytes: 1 } })))).toEqual(["error unzipped-bytes"]);
  });

  test("of zipped bytes is not known to be kept by a ZIP that Terraform makes", () => {
    const findings = checkBudgets(factsOf([archivedZip({ "index.py": 1 })], { budget: { zippedBytes: 10 } }));
    expect(brief(findings)).toEqual(["note budget.zippedBytes"]);
  });

  test.each([Number.NaN, -1, 0, 1.5, Infinity])("of %p bytes is none", (bytes) => {
    const [finding] = checkBudgets(factsOf(zips, { budget: { unzippedBytes: bytes } }));
    expect(finding).toMatchObject({
      level: "error",
      what: `the budget unzippedBytes of report is ${bytes}, which is no number of bytes`,
    });
  });
});

test("a ZIP that Terraform makes of more than may be uploaded directly is a warning: how large it becomes is not known", () => {
  const largest = 52_428_800;
  expect(checkBudgets(factsOf([archivedZip({ "model.bin": largest })]))).toEqual([]);
  const findings = checkBudgets(factsOf([archivedZip({ "model.bin": largest + 1 })]));
  expect(findings).toMatchObject([
    {
      level: "warning",
      subject: "direct-upload",
      where: "backend/report/model.bin",
      fix: expect.stringContaining("bundle()") as string,
    },
  ]);
  expect(checkBudgets(factsOf([sizedZip({ own: { "model.bin": largest + 1 } })]))).toEqual([]);
});

test("five layers are taken and six are not; of those made elsewhere the size is not known", () => {
  const zips = [sizedZip({ own: { "index.py": 1 } }), sizedZip({ distributions: [{ name: "numpy", bytes: 1 }], holds: "layer" })];
  expect(checkBudgets(factsOf(zips))).toEqual([]);
  expect(brief(checkBudgets(factsOf(zips, { layers: 5 })))).toEqual(["note layers"]);
  expect(brief(checkBudgets(factsOf(zips, { layers: 6 })))).toEqual(["error layers", "note layers"]);
});

test("a budget of an image that a Dockerfile describes is not passed over in silence", () => {
  const { fn, ...facts } = factsOf([]);
  const build = { dockerfile: "Dockerfile", platform: "linux/amd64" };
  const image = { repository: "demo-report", digest: "", layout: "", handler: "index.handler", build };
  const built = { ...facts, fn: { ...fn, strategy: "image", image } } as const;
  expect(checkBudgets(built)).toEqual([]);
  expect(checkBudgets({ ...built, budget: { unzippedBytes: 5_000 } })).toEqual([
    {
      ...{ check: "budgets", level: "warning", subject: "budget.unzippedBytes", where: "aws_lambda_function.report" },
      what: "whether report keeps its budget of 5,000 bytes is not known: what its Dockerfile installs is not looked into",
      fix: "take the budget away, or have Packaging.image() make the image without a Dockerfile",
    },
  ]);
});

test("to an image that is over its budget nothing is said of Lambda's layers, which it has none of", () => {
  const zips = [sizedZip({ own: { "index.py": 10 } }), sizedZip({ distributions: [{ name: "numpy", bytes: 50 }] })];
  const { fn, ...facts } = factsOf(zips, { budget: { unzippedBytes: 5, zippedBytes: 1 } });
  const findings = checkBudgets({ ...facts, fn: { ...fn, strategy: "image" } });
  expect(findings).toHaveLength(2);
  for (const { what, fix } of findings) expect(`${what}; ${fix}`).not.toContain("layer");
});
