import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { ExplainedFinding, FunctionExplanation, StrategyExplanation } from "../model/explanation";
import { joined, list, table } from "./markdown-blocks";
import { code, prose } from "./markdown-inert";
import { levels, strategyRemarks } from "./wording";

const atMost = { findings: 40, unknown: 20 };

/** What will hurt, and what to do, the worst first. */
export function findingsPart({ findings }: FunctionExplanation): string {
  return table(
    ["", "what", "where", "what to do"],
    findings,
    ({ level, what, where, fix, waived }) => [
      levelText(level, waived),
      prose(what),
      where === undefined ? "" : code(where),
      prose(fix),
    ],
    atMost.findings,
  );
}

function levelText(level: ExplainedFinding["level"], waived: string | undefined): string {
  if (waived !== undefined) return `waived (${levels[level]}): ${prose(waived, 200)}`;
  return level === "note" ? levels.note : `**${levels[level]}**`;
}

/** What the deployed function really runs, where it was asked. */
export function livePart({ live = [] }: FunctionExplanation): string {
  return table(["", "expected", "runs", ""], live, ({ what, expected, runs, same }) => [
    prose(what, 80),
    expected === undefined ? "" : code(expected),
    runs === undefined ? "" : code(runs),
    same === undefined ? "" : same ? "as expected" : "**differs**",
  ]);
}

/** The four ways side by side, the chosen one marked; why, and what would flip it. */
export function strategiesPart({ strategies: { chosen, reason, flips, rows } }: FunctionExplanation): string {
  const head = ["strategy", ">zipped", ">unpacked", ">after an edit", ">room left", ""];
  return joined([
    table(head, rows, (row) => strategyRow(row, row.strategy === chosen)),
    `${code(chosen)} is chosen: ${prose(reason, 300)}`,
    list(flips, ({ to, when }) => `it would be ${code(to)} if ${prose(when, 300)}`, 20),
  ]);
}

function strategyRow(row: StrategyExplanation, isChosen: boolean): string[] {
  const name = isChosen ? `**${code(row.strategy)}** (chosen)` : code(row.strategy);
  const remarks = strategyRemarks(row).map((remark) => prose(remark, 300));
  if (row.known !== "measured") {
    const why = `${row.known === "impossible" ? "cannot be" : "not measured"}: ${prose(row.why, 300)}`;
    return [name, "", "", "", "", [why, ...(row.known === "impossible" ? [] : remarks)].join("; ")];
  }
  const { zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft } = row.figures;
  const figures = [zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft.unzippedBytes].map(figure);
  return [name, ...figures, remarks.join("; ")];
}

/** What no receipt, plan or ZIP says. */
export function unknownPart({ unknown }: FunctionExplanation): string {
  return list(unknown, (each) => prose(each, 300), atMost.unknown);
}
