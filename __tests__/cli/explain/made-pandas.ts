import type { FunctionExplanation, StrategyExplanation } from "../../../cli/explain/model/explanation";
import { chat } from "./made-chat";
import { pandasFiles } from "./made-files";
import { limits, python, sha256, supplied, system, timeline } from "./made-parts";

/** pandas in a layer, measured. */
export const pandasLayer: FunctionExplanation = {
  ...{ name: "report", from: "receipt", strategy: "layer", runtime: "python3.11", architecture: "x86_64" },
  answer: "Nobody builds it: AWS starts its python3.11 container and pours 1,138 bytes and a layer of 26,998,296 bytes into it.",
  container: [
    system,
    python,
    supplied,
    {
      ...{ holds: "layer", from: "you", what: "pandas 2.2.3 and 4 more", at: "/opt/python", zippedBytes: 26_998_296 },
      ...{ unzippedBytes: 87_412_003, origin: "spliced at synthesis from the wheels that the lock names" },
    },
    {
      ...{
        holds: "code",
        from: "you",
        what: "examples/pandas/report",
        at: "/var/task",
        zippedBytes: 1_138,
        unzippedBytes: 2_310,
      },
      origin: "zipped at synthesis",
    },
  ],
  zips: [
    {
      ...{ path: "lambda_packages/layer_function.zip", holds: "function", madeBy: "splice", bytes: 1_138, unzippedBytes: 2_310 },
      ...{ sha256, distributions: [], left: [], missing: [] },
      files: [{ path: "index.py", bytes: 2_310, compressedBytes: 1_002, mode: "0644", origin: "first-party" }],
    },
    {
      ...{
        path: "lambda_packages/layer_layer.zip",
        holds: "layer",
        madeBy: "splice",
        bytes: 26_998_296,
        unzippedBytes: 87_412_003,
      },
      ...{ sha256, ...pandasFiles },
      missing: [{ name: "python-dateutil", why: "python3.11 supplies it" }],
    },
  ],
  requirements: [
    {
      ...{ where: "examples/pandas/report/requirements.txt:1", text: "pandas==2.2.3", name: "pandas", verdict: "installed" },
      ...{ version: "2.2.3", floor: "holds", says: "It is in the layer, with the 4 that it needs." },
    },
    {
      ...{ where: "examples/pandas/report/requirements.txt:2", text: 'tomli; python_version < "3.11"', name: "tomli" },
      ...{ verdict: "not here", says: "Its marker leaves it out on python3.11." },
    },
    {
      ...{ where: "examples/pandas/report/requirements.txt:3", text: "boto3>=1.41", name: "boto3", verdict: "ignored" },
      ...{ version: "1.40.4", floor: "does not hold", says: "The function does not import it." },
    },
  ],
  imports: [
    { module: "yaml", by: "nobody", at: ["index.py:3", "index.py:40"] },
    { module: "dateutil", by: "artifact", distribution: "python-dateutil", at: ["index.py:4"] },
    { module: "pandas", by: "artifact", distribution: "pandas", at: ["index.py:5"] },
    { module: "prompts", by: "code", at: ["index.py:6"] },
  ],
  timeline: timeline(undefined),
  control: chat.control,
  strategies: {
    ...{ chosen: "layer", reason: "the dependencies are over 10 MB zipped and change more seldom than the code" },
    flips: [
      { to: "bundle", when: "they came to 10 MB or less" },
      { to: "image", when: "all came to 262,144,000 bytes or more unpacked" },
    ],
    rows: [
      {
        strategy: "runtime",
        tools: [],
        patches: "AWS",
        known: "impossible",
        why: "python3.11 does not supply numpy, pandas, pytz and tzdata",
      },
      measured("bundle", [26_970_894, 87_414_313, 26_970_894, 174_729_686]),
      measured("layer", [26_999_434, 87_414_313, 1_138, 174_729_686]),
      {
        ...{ strategy: "image", tools: ["docker"], patches: "you: the base image too", known: "measured" },
        figures: {
          ...{
            zippedBytes: 26_800_112,
            unzippedBytes: 87_414_313,
            codeChangeBytes: 1_360,
            limitsLeft: { unzippedBytes: 10_650_003_927 },
          },
          base: { counted: false, zippedBytes: 187_345_120 },
        },
      },
    ],
  },
  sizes: { ...limits, zippedBytes: 1_138, unzippedBytes: 87_414_313 },
  findings: [
    {
      ...{ check: "elf", level: "error", where: "requirements.txt:1", waived: "the function never calls it" },
      ...{ what: "numpy 2.3.1 does not load on python3.11 (glibc 2.26): its wheel needs glibc 2.28", fix: "pin numpy<2.3" },
    },
    {
      check: "imports",
      level: "error",
      what: "index.py imports yaml, which nobody supplies",
      where: "index.py:3",
      fix: "add PyYAML",
    },
  ],
  live: [
    {
      what: "CodeSha256",
      expected: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
      runs: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
      same: true,
    },
    { what: "layer", runs: "arn:aws:lambda:eu-central-1:123456789012:layer:report:7" },
    { what: "memory", expected: "512 MB", runs: "128 MB", same: false },
    { what: "Python", expected: "3.11, at AWS's newest patch", runs: "3.11.13", same: true },
    { what: "boto3" },
  ],
  unknown: [],
};

/** The same in an image. */
export const pandasImage: FunctionExplanation = {
  ...{ ...pandasLayer, strategy: "image", answer: "Synthesis builds it: your layers above AWS's base image, without Docker." },
  container: [
    {
      holds: "base",
      from: "AWS",
      what: "public.ecr.aws/lambda/python:3.11",
      zippedBytes: 187_345_120,
      origin: "pulled at synthesis, by its digest",
    },
    ...pandasLayer.container.slice(3),
  ],
  zips: pandasLayer.zips.map((zip) => ({ ...zip, holds: zip.holds === "layer" ? "dependencies" : "function" })),
  strategies: { ...pandasLayer.strategies, chosen: "image", reason: "its packaging says so", flips: [] },
  sizes: { unzippedBytes: 87_414_313, unzippedLimit: 10_737_418_240 },
};

function measured(
  strategy: "bundle" | "layer",
  [zippedBytes, unzippedBytes, codeChangeBytes, left]: [number, number, number, number],
): StrategyExplanation {
  const limitsLeft = { unzippedBytes: left, directUploadBytes: limits.directUploadLimit - zippedBytes };
  const figures = { zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft };
  return { strategy, tools: [], patches: "AWS: system, Python and boto3; you: what you install", known: "measured", figures };
}
