import type {
  ContainerPart,
  DistributionExplanation,
  Explanation,
  FileExplanation,
  FunctionExplanation,
  ZipExplanation,
} from "../../../cli/explain/model/explanation";

/** What AWS brings, the lowest first. */
const awsParts: readonly ContainerPart[] = [
  {
    ...{ holds: "system", from: "AWS", what: "Amazon Linux 2 (glibc 2.26)" },
    ...{ origin: "AWS makes it and patches it, in place", date: "2027-06-30", dated: "patched by AWS until" },
  },
  { holds: "python", from: "AWS", what: "Python 3.11", at: "/var/lang", origin: "AWS makes it and patches it, in place" },
  {
    ...{
      holds: "supplied",
      from: "AWS",
      what: "boto3 1.42.97 and botocore 1.42.97",
      at: "/var/lang/lib/python3.11/site-packages",
    },
    ...{ origin: "AWS makes it and moves it on, unasked", date: "2026-08-12", dated: "last seen in public" },
  },
];

const chatZip: ZipExplanation = {
  ...{ path: "lambda_packages/chat_lambda.zip", holds: "function", madeBy: "archive_file" },
  ...{ bytes: 1_254, unzippedBytes: 2_745, sha256: "4f".repeat(32), distributions: [] },
  files: [
    { path: "index.py", bytes: 2_731, compressedBytes: 1_020, mode: "0644", origin: "first-party" },
    { path: "requirements.txt", bytes: 14, compressedBytes: 16, mode: "0644", origin: "first-party" },
  ],
  left: [
    { path: "__pycache__/", rule: "bytecode", why: "Python makes it again, and it holds times." },
    { path: ".env", rule: "secrets", why: "What ships can be read by everybody who may read the function." },
  ],
  missing: [{ name: "boto3", why: "AWS supplies it to python3.11" }],
};

/** A function with nothing installed, deployed and asked. */
const chat: FunctionExplanation = {
  ...{ name: "chat", from: "receipt", strategy: "runtime", runtime: "python3.11", architecture: "x86_64" },
  answer: "Nobody builds it: AWS starts its python3.11 container at the first request and pours your 1.2 KB into /var/task.",
  container: [
    ...awsParts,
    {
      ...{ holds: "code", from: "you", what: "your code, 2 files", at: "/var/task", zippedBytes: 1_254, unzippedBytes: 2_745 },
      origin: "backend/chat, zipped by Terraform at plan",
    },
  ],
  zips: [chatZip],
  requirements: [
    {
      ...{ where: "backend/chat/requirements.txt:1", text: "boto3>=1.34.0", name: "boto3", verdict: "supplied" },
      ...{ version: "1.42.97", floor: "holds", says: "AWS supplies boto3 1.42.97, as last seen; nothing is installed." },
    },
  ],
  imports: [
    { module: "boto3", by: "aws", at: ["index.py:8"] },
    { module: "json", by: "stdlib", at: ["index.py:1"] },
    { module: "logging", by: "stdlib", at: ["index.py:2"] },
  ],
  timeline: [
    {
      step: "synthesis",
      on: "your machine, or CI",
      what: "Writes cdk.tf.json; no container is built.",
      milliseconds: 812,
      measured: "local cloud, 2026-11-24",
    },
    {
      step: "plan",
      on: "your machine, or CI",
      what: "Terraform zips the code.",
      milliseconds: 2_310,
      measured: "local cloud, 2026-11-24",
    },
    {
      step: "upload",
      on: "your machine, or CI",
      what: "The ZIP is sent with the function.",
      milliseconds: 8_120,
      measured: "with the apply: local cloud, 2026-11-24",
    },
    { step: "created", on: "AWS", what: "AWS keeps the ZIP. Nothing runs.", measured: "with the apply" },
    {
      step: "first request",
      on: "AWS",
      what: "AWS starts the container and imports index.",
      milliseconds: 401.25,
      measured: "local cloud, 2026-11-24",
    },
    { step: "second request", on: "AWS", what: "The container is there already.", measured: "not yet" },
  ],
  control: {
    you: [
      { what: "memory", value: "512 MB" },
      { what: "timeout", value: "30 seconds" },
      { what: "environment", value: "MODEL_ID" },
      { what: "rights", value: "bedrock:InvokeModel on one model" },
    ],
    aws: [
      { what: "operating system", value: "Amazon Linux 2" },
      { what: "Python", value: "3.11, the patch release of the day" },
      { what: "boto3", value: "1.42.97 as last seen" },
    ],
  },
  strategies: {
    chosen: "runtime",
    reason: "AWS supplies all that is asked for",
    flips: [{ to: "bundle", when: "a line asked for what AWS does not supply" }],
    rows: [
      {
        ...{ strategy: "runtime", tools: [], patches: "AWS patches the system, Python and boto3", known: "measured" },
        figures: {
          ...{ zippedBytes: 1_254, unzippedBytes: 2_745, codeChangeBytes: 1_254 },
          limitsLeft: { unzippedBytes: 262_141_254, directUploadBytes: 52_427_546 },
        },
      },
      {
        ...{ strategy: "bundle", tools: [], patches: "AWS patches the system and Python, you boto3", known: "measured" },
        figures: {
          ...{ zippedBytes: 14_870_112, unzippedBytes: 27_120_004, codeChangeBytes: 14_870_112 },
          limitsLeft: { unzippedBytes: 235_023_995, directUploadBytes: 37_558_688 },
        },
      },
      {
        strategy: "layer",
        tools: [],
        patches: "AWS patches the system and Python, you boto3",
        known: "impossible",
        why: "a layer of boto3 alone would shadow AWS's",
      },
      {
        ...{ strategy: "image", tools: ["npm run image"], patches: "you patch everything, by building again", known: "measured" },
        figures: {
          ...{ zippedBytes: 14_901_200, unzippedBytes: 27_120_004, codeChangeBytes: 1_402 },
          limitsLeft: { unzippedBytes: -1_024 },
          base: { counted: false, zippedBytes: 198_400_123 },
        },
      },
    ],
  },
  sizes: { zippedBytes: 1_254, directUploadLimit: 52_428_800, unzippedBytes: 2_745, unzippedLimit: 262_144_000 },
  findings: [
    {
      check: "runtime",
      level: "warning",
      what: "python3.11 is patched by AWS until 2027-06-30",
      where: "main.ts",
      fix: "move to python3.13",
    },
    {
      check: "requirements",
      level: "note",
      what: "boto3>=1.34.0 is not pinned",
      where: "backend/chat/requirements.txt:1",
      fix: "npm run lock",
      waived: "AWS decides its version",
    },
  ],
  unknown: [],
};

