import { shownText } from "../../lib/artifact/display-path";
import { shortened, widthOf } from "./text-width";

/** The width of a terminal that nobody has made wider. */
export const columns = 80;

/**
 * Breaks what is long at its spaces, further lines indented; a word that is longer than a line stays whole, so that it can be copied.
 *
 * @param indent of the first line; what follows goes two deeper
 * @param width of a line, in columns
 */
export function wrapped(text: string, indent: string, width: number = columns): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    const isEmpty = line.trim() === "";
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isEmpty ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** A stranger's name on one line, its middle left out where it is longer than the room for it. */
export function fitted(name: string, width: number): string {
  return shortened(shownText(name), width);
}

/** A sentence with strangers' names in it, on one line; what is escaped once stays so. */
export function shownSentence(text: string): string {
  return shownText(text).replaceAll("\\\\", "\\");
}

/** A value as JSON that a terminal shows as it is: all that `JSON.stringify` leaves of control and format characters is escaped too. */
export function safeJson(value: unknown): string {
  const unit = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, undefined, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    Array.from({ length: char.length }, (_, at) => unit(char.charCodeAt(at))).join(""),
  );
}
