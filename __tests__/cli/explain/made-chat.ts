import type { FunctionExplanation, StrategyExplanation } from "../../../cli/explain/model/explanation";
import { limits, python, supplied, system, timeline } from "./made-parts";

/** The project's own function: nothing is installed, Terraform zips it. */
export const chat: FunctionExplanation = {
  ...{ name: "chat", from: "receipt", strategy: "runtime", runtime: "python3.11", architecture: "x86_64" },
  answer: "Nobody builds it: AWS starts its python3.11 container at the first request and pours your 7,420 bytes into /var/task.",
  container: [
    system,
    python,
    supplied,
    {
      ...{ holds: "code", from: "you", what: "backend/chat", at: "/var/task", unzippedBytes: 7_420 },
      origin: "Terraform zips it at plan time and uploads it; AWS unpacks it at the first request",
    },
  ],
  zips: [
    {
      ...{ path: "lambda_packages/chat_function.zip", holds: "function", madeBy: "archive_file", unzippedBytes: 7_420 },
      distributions: [],
      files: [
        { path: "index.py", bytes: 7_406, mode: "0644", origin: "first-party" },
        { path: "requirements.txt", bytes: 14, mode: "0644", origin: "first-party" },
      ],
      left: [{ path: "__pycache__/", rule: "bytecode", why: "Python makes it anew, and it differs by machine" }],
      missing: [
        { name: "boto3", why: "python3.11 supplies it" },
        { name: "Python", why: "it is AWS's" },
      ],
    },
  ],
  requirements: [
    {
      ...{
        where: "backend/chat/requirements.txt:1",
        text: "boto3>=1.34.0",
        name: "boto3",
        verdict: "supplied",
        version: "1.40.4",
      },
      ...{ floor: "holds", says: "Nobody installs it: the version that answers is the one AWS has that day." },
    },
  ],
  imports: [
    { module: "boto3", by: "aws", at: ["index.py:12"] },
    { module: "botocore.config", by: "aws", at: ["index.py:13"] },
    { module: "json", by: "stdlib", at: ["index.py:3"] },
    { module: "os", by: "stdlib", at: ["index.py:4"] },
  ],
  timeline: timeline("local cloud, 2026-11-24"),
  control: {
    you: [
      { what: "memory", value: "512 MB" },
      { what: "timeout", value: "30 seconds" },
      { what: "environment", value: "MODEL_ID, TIMEOUT_SECONDS" },
      {
        what: "rights",
        value:
          "bedrock:InvokeModel on arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-3-5-haiku-20241022-v1:0, and to write its own logs",
      },
    ],
    aws: [
      { what: "Python 3.11 and Amazon Linux 2 (glibc 2.26)", value: "" },
      { what: "boto3", value: "1.40.4 when last seen, 2026-11-02" },
      { what: "when the container starts and stops", value: "" },
    ],
  },
  strategies: {
    ...{ chosen: "runtime", reason: "AWS supplies all that it imports" },
    flips: [{ to: "bundle", when: "it imported something that AWS does not supply" }],
    rows: (["runtime", "bundle", "layer", "image"] as const).map((strategy): StrategyExplanation => ({
      ...{ strategy, tools: [], patches: strategy === "runtime" ? "AWS, all but your code" : "you, what you install" },
      ...{ known: "not measured", why: "Packaging.auto() measures it" },
    })),
  },
  sizes: { directUploadLimit: limits.directUploadLimit, unzippedBytes: 7_420, unzippedLimit: limits.unzippedLimit },
  findings: [
    {
      ...{ check: "operations", level: "warning", where: "backend/chat/index.py:88" },
      what: "index.py calls converse of bedrock-runtime, which botocore has since 1.34.116",
      fix: "ask for boto3>=1.34.116 and bundle it, or answer without it",
    },
    { check: "runtime", level: "note", what: "AWS patches python3.11 until 2027-06-30", fix: "move to python3.13 before" },
  ],
  unknown: ["which boto3 answers today: npm run explain -- --live asks the function"],
};
