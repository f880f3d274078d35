import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { StrategyExplanation } from "../model/explanation";
import { padded } from "../text-width";
import type { Paint } from "./paint";
import { labelled, sentence, type Section } from "./terminal-lines";
import { strategyRemarks } from "./wording";

const widths = { name: 9, bytes: 14 };

/** The four ways side by side, in bytes; which one is chosen, and what would flip it. */
export const strategySection: Section = ({ strategies: { chosen, reason, flips, rows } }, paint) => {
  const head = ["zipped", "unpacked", "after an edit", "room left"].map((text) => padded(text, widths.bytes, "before")).join(" ");
  return [
    paint("bold", "The strategies compared, in bytes"),
    ...(rows.some(({ known }) => known === "measured") ? [`  ${" ".repeat(widths.name + 2)}${head}`] : []),
    ...rows.flatMap((row) => rowLines(row, row.strategy === chosen, paint)),
    ...sentence(`* ${chosen} is chosen: ${reason}`, "  "),
    ...flips.flatMap(({ to, when }) => sentence(`it would be ${to} if ${when}`, "  ")),
  ];
};

function rowLines(row: StrategyExplanation, isChosen: boolean, paint: Paint): string[] {
  const name = `${isChosen ? "*" : " "} ${padded(row.strategy, widths.name)}`;
  const start = `  ${isChosen ? paint("green", name) : name}`;
  const remarks = strategyRemarks(row).flatMap((remark) => sentence(remark, "      "));
  if (row.known !== "measured") {
    const [first = "", ...rest] = labelled(
      name,
      `${row.known === "impossible" ? "cannot be" : "not measured"}: ${row.why}`,
      name.length,
    );
    return [first.replace(`  ${name}`, () => start), ...rest, ...(row.known === "impossible" ? [] : remarks)];
  }
  const { zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft } = row.figures;
  const figures = [zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft.unzippedBytes];
  return [`${start}${figures.map((bytes) => padded(figure(bytes), widths.bytes, "before")).join(" ")}`, ...remarks];
}
