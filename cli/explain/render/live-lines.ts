import type { LiveRow } from "../model/explanation";
import { fitted } from "../safe-text";
import { labelled, type Section } from "./terminal-lines";

const label = 16;

/** What the deployed function really runs, where it was asked. */
export const liveSection: Section = ({ live }, paint) => {
  if (live === undefined) return [];
  const lines = live.flatMap((row) => {
    const rowLines = labelled(fitted(row.what, label), liveText(row), label);
    return row.same === false ? rowLines.map((line) => paint("red", line)) : rowLines;
  });
  return [paint("bold", "What really runs"), ...lines];
};

function liveText({ expected, runs, same }: LiveRow): string {
  if (same === false)
    return runs === undefined ? `not there; expected: ${expected ?? ""}` : `${runs}, where ${expected ?? ""} was expected`;
  if (runs === undefined) return expected === undefined ? "it does not say" : `it does not say; expected: ${expected}`;
  if (same === undefined) return expected === undefined ? runs : `${runs}; expected: ${expected}`;
  return expected === runs ? `${runs}, as expected` : `${runs}, as expected: ${expected ?? ""}`;
}
