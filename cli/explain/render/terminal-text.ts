import type { Explanation, FunctionExplanation } from "../model/explanation";
import { columns, fitted } from "../safe-text";
import { containerDrawing } from "./container-drawing";
import { findingSection, unknownSection } from "./finding-lines";
import { liveSection } from "./live-lines";
import { type Paint, painter } from "./paint";
import { importSection, requirementSection } from "./requirement-lines";
import { strategySection } from "./strategy-lines";
import { paragraph, type Section } from "./terminal-lines";
import { controlSection, timelineSection } from "./timeline-lines";
import { readFrom } from "./wording";
import { zipSection } from "./zip-lines";

const sections: readonly Section[] = [
  answerSection,
  containerDrawing,
  zipSection,
  requirementSection,
  timelineSection,
  liveSection,
  controlSection,
  strategySection,
  findingSection,
  importSection,
  unknownSection,
];

/**
 * An explanation for a terminal of 80 columns. No line is longer, save for one word that is, and nothing in it but line ends and colours moves the
 * cursor. Colours change no letter.
 */
export function terminalText(explanation: Explanation, { colour }: { colour: boolean }): string {
  const paint = painter(colour);
  if (explanation.functions.length === 0) return "There is no function to explain.";
  return explanation.functions.map((fn) => functionText(fn, paint)).join(`\n\n${"━".repeat(columns)}\n\n`);
}

function functionText(fn: FunctionExplanation, paint: Paint): string {
  return sections
    .map((section) => section(fn, paint).join("\n"))
    .filter((text) => text !== "")
    .join("\n\n");
}

function answerSection({ name, strategy, runtime, architecture, from, answer }: FunctionExplanation, paint: Paint): string[] {
  return [
    paint("bold", fitted(name, columns)),
    ...paragraph(answer).map((line) => paint("green", line)),
    ...paragraph(`${strategy} strategy, ${runtime} on ${architecture}, ${readFrom[from]}`).map((line) => paint("dim", line)),
  ];
}
