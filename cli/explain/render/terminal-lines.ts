import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { FunctionExplanation } from "../model/explanation";
import { columns, shownSentence, wrapped } from "../safe-text";
import { padded, widthOf } from "../text-width";
import type { Paint } from "./paint";

/** A part of the text for a terminal, line by line; none where there is nothing to say. */
export type Section = (fn: FunctionExplanation, paint: Paint) => string[];

/** A strangers' sentence made safe and wrapped; no line where it is empty. */
export function sentence(text: string, indent: string): string[] {
  return text.trim() === "" ? [] : wrapped(shownSentence(text), indent);
}

/** The same without an indent, its lines all as far left as the first. */
export function paragraph(text: string): string[] {
  return sentence(text, "").map((line) => line.trimStart());
}

/** A label, and beside it a text that stays in its own column where it takes several lines; below it where a word of it is too long for that. */
export function labelled(label: string, text: string, width: number, indent = "  "): string[] {
  const start = `${indent}${padded(label, width)} `;
  const room = columns - widthOf(start);
  const lines = wrapped(shownSentence(text), "", room);
  if (lines.some((line) => widthOf(line) > room)) return [`${indent}${label}`, ...sentence(text, `${indent}  `)];
  return lines.map((line, at) => `${at === 0 ? start : " ".repeat(widthOf(start))}${line.trimStart()}`.trimEnd());
}

/** As many as a person reads, and how many more there are. */
export function cut<T>(all: readonly T[], most: number, indent: string, lines: (each: T) => readonly string[]): string[] {
  const shown = all.slice(0, most).flatMap(lines);
  return all.length <= most ? shown : [...shown, `${indent}${more(all.length - most)}`];
}

/** That there are more. */
export function more(count: number): string {
  return `and ${figure(count)} more: --json has all`;
}
