import { figure } from "../../../lib/artifact/receipt/byte-figures";

/** Markdown that is shown whole or not at all. */
export interface Block {
  /** What is said of it where there is no room: `the ZIP of chat`. */
  readonly about: string;
  readonly text: string;
}

/** A table of some things, a row each; empty where there is none. Cells are Markdown on one line. */
export function table<T>(head: readonly string[], things: readonly T[], row: (each: T) => readonly string[], most = 100): string {
  if (things.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((title) => (title.startsWith(">") ? "---:" : "---"));
  const rows = things.slice(0, most).map((each) => line(row(each)));
  return [line(head.map((title) => title.replace(">", ""))), line(rule), ...rows, ...moreLines(things.length - most)].join("\n");
}

/** A list of some things; empty where there is none. */
export function list<T>(things: readonly T[], item: (each: T) => string, most = 100): string {
  return [...things.slice(0, most).map((each) => `- ${item(each)}`), ...moreLines(things.length - most)].join("\n");
}

/** What is folded away until somebody asks; the summary is a text of ours. */
export function details(summary: string, text: string): string {
  return text === "" ? "" : `<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** Parts below each other, without empty ones. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** As many of the blocks as there is room for, in their order, and the names of the others. */
export function withinRoom(blocks: readonly Block[], room: number): string {
  let left = room - noteRoom;
  const shown: string[] = [];
  const missing: string[] = [];
  for (const { about, text } of blocks) {
    if (text.length + 2 > left) missing.push(about);
    else {
      shown.push(text);
      left -= text.length + 2;
    }
  }
  return joined([...shown, note(missing)]);
}

const noteRoom = 2_000;
const mostNamed = 8;

function note(missing: readonly string[]): string {
  if (missing.length === 0) return "";
  const named = missing.slice(0, mostNamed);
  const rest = missing.length > named.length ? ` and ${figure(missing.length - named.length)} more` : "";
  return `**Not shown, since a comment has no room for it:** ${named.join(", ")}${rest}. \`npm run explain\` shows all.`;
}

function moreLines(count: number): string[] {
  return count <= 0 ? [] : ["", `and ${figure(count)} more: \`--json\` has all`];
}