const distributions: readonly (readonly [name: string, version: string, files: number, bytes: number, compressed: number])[] = [
  ["pandas", "2.2.3", 1_412, 44_310_220, 11_204_551],
  ["numpy", "2.2.6", 498, 41_902_114, 15_820_300],
  ["pytz", "2026.2", 94, 402_113, 180_002],
  ["python-dateutil", "2.9.0.post0", 20, 640_110, 210_400],
  ["six", "1.17.0", 5, 41_002, 12_020],
  ["tzdata", "2026.3", 9, 520_440, 300_221],
];

const folders = ["core/arrays/arrow", "io/formats/style_templates", "tseries/offsets", "plotting/_matplotlib", "compat/numpy"];

/** Files of a distribution whose sizes add up to its own. */
function filesOf([name, , files, bytes, compressed]: (typeof distributions)[number]): FileExplanation[] {
  const share = (whole: number, at: number): number =>
    at === 0 ? whole - (files - 1) * Math.floor(whole / files) : Math.floor(whole / files);
  return Array.from({ length: files }, (_, at) => ({
    path: `${name}/${folders[at % folders.length] ?? ""}/module_of_a_usual_length_${String(at).padStart(4, "0")}.py`,
    ...{ bytes: share(bytes, at), compressedBytes: share(compressed, at) },
    ...{ mode: at % 100 === 7 ? "0755" : "0644", origin: name },
  }));
}

