import { diffText } from "../../lib/artifact/receipt/diff-text";
import type { ArtifactDiff } from "./diff";
import { shownSentence, wrapped } from "./safe-text";

/** What differs, for a terminal of 80 columns; empty where nothing does. */
export function artifactDiffText(diff: ArtifactDiff): string {
  const { before, after, functions, zips, notCompared } = diff;
  if (functions.length + zips.length === 0) return "";
  const lines = [
    `from ${before} to ${after}`,
    ...diffText(diff).split("\n"),
    ...notCompared.map((each) => `not compared: ${each}`),
  ];
  return lines.flatMap((line) => wrapped(shownSentence(line.trim()), line.startsWith(" ") ? "  " : "")).join("\n");
}
