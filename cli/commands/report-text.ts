/** A part of a report: what Terraform prints, or Markdown. */
export interface ReportPart {
  readonly title: string;
  readonly text: string;
  /** Text is shown as it is, letter for letter, and cut where there is no room; Markdown is shown whole or not at all. */
  readonly is: "text" | "markdown";
}

/**
 * One report in Markdown. Empty parts are passed over.
 *
 * @param limit bytes of UTF-8 that it has at most
 */
export function reportText(parts: readonly ReportPart[], limit: number): string {
  const said = parts.filter(({ text }) => text.trim() !== "");
  let room = limit;
  const shown = said.map((part) => {
    const whole = partText(part, part.text.trimEnd());
    const text = bytes(whole) <= room ? whole : bytes(cutText(part, room)) <= room ? cutText(part, room) : "";
    room -= bytes(text);
    return text;
  });
  return shown.join("");
}

function cutText(part: ReportPart, room: number): string {
  const note = "It is too long to be shown here: the log of the run has all of it.";
  if (part.is === "markdown") return partText(part, note);
  const lines: string[] = [];
  // A fence and the title take some room; what they take in this part, its own text does not change.
  let left = room - bytes(partText(part, "")) - bytes(note) - 4;
  for (const line of part.text.split("\n")) {
    left -= bytes(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return `${partText(part, lines.join("\n"))}${note}\n\n`;
}

function partText({ title, text, is }: ReportPart, shown: string): string {
  const heading = `### ${title}\n\n`;
  if (is === "markdown") return `${heading}${shown}\n\n`;
  // Longer than any in the text, so that nothing in it ends the block.
  const fence = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${heading}${fence}text\n${shown}\n${fence}\n\n`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
