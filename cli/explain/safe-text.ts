import { shownText } from "../../lib/artifact/display-path";

/** The width of a terminal that nobody has made wider. */
export const columns = 80;

/**
 * Breaks what is long at its spaces, further lines indented; a word that is longer than a line stays whole, so that it can be copied.
 *
 * @param indent of the first line; what follows goes two deeper
 */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    const isEmpty = line.trim() === "";
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isEmpty ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** A stranger's name on one line, its middle left out where it is longer than the room for it. */
export function fitted(name: string, width: number): string {
  const shown = shownText(name);
  if (shown.length <= width) return shown;
  const half = (width - 1) / 2;
  return `${shown.slice(0, Math.floor(half))}…${shown.slice(shown.length - Math.ceil(half))}`;
}

/** A value as JSON that a terminal shows as it is: all that `JSON.stringify` leaves of control and format characters is escaped too. */
export function safeJson(value: unknown): string {
  const unit = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, undefined, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    Array.from({ length: char.length }, (_, at) => unit(char.charCodeAt(at))).join(""),
  );
}
