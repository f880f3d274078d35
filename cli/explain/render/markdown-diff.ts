import {
  contentTexts,
  askersText,
  functionText,
  grownBy,
  headroomText,
  someOf,
  zipTitle,
} from "../../../lib/artifact/receipt/diff-text";
import type { DistributionDiff, ZipDiff } from "../../../lib/artifact/receipt/receipt-diff";
import type { ArtifactDiff } from "../diff";
import { type Block, joined, list, table, withinRoom } from "./markdown-blocks";
import { code, prose } from "./markdown-inert";

/** GitHub takes 65,536 characters in a comment; what a workflow puts around this has the rest. */
const mostCharacters = 60_000;

/** How many distributions of a ZIP stand in its table. */
const mostDistributions = 40;

/** What differs, for a pull request's comment; empty where nothing does, so that nothing is to be said. */
export function diffMarkdown(diff: ArtifactDiff): string {
  const { before, after, functions, zips, notCompared } = diff;
  if (functions.length + zips.length === 0) return "";
  const all: Block[] = [
    { about: "which sides", text: joined(["### What ships differs", `From ${code(before)} to ${code(after)}.`]) },
    { about: "the functions", text: sentences(functions.flatMap(functionText)) },
    ...zips.map((zip) => ({ about: `the ZIP ${code((zip.after ?? zip.before)?.path ?? "", 60)}`, text: zipPart(zip) })),
    { about: "the headroom", text: titled("Headroom", sentences(functions.flatMap(headroomText))) },
    { about: "what was not compared", text: titled("Not compared", sentences(notCompared)) },
  ];
  return withinRoom(
    all.filter(({ text }) => text !== ""),
    mostCharacters,
  );
}

function sentences(lines: readonly string[]): string {
  return list(lines, (line) => prose(line));
}

function titled(title: string, text: string): string {
  return text === "" ? "" : joined([`#### ${title}`, text]);
}

function zipPart(zip: ZipDiff): string {
  return joined([
    `#### ${prose(zipTitle(zip))}`,
    table(["Distribution", "Before", "After", ">Unpacked", "Required by"], zip.distributions, distributionRow, mostDistributions),
    sentences(someOf(contentTexts(zip))),
  ]);
}

function distributionRow(diff: DistributionDiff): string[] {
  const { name, change, before, after, omitted } = diff;
  const version = (side: typeof before): string => (side === undefined ? prose(omitted ?? "–") : code(side.version));
  const now = `${version(after)}${change === "wheel" ? " (another wheel)" : ""}`;
  return [code(name), version(before), now, grownBy(diff), prose(askersText(diff))];
}
