import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readStackSources } from "../../../cli/commands/stack-sources";
import { explainFunction } from "../../../cli/explain/model/explain-function";
import type { Explanation } from "../../../cli/explain/model/explanation";
import { htmlPage } from "../../../cli/explain/render/html-page";
import { markdownText } from "../../../cli/explain/render/markdown-text";
import { terminalText } from "../../../cli/explain/render/terminal-text";
import { safeJson } from "../../../cli/explain/safe-text";
import { baseLockName, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import { Packaging } from "../../../lib/constructs/packaging";
import { synthesize } from "../../../lib/constructs/synthesize";
import { ChatStack } from "../../../stacks/chat-stack";
import { madeBase } from "../../lib/artifact/image/made-base";
import { sharedIndex } from "../../lib/artifact/resolve/with-index";
import { write } from "../../lib/artifact/temporary-folder";
import { PackagingApp } from "../../lib/constructs/packaging-app";

const app = PackagingApp.eachTest(sharedIndex());
const project = resolve(__dirname, "../../..");
const base = madeBase("docker");

/** As much of it as the function imports. */
const botocore = {
  "botocore/__init__.py": "",
  "botocore/config.py": "class Config: ...\n",
  "botocore/exceptions.py": "BotoCoreError = ClientError = UnknownServiceError = Exception\n",
  "botocore/loaders.py": "class Loader: ...\n",
  "botocore/parsers.py": "class ResponseParserError(Exception): ...\n",
};

afterEach(() => {
  process.chdir(project);
  jest.restoreAllMocks();
});

/** The project's own stack, its function packaged in another way: its code as it is, its requirements taken from wheels made here. */
function explained(packaging: Packaging): Explanation {
  const { folder } = app();
  const requirements = readFileSync(join(project, "backend/chat/requirements.txt"), "utf8").trim();
  cpSync(join(project, "backend"), join(folder, "backend"), { recursive: true });
  app().wheel({
    name: "boto3",
    version: "1.40.4",
    metadata: ["Requires-Dist: botocore"],
    files: { "boto3.py": '__version__ = "1.40.4"\n\ndef client(name, **settings): ...\n' },
  });
  app().wheel({ name: "botocore", version: "1.40.4", files: botocore });
  write(join(folder, "backend/chat"), { "requirements.txt": `--no-index\n--find-links ../../wheels\n${requirements}\n` });
  writeBaseLock(join(folder, baseLockName), [base]);
  cpSync(join(project, ".terraform.lock.hcl"), join(folder, ".terraform.lock.hcl"));
  process.chdir(folder);
  jest.spyOn(Packaging, "runtime").mockReturnValue(packaging);
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  process.env["CDKTF_OUTDIR"] = join(folder, "out");
  synthesize((root) => {
    new ChatStack(root, "test-llms-demo");
  });
  const directory = join(folder, "out/stacks/test-llms-demo");
  return {
    version: 1,
    functions: readStackSources(directory, { root: folder, env: process.env }).map(explainFunction),
  };
}

test.each([
  { strategy: "runtime", packaging: Packaging.runtime() },
  { strategy: "bundle", packaging: Packaging.bundle() },
  { strategy: "layer", packaging: Packaging.layer() },
  { strategy: "image", packaging: Packaging.image() },
  { strategy: "auto", packaging: Packaging.auto() },
])("the project's own function is explained in the strategy $strategy", ({ packaging }) => {
  const explanation = explained(packaging);
  expect(withoutFigures(terminalText(explanation, { colour: false }))).toMatchSnapshot("terminal");
  expect(withoutFigures(markdownText(explanation))).toMatchSnapshot("markdown");
  expect(withoutFigures(safeJson(explanation))).toMatchSnapshot("JSON");
  expect(withoutFigures(textOf(htmlPage(explanation)))).toMatchSnapshot("page");
});

/** An edit of the function changes sizes, hashes and lines, and is no reason for a test to fail. What they are shown as, other tests hold. */
function withoutFigures(text: string): string {
  return text
    .replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{3,}…[0-9a-f]{20,})\b/g, (hash) => "f".repeat(hash.length))
    .replace(/[A-Za-z0-9+/]{43}=/g, (hash) => "f".repeat(hash.length))
    .replace(/(?<=index\.py:)\d+/g, (line) => "0".repeat(line.length))
    .replace(/(?<=": )\d{4,}\b/g, (figure) => "0".repeat(figure.length))
    .replace(/\d{1,3}(?:,\d{3})+|\d+(?:\.\d)? (?=KB|MB)/g, (figure) => figure.replace(/\d/g, "0"));
}

/** What a page says, a line for each element. */
function textOf(page: string): string {
  const body = page.slice(page.indexOf("<body>"));
  return body
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?<[^>]+> ?/g, "\n")
    .replaceAll(/\n{2,}/g, "\n");
}
