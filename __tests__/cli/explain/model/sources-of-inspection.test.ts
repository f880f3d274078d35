import { sourcesOfInspection } from "../../../../cli/explain/model/sources-of-inspection";
import type { FunctionSetting } from "../../../../cli/terraform/function-setting";
import { inspectedBytes } from "../../../lib/artifact/inspect/inspect-case";
import { makeZip, type MadeEntry } from "../../../lib/artifact/inspect/make-zip";

const code: MadeEntry = { name: "index.py", content: "def handler(event, context): ...\n" };
const distribution: readonly MadeEntry[] = [
  { name: "six-1.17.0.dist-info/METADATA", content: "Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n" },
  { name: "six-1.17.0.dist-info/RECORD", content: "six.py,,\nsix-1.17.0.dist-info/METADATA,,\n" },
  { name: "six.py", content: "" },
];
const inLayer = distribution.map((entry) => ({ ...entry, name: `python/${String(entry.name)}` }));
const about = { name: "function.zip", from: "zip", today: "2026-11-24" } as const;

const setting: FunctionSetting = {
  ...{ address: "aws_lambda_function.chat", packageType: "Zip", architecture: "x86_64", inVpc: false },
  ...{ environment: [], layers: [], rights: [], routes: [] },
};

test.each<readonly [string, readonly MadeEntry[], readonly Buffer[], FunctionSetting | undefined, string]>([
  ["code alone", [code], [], undefined, "runtime"],
  ["distributions beside the code", [code, ...distribution], [], undefined, "bundle"],
  ["a layer", [code], [makeZip(inLayer)], undefined, "layer"],
  ["a layer that is not here", [code], [], { ...setting, layers: [{ arn: "arn:aws:lambda:us-east-1:1:layer:x:1" }] }, "layer"],
  ["an image", [code], [], { ...setting, packageType: "Image" }, "image"],
])("%s shows the strategy", (_, entries, layers, told, strategy) => {
  const surroundings = told === undefined ? about : { ...about, setting: told };
  expect(sourcesOfInspection(inspectedBytes(makeZip(entries), { layers }), surroundings).strategy).toBe(strategy);
});

test("what inspection found is handed on, and what no ZIP says is empty", () => {
  const inspected = inspectedBytes(makeZip([...distribution, code]));
  const [zip] = inspected.zips;
  const sources = sourcesOfInspection(inspected, about);
  expect(sources).toEqual({
    ...{ ...about, strategy: "bundle", runtime: "python3.11", architecture: "x86_64", left: [], times: {} },
    sizes: inspected.sizes,
    imports: inspected.imports,
    findings: expect.any(Array) as unknown,
    zips: [
      {
        ...{ path: zip?.shownPath, holds: "function", madeBy: "somebody", bytes: zip?.bytes, sha256: zip?.sha256 },
        ...{ unzippedBytes: zip?.unzippedBytes, left: [], omitted: [] },
        distributions: [{ name: "six", version: "1.17.0", unzippedBytes: 89, requiredBy: [] }],
        files: zip?.files.map(({ path, bytes, compressedBytes, mode, origin }) => ({
          path,
          bytes,
          compressedBytes,
          mode,
          origin,
        })),
      },
    ],
  });
});

test("the ZIP of archive_file is said to be Terraform's, a layer that somebody packed is not", () => {
  const inspected = inspectedBytes(makeZip([code]), { layers: [makeZip(inLayer)] });
  expect(sourcesOfInspection(inspected, { ...about, archived: [true] }).zips.map(({ madeBy }) => madeBy)).toEqual([
    "archive_file",
    "somebody",
  ]);
});

test("what makes a hash unstable is to know, with the file's name safe to show", () => {
  const entries = [
    { ...code, name: "a\u202E.py", dosTime: 0x5b784a00 },
    { ...code, dosTime: 0x5b784a00 },
  ];
  const findings = sourcesOfInspection(inspectedBytes(makeZip(entries)), about).findings.filter(({ check }) => check === "hash");
  expect(findings).toEqual([
    {
      ...{ check: "hash", level: "note", where: expect.stringMatching(/function\.zip$/) as string },
      what: "packed again, the same content may have another hash: a\\u202e.py (and 1 more) carries the time it was written or packed at",
      fix: expect.stringContaining("SOURCE_DATE_EPOCH") as string,
    },
  ]);
});
