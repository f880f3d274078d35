import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { ControlRow } from "../model/explanation";
import { columns, fitted } from "../safe-text";
import { padded } from "../text-width";
import { cut, labelled, sentence, type Section } from "./terminal-lines";

const mostRows = 40;
const label = 22;

/** From synthesis to the second request: what happens where, and how long it took. */
export const timelineSection: Section = ({ timeline }, paint) => {
  if (timeline.length === 0) return [];
  const lines = timeline.flatMap(({ step, on, what, milliseconds, measured }, at) => {
    const time = milliseconds === undefined ? "" : `${figure(milliseconds)} ms`;
    const remark = fitted(measured, columns - 34);
    return [
      ...(timeline[at - 1]?.on === on ? [] : [`  ${on === "AWS" ? "in AWS" : `on ${on}`}`]),
      `    ${padded(step, 15)} ${padded(time, 11, "before")}  ${time === "" ? paint("dim", remark) : remark}`,
      ...sentence(what, "      "),
    ];
  });
  return [paint("bold", "The timeline"), ...lines];
};

/** Two lists: what a person decides, and what AWS does. */
export const controlSection: Section = ({ control }, paint) => {
  if (control.you.length + control.aws.length === 0) return [];
  return [paint("bold", "Who controls what"), ...controlLines("you", control.you), ...controlLines("AWS", control.aws)];
};

function controlLines(who: string, rows: readonly ControlRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    `  ${who}`,
    ...cut(rows, mostRows, "    ", ({ what, value }) =>
      value === "" ? sentence(what, "    ") : labelled(fitted(what, label), value, label, "    "),
    ),
  ];
}
