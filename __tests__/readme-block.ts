import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const readme = readFileSync(resolve(__dirname, "../README.md"), "utf8");

/**
 * What the README says that a command prints: the indented lines below it, less the indent. Figures are replaced by zeros, since an edit of the code
 * changes them.
 */
export function readmeBlock(command: string): string[] {
  const lines = readme
    .slice(readme.indexOf(`\n    ${command}\n`) + 1)
    .split("\n")
    .slice(1);
  const end = lines.findIndex((line) => line !== "" && !line.startsWith("    "));
  const block = lines.slice(0, end).map((line) => withoutFigures(line.slice(4)));
  if (block.every((line) => line === "")) throw new Error(`the README shows nothing below ${command}`);
  return block.filter((line) => line !== "");
}

/** A command's lines, as {@link readmeBlock} has them. */
export function printedLines(output: string): string[] {
  return output.split("\n").map(withoutFigures);
}

function withoutFigures(line: string): string {
  return line.trimEnd().replace(/\d{1,3}(?:,\d{3})+|\d+(?:\.\d)? (?=KB|MB)/g, (figure) => figure.replace(/\d/g, "0"));
}