function explained([name, version, files, bytes, compressed]: (typeof distributions)[number]): DistributionExplanation {
  const chain = name === "pandas" ? ["requirements.txt:1", name] : ["requirements.txt:1", "pandas", name];
  return {
    ...{ name, version, unzippedBytes: bytes, compressedBytes: compressed, files },
    ...{ requiredBy: [name === "pandas" ? "requirements.txt:1" : "pandas"], chain },
    wheel: `${name.replaceAll("-", "_")}-${version}-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
  };
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);

const pandasLayer: ZipExplanation = {
  ...{ path: "lambda_packages/report_layer.zip", holds: "layer", madeBy: "splice" },
  ...{ bytes: 27_990_411, unzippedBytes: 87_815_999, sha256: "0a".repeat(32) },
  distributions: distributions.map(explained).sort((a, b) => b.unzippedBytes - a.unzippedBytes),
  files: distributions.flatMap(filesOf).sort(byPath),
  left: Array.from({ length: 600 }, (_, at) => ({
    path: `pandas/tests/frame/methods/test_of_a_usual_length_${String(at).padStart(3, "0")}.py`,
    ...{ rule: "tests", why: "A distribution's own tests do not run in Lambda.", distribution: "pandas" },
  })),
  missing: [],
};

/** A function with pandas in a layer: some two thousand files. */
const report: FunctionExplanation = {
  ...chat,
  ...{ name: "report", strategy: "layer" },
  answer:
    "Nobody builds it: AWS starts its python3.11 container at the first request, puts your layer of 84 MB into /opt and pours your 1.2 KB into /var/task.",
  container: [
    ...awsParts,
    {
      ...{ holds: "layer", from: "you", what: "your layer, 6 distributions", at: "/opt/python" },
      ...{ zippedBytes: 27_990_411, unzippedBytes: 87_815_999, origin: "spliced from wheels at synthesis" },
    },
    ...chat.container.slice(-1),
  ],
  zips: [{ ...chatZip, path: "lambda_packages/report_function.zip", madeBy: "splice" }, pandasLayer],
  requirements: [
    {
      ...{ where: "backend/report/requirements.txt:1", text: "pandas==2.2.3", name: "pandas", verdict: "installed" },
      ...{ version: "2.2.3", floor: "holds", says: "It is in the layer." },
    },
    {
      ...{ where: "backend/report/requirements.txt:2", text: "requests>=2.31", name: "requests", verdict: "nobody" },
      ...{ floor: "not known", says: "Nobody installs it, and AWS does not supply it." },
    },
    {
      ...{
        where: "backend/report/requirements.txt:3",
        text: 'pywin32; sys_platform == "win32"',
        name: "pywin32",
        verdict: "not here",
      },
      says: "Its marker leaves it out on this platform.",
    },
    {
      where: "backend/report/requirements.txt:4",
      text: "./tools",
      verdict: "ignored",
      says: "It names a folder, and nothing needs it.",
    },
  ],
  imports: [
    { module: "numpy", by: "artifact", distribution: "numpy", at: ["index.py:3", "a.py:1", "b.py:1", "c.py:1"] },
    { module: "requests", by: "nobody", at: ["index.py:4"] },
    { module: "tools", by: "code", at: ["index.py:5"] },
  ],
  strategies: {
    ...{ chosen: "layer", reason: "it was named", flips: [] },
    rows: (["runtime", "bundle", "layer", "image"] as const).map((strategy) => ({
      ...{ strategy, tools: [], patches: "AWS patches the system and Python, you the rest" },
      ...{ known: "not measured", why: "only Packaging.auto() measures" },
    })),
  },
  sizes: { zippedBytes: 1_254, directUploadLimit: 52_428_800, unzippedBytes: 87_818_744, unzippedLimit: 262_144_000 },
  findings: [
    {
      check: "imports",
      level: "error",
      what: "requests is imported, and nobody supplies it",
      where: "index.py:4",
      fix: "add requests to the layer",
    },
    ...chat.findings,
  ],
  live: [
    { what: "CodeSha256", expected: "T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT08=", runs: "AAAA", same: false },
    { what: "memory", expected: "512 MB", runs: "512 MB", same: true },
    { what: "runtime version", runs: "arn:aws:lambda:eu-central-1::runtime:0a0a" },
  ],
  unknown: ["which patch of Python runs: AWS decides that"],
};

/** Names that would be markup, script, another attribute, a terminal's escape or text in another direction. */
export const hostileTexts = [
  "<script>alert(1)</script>.py",
  '"><img src=x onerror=alert(2)>.py',
  "' onmouseover='alert(3)",
  "</style><svg onload=alert(4)>",
  "</title><script>alert(5)</script>",
  "&lt;b&gt;&amp;.py",
  "javascript:alert(6)",
  "\u001b[31mred\u0007.py",
  "\u202egpj.yp",
  "nul\u0000.py",
  "--><!-- ]]>.py",
  "a\\b\n.py",
] as const;

/** A ZIP found somewhere, every text of which is hostile. */
const found: FunctionExplanation = {
  ...chat,
  ...{ name: hostileTexts[4], from: "zip", strategy: "bundle", answer: `It says ${hostileTexts[0]}` },
  container: [
    ...awsParts,
    { holds: "code", from: "you", what: hostileTexts[1], at: hostileTexts[2], unzippedBytes: 1_200, origin: hostileTexts[3] },
  ],
  zips: [
    {
      ...{ path: hostileTexts[1], holds: "function", madeBy: "somebody", unzippedBytes: 1_200, left: [], missing: [] },
      distributions: [
        {
          ...{ name: hostileTexts[2], version: hostileTexts[3], unzippedBytes: 0, files: 0 },
          ...{ requiredBy: [], chain: [hostileTexts[0], hostileTexts[1]], wheel: hostileTexts[1] },
        },
      ],
      files: hostileTexts.map((path) => ({ path, bytes: 100, mode: "", origin: "first-party" })),
    },
  ],
  requirements: [{ where: hostileTexts[0], text: hostileTexts[1], verdict: "ignored", says: hostileTexts[3] }],
  imports: [{ module: hostileTexts[0], by: "nobody", at: [hostileTexts[1]] }],
  timeline: [{ step: "synthesis", on: "AWS", what: hostileTexts[0], measured: hostileTexts[1] }],
  control: { you: [{ what: hostileTexts[2], value: hostileTexts[3] }], aws: [] },
  strategies: {
    ...{ chosen: "bundle", reason: hostileTexts[0], flips: [{ to: "layer", when: hostileTexts[1] }] },
    rows: [{ strategy: "layer", tools: [hostileTexts[0]], patches: hostileTexts[1], known: "impossible", why: hostileTexts[3] }],
  },
  findings: [
    {
      check: hostileTexts[2],
      level: "error",
      what: hostileTexts[0],
      where: hostileTexts[1],
      fix: hostileTexts[3],
      waived: hostileTexts[4],
    },
  ],
  unknown: [hostileTexts[0]],
};

/** A function of each kind that a page shows. */
export const pageExplanation: Explanation = { version: 1, functions: [chat, report, found] };
