import { findingsOf } from "../../../../cli/explain/model/findings";
import type { FunctionSources } from "../../../../cli/explain/model/function-sources";
import type { FunctionSetting } from "../../../../cli/terraform/function-setting";
import { type MadeZip, sources } from "../made-sources";

const setting: FunctionSetting = {
  ...{ address: "aws_lambda_function.report", functionName: "demo-report", packageType: "Zip", architecture: "x86_64" },
  ...{ environment: [], layers: [], rights: [], routes: [], inVpc: false },
  logGroup: { name: "/aws/lambda/demo-report", retentionDays: 14 },
};

interface Row {
  readonly what: string;
  readonly zip?: MadeZip;
  readonly fn?: Partial<FunctionSources>;
  /** Of the one finding: check, level, and a part of its text. Undefined where nothing is to be found. */
  readonly found: readonly [string, string, string] | undefined;
}

const megabyte = 1_048_576;
const sizes = { zippedBytes: 1_000, directUploadLimit: 50 * megabyte, unzippedLimit: 262_144_000 };
const sdk = (names: readonly string[], version = "1.40.0"): MadeZip => ({
  distributions: Object.fromEntries(names.map((name) => [name, { version }])),
});
const environment = (name: string, value?: string): Partial<FunctionSources> => ({
  setting: { ...setting, environment: [{ name, ...(value === undefined ? {} : { value }) }] },
});

const rows: readonly Row[] = [
  { what: "a plain function", found: undefined, fn: { setting } },
  {
    what: "a deprecated runtime",
    fn: { runtime: "python3.10" },
    found: ["runtime", "warning", "python3.10 is deprecated: AWS has not patched it since 2026-10-31"],
  },
  {
    what: "a runtime that takes no new functions",
    fn: { runtime: "python3.9", today: "2027-02-01" },
    found: ["runtime", "error", "takes no new functions"],
  },
  {
    what: "a base image that is not patched for long",
    fn: { runtime: "python3.10", strategy: "image" },
    found: ["runtime", "warning", "base image"],
  },
  {
    what: "a timeout over that of the HTTP API",
    fn: { setting: { ...setting, timeout: 31, routes: ["POST /report"] } },
    found: ["timeout", "warning", "may take 31 seconds, and the HTTP API that calls it gives up after 30"],
  },
  {
    what: "a timeout as long as the HTTP API's",
    fn: { setting: { ...setting, timeout: 30, routes: ["POST /report"] } },
    found: undefined,
  },
  { what: "a long timeout that no HTTP API waits for", fn: { setting: { ...setting, timeout: 900 } }, found: undefined },
  {
    what: "requirements that are not locked",
    fn: { source: "backend/report", dependencies: { sources: ["requirements.txt"], locked: false } },
    found: ["lock", "warning", "requirements.txt is not locked"],
  },
  {
    what: "locked requirements",
    fn: { dependencies: { sources: ["requirements.txt", "pylock.toml"], locked: true } },
    found: undefined,
  },
  {
    what: "a part of the SDK",
    zip: sdk(["boto3"]),
    found: ["sdk", "warning", "boto3 1.40.0 ships without botocore and s3transfer"],
  },
  { what: "the whole SDK", zip: sdk(["boto3", "botocore", "s3transfer"]), found: undefined },
  {
    what: "an old botocore in a ZIP found somewhere",
    zip: sdk(["boto3", "botocore", "s3transfer"], "1.20.0"),
    fn: { from: "zip" },
    found: ["operations", "warning", "botocore 1.20.0 ships and hides AWS's own, which was 1.30.1 or newer"],
  },
  {
    what: "80 % of what may be unpacked",
    fn: { sizes: { ...sizes, unzippedBytes: 209_715_200 } },
    found: ["budgets", "note", "80 % of 262,144,000"],
  },
  { what: "a byte less", fn: { sizes: { ...sizes, unzippedBytes: 209_715_199 } }, found: undefined },
  { what: "80 % of a direct upload", zip: { bytes: 40 * megabyte }, found: ["budgets", "note", "80 % of 52,428,800"] },
  {
    what: "more than its own budget",
    zip: sdk(["numpy"], "2.2.6"),
    fn: { budget: { zippedBytes: 999 } },
    found: ["budgets", "error", "report has 1,000 bytes zipped, 1 more than its budget of 999: numpy 2.2.6 (100 bytes unpacked)"],
  },
  { what: "just its own budget", fn: { budget: { zippedBytes: 1_000, unzippedBytes: 1_000 } }, found: undefined },
  {
    what: "a log group that AWS makes",
    fn: { setting: { ...setting, logGroup: undefined } as unknown as FunctionSetting },
    found: ["logs", "warning", "AWS makes their log group"],
  },
  {
    what: "a log group without retention",
    fn: { setting: { ...setting, logGroup: { name: "/aws/lambda/demo-report" } } },
    found: ["logs", "warning", "their log group has no retention"],
  },
  ...[
    ["DB_PASSWORD", "hunter2"],
    ["API_KEY", "abc"],
    ["apikey", "abc"],
    ["GITHUB_TOKEN", undefined],
    ["CLIENT_SECRET", "x"],
  ].map(([name = "", value]): Row => ({
    what: `${name} in the environment`,
    fn: environment(name, value),
    found: ["secrets", "warning", `${name} is named like a secret`],
  })),
  ...(
    [
      ["DATABASE_URL", "postgres://app:hunter2@db.example/app", "an address with a password"],
      ["UPSTREAM", `AKIA${"A".repeat(16)}`, "an AWS access key id"],
      ["CERT", "-----BEGIN RSA PRIVATE KEY-----", "a private key"],
      ["HOOK", "xoxb-1234567890", "a Slack token"],
    ] as const
  ).map(([name, value, kind]): Row => ({
    what: `${kind} in the environment`,
    fn: environment(name, value),
    found: ["secrets", "warning", `${name} holds ${kind}`],
  })),
  ...(
    [
      ["SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:1:secret:x"],
      ["TOKEN_URL", "https://login.example/token"],
      ["DB_PASSWORD", ""],
      ["MONKEY", "banana"],
      ["DATABASE_URL", "postgres://db.example/app"],
    ] as const
  ).map(([name, value]): Row => ({
    what: `${name}=${value}, which is no secret`,
    fn: environment(name, value),
    found: undefined,
  })),
];

test.each(rows)("$what is told, and nothing else", ({ zip, fn, found }) => {
  const findings = findingsOf(sources(zip, fn));
  if (found === undefined) {
    expect(findings).toEqual([]);
    return;
  }
  const [check, level, text] = found;
  expect(findings).toEqual([expect.objectContaining({ check, level, what: expect.stringContaining(text) as string })]);
});

test("the value of a secret is never said", () => {
  const environment = [
    { name: "DB_PASSWORD", value: "hunter2-canary" },
    { name: "HOOK", value: "xoxb-1234567890-canary" },
  ];
  const findings = findingsOf(sources({}, { setting: { ...setting, environment } }));
  expect(findings).toHaveLength(2);
  expect(JSON.stringify(findings)).not.toContain("canary");
});

test("the worst is said first, and the same once", () => {
  const note = { check: "imports", level: "note", what: "a", fix: "b" } as const;
  const findings = findingsOf(
    sources(
      {},
      { findings: [note, { ...note, level: "warning", what: "c" }, note, { ...note, level: "error", what: "d", waived: "why" }] },
    ),
  );
  expect(findings.map(({ level, what, waived }) => [level, what, waived])).toEqual([
    ["error", "d", "why"],
    ["warning", "c", undefined],
    ["note", "a", undefined],
  ]);
});
