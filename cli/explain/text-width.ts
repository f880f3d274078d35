/** Letters of two columns: Chinese, Japanese and Korean, full-width forms, emoji. https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** The first mark above or below a letter takes no room; a pile of them is given some, so that no name hides a thousand. */
const mark = /(?<!\p{M})\p{Mn}/gu;

/** How many columns of a terminal a text on one line takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text.replace(mark, "")) width += wide.test(char) ? 2 : 1;
  return width;
}

/** A text and spaces behind it, or before it, to fill so many columns. */
export function padded(text: string, width: number, side: "behind" | "before" = "behind"): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return side === "behind" ? text + spaces : spaces + text;
}

/** A text of at most so many columns, its middle left out where it is longer. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const chars = Array.from(text);
  const end = fitting([...chars].reverse(), Math.ceil((width - 1) / 2));
  return `${chars.slice(0, fitting(chars, Math.floor((width - 1) / 2))).join("")}…${chars.slice(chars.length - end).join("")}`;
}

/** How many of the characters fit. Marks are counted each: what is cut apart may be short of room, never over it. */
function fitting(chars: readonly string[], width: number): number {
  let room = width;
  for (const [at, char] of chars.entries()) {
    room -= wide.test(char) ? 2 : 1;
    if (room < 0) return at;
  }
  return chars.length;
}
