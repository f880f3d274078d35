import { shownText } from "../../lib/artifact/display-path";
import { deploymentErrors } from "./errors/deployment-errors";
import { importErrors } from "./errors/import-errors";
import type { Captured, KnownError } from "./errors/known-error";
import { requestErrors } from "./errors/request-errors";
import { logText } from "./log-text";

/** An error that was found in a log, explained. */
export interface ExplainedError {
  readonly name: string;
  /** As it stands in the log, on one line. */
  readonly found: string;
  readonly means: string;
  readonly cause: string;
  readonly cure: string;
  readonly source: string;
}

/** All that is known. Of two that fit the same words the first counts. */
export const knownErrors: readonly KnownError[] = [...importErrors, ...requestErrors, ...deploymentErrors];

const longestShown = 240;

/** The known errors in a log, in the order they stand there, each once for every cure. */
export function explainLog(log: string): ExplainedError[] {
  const text = logText(log);
  const matches: Match[] = [];
  const taken = new Uint8Array(text.length);
  const alike = new Set<string>();
  for (const error of knownErrors) {
    for (const match of text.matchAll(new RegExp(error.pattern.replaceAll(" ", "\\s{1,80}"), "g"))) {
      const [start, end] = [match.index, match.index + match[0].length];
      const captured = match.groups ?? {};
      if (taken.subarray(start, end).includes(1) || error.applies?.(captured) === false) continue;
      taken.fill(1, start, end);
      if (alike.size !== alike.add(JSON.stringify([error.name, captured])).size)
        matches.push({ error, start, captured, found: match[0] });
    }
  }
  const seen = new Set<string>();
  const inOrder = matches.sort((a, b) => a.start - b.start).map(explain);
  return inOrder.filter(({ name, cure }) => seen.size !== seen.add(`${name}\0${cure}`).size);
}

interface Match {
  readonly error: KnownError;
  readonly start: number;
  readonly captured: Captured;
  readonly found: string;
}

function explain({ error: { name, means, cause, cure, source }, captured, found }: Match): ExplainedError {
  const line = shownText(found.replace(/\s+/g, " "));
  return {
    name,
    found: line.length > longestShown ? `${line.slice(0, longestShown)}…` : line,
    means,
    cause,
    cure: shownText(cure(captured)),
    source,
  };
}
