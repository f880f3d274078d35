/** A line as pip counts: comments gone, continued lines joined. */
export interface LogicalLine {
  readonly text: string;
  /** Where it starts, from 1. */
  readonly line: number;
}

/**
 * The lines of a requirements file that say something. Any line ends, with or without a byte order mark; a backslash at the end goes on
 * in the next line; a `#` at the start or after a space begins a comment.
 * As in https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function logicalLines(text: string): LogicalLine[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const joined: LogicalLine[] = [];
  let started: { readonly line: number; readonly parts: string[] } | undefined;
  for (const [index, raw] of lines.entries()) {
    const isComment = /^\s*#/.test(raw); // ends a continuation, and is not continued itself
    const current = started ?? { line: index + 1, parts: [] };
    if (raw.endsWith("\\") && !isComment) {
      current.parts.push(raw.slice(0, -1));
      started = current;
    } else {
      joined.push({ line: current.line, text: [...current.parts, isComment ? ` ${raw}` : raw].join("") });
      started = undefined;
    }
  }
  if (started !== undefined) joined.push({ line: started.line, text: started.parts.join("") });
  return joined
    .map(({ line, text: whole }) => ({ line, text: whole.replace(/(?:^|\s+)#.*$/s, "").trim() }))
    .filter(({ text: said }) => said !== "");
}
