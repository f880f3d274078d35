import type { ExplainedError } from "./explain-log";
import { wrapped } from "./safe-text";

/** What the errors of a log mean, for a terminal of 80 columns. */
export function errorsText(errors: readonly ExplainedError[]): string {
  if (errors.length === 0) return unknown.join("\n");
  return errors.map((error) => errorLines(error).join("\n")).join("\n\n");
}

function errorLines({ found, means, cause, cure, source }: ExplainedError): string[] {
  return [
    ...wrapped(found, ""),
    ...wrapped(`means: ${means}`, "  "),
    ...wrapped(`cause: ${cause}`, "  "),
    ...wrapped(`cure:  ${cure}`, "  "),
    ...wrapped(`seen:  ${source}`, "  "),
  ];
}

const unknown = [
  "No error in it is one that is known here.",
  "  Where to look: the first line that says ERROR or Error, not the last one;",
  "  npm run logs for what the function wrote; the README's tables",
  '  "When it refuses" and "Troubleshooting" for what this project says itself.',
];
