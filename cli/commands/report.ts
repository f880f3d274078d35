import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { reportText, type ReportPart } from "./report-text";
import { UsageError, type Command } from "./command";

/** Bytes. A comment on GitHub holds 65,536 characters (api.github.com, seen 2026-11). */
const limit = 60_000;

const titles = {
  plan: { title: "What would be made, against an empty local cloud", is: "text" },
  diff: { title: "What this changes in what is deployed", is: "markdown" },
  explanation: { title: "Where the container is built, and what is in it", is: "markdown" },
} as const;

type PartName = keyof typeof titles;

/** Puts what was said of a pull request into one text. */
export const report: Command = {
  name: "report",
  summary: "a plan and what explain says of it as one Markdown text, short enough for a comment",
  usage:
    "npm run report -- [--diff FILE] [--plan FILE] [--explanation FILE]      files of Markdown, of a plan as Terraform prints it",
  run: (args, io) => {
    const text = { type: "string" } as const;
    const { values } = parseArgs({ args: [...args], options: { diff: text, plan: text, explanation: text } });
    const parts = (["diff", "plan", "explanation"] as const).flatMap((name) => part(name, values[name]));
    if (parts.length === 0) throw new UsageError("name a file at least");
    io.out(reportText(parts, limit).trimEnd());
    return Promise.resolve(0);
  },
};

function part(name: PartName, file: string | undefined): ReportPart[] {
  if (file === undefined) return [];
  return [{ ...titles[name], text: readFileSync(resolve(file), "utf8") }];
}
