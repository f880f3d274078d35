import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { UserError } from "../../lib/errors/user-error";
import { explainLog } from "../explain/explain-log";
import { errorsText } from "../explain/errors-text";
import { explainFunction } from "../explain/model/explain-function";
import type { Explanation } from "../explain/model/explanation";
import type { FunctionSources } from "../explain/model/function-sources";
import { htmlPage } from "../explain/render/html-page";
import { markdownText } from "../explain/render/markdown-text";
import { terminalText } from "../explain/render/terminal-text";
import { safeJson } from "../explain/safe-text";
import { cycloneDx } from "../explain/sbom";
import { whyOf } from "../explain/why";
import { whyText } from "../explain/why-text";
import { type Command, type Io, UsageError } from "./command";
import { type ExplainOptions, parseExplainOptions } from "./explain-options";
import { subjectOf } from "./explain-subject";
import { readAll } from "./read-all";

/** Says where the container is built and what is in it, of this project's functions or of anybody's. */
export const explain: Command = {
  name: "explain",
  summary: "where the container is built, what is in it and why, what AWS supplies, what will hurt; what an error means",
  usage: [
    "npm run explain -- [STACK DIRECTORY] [--example NAME]      this project's functions",
    "       npm run explain -- function.zip --runtime python3.11 [--architecture arm64] [--handler index.handler] [--layer layer.zip …]",
    "       npm run explain -- --plan tfplan|plan.json [--dir DIR]",
    "         each with: [--live [--aws]] [--measure] [--ci] [--max-zipped 10MB] [--max-unzipped 60MB]",
    "                    [--json | --markdown | --html FILE | --sbom]",
    "       npm run explain -- why NAME [as above]               why a distribution, module or file is there, or not",
    "       npm run explain -- --diff A B [--json | --markdown]  two stack directories, receipts or ZIPs, or deployed [--aws]",
    '       npm run explain -- --error "…" [--json]              --error - reads a log from standard input',
  ].join("\n"),
  run: async (args, io) => {
    const options = parseExplainOptions(args);
    const { error, positionals } = options;
    if (error !== undefined) return explainError(error, args, options, io);
    if (options.diff) return (await import("./explain-diff.js")).explainDiff(options, io);
    const [first, ...rest] = positionals;
    if (first !== "why") return explainSubject(positionals, options, io);
    const [name, ...subject] = rest;
    if (name === undefined || name.trim() === "") throw new UsageError("why what? name a distribution, a module or a file");
    const answers = whyOf(name, await subjectOf(subject, options, io));
    io.out(options.json ? safeJson({ why: answers }) : whyText(answers));
    return answers.some(({ found }) => found) ? 0 : 1;
  },
};

async function explainSubject(subject: readonly string[], options: ExplainOptions, io: Io): Promise<number> {
  const sources = await asked(await subjectOf(subject, options, io), options, io);
  const explanation: Explanation = { version: 1, functions: sources.map(explainFunction) };
  show(explanation, sources, options, io);
  return options.ci && explanation.functions.some(isRefused) ? 1 : 0;
}

/** What is told only where it is asked for, since it takes a while; what that needs is loaded then, or every call would wait for it. */
async function asked(sources: readonly FunctionSources[], { measure, live, aws, example }: ExplainOptions, io: Io) {
  if (!measure && !live) return sources;
  const session = (await import("./session.js")).openSession(io, example);
  const measured = measure ? await (await import("./measure-project.js")).measureProject(sources, session, io.env) : sources;
  return live ? (await import("./live-function.js")).askLive(measured, session, io.env, aws) : measured;
}

function isRefused({ findings, live = [] }: Explanation["functions"][number]): boolean {
  return (
    findings.some(({ level, waived }) => level === "error" && waived === undefined) || live.some(({ same }) => same === false)
  );
}

function show(explanation: Explanation, sources: readonly FunctionSources[], options: ExplainOptions, io: Io): void {
  const { json, markdown, html, sbom } = options;
  if (html !== undefined) {
    writePage(resolve(html), htmlPage(explanation));
    io.err(`wrote ${displayPath(resolve(html))}`);
  } else if (sbom) io.out(safeJson(cycloneDx(sources, io.env)));
  else if (json) io.out(safeJson(explanation));
  else if (markdown) io.out(markdownText(explanation));
  else io.out(terminalText(explanation, { colour: process.stdout.isTTY && !io.env["NO_COLOR"] }));
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    const fix = "name a file in a folder that is there and that you may write to";
    throw new UserError({ what: `the page cannot be written: ${message}`, where: displayPath(path), fix }, { cause: error });
  }
}

async function explainError(error: string, args: readonly string[], { json }: ExplainOptions, io: Io): Promise<number> {
  const others = args.filter((arg) => arg !== "--json");
  if (others.length > 2 || (others.length === 2 && others[0] !== "--error"))
    throw new UsageError("--error is said alone, or with --json");
  const explained = explainLog(error === "-" ? await readAll(process.stdin) : error);
  io.out(json ? safeJson({ errors: explained }) : errorsText(explained));
  return explained.length === 0 ? 1 : 0;
}
