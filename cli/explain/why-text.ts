import { shownText } from "../../lib/artifact/display-path";
import { figure, size } from "../../lib/artifact/receipt/byte-figures";
import { fitted, wrapped } from "./safe-text";
import type { WhyAnswer, WhyDistribution } from "./why/why-answer";

const shownAtMost = { chains: 8, imports: 10, places: 3 };
const suppliers = { code: "your code", artifact: "the ZIP", aws: "AWS", stdlib: "Python", nobody: "nobody" } as const;

/** Why functions have something, or have it not, for a terminal of 80 columns. */
export function whyText(answers: readonly WhyAnswer[]): string {
  if (answers.length === 0) return "There is no function here.";
  return answers.map((answer) => answerLines(answer).join("\n")).join("\n\n");
}

function answerLines(answer: WhyAnswer): string[] {
  const { files, distributions, absences, near } = answer;
  return [
    ...wrapped(shownText(answer.says), ""),
    ...absences.slice(1).flatMap(({ says }) => wrapped(shownText(says), "  ")),
    ...files.flatMap(({ zip, path, bytes, mode }) =>
      wrapped(`file  ${shownText(path)} in ${shownText(zip)}: ${size(bytes)}${mode === "" ? "" : `, ${mode}`}`, "  "),
    ),
    ...distributions.flatMap(distributionLines),
    ...chainLines(answer),
    ...importLines(answer),
    ...(near.length === 0 ? [] : wrapped(`Did you mean ${near.map(shownText).join(", or ")}?`, "  ")),
  ];
}

function distributionLines({ name, version, zip, unzippedBytes, files, wheel }: WhyDistribution): string[] {
  const count = `${figure(files)} ${files === 1 ? "file" : "files"}`;
  return [
    ...wrapped(`${shownText(`${name} ${version}`)} in ${shownText(zip)}: ${size(unzippedBytes)} unpacked, ${count}`, "  "),
    ...(wheel === undefined ? [] : wrapped(`wheel ${shownText(wheel)}`, "    ")),
  ];
}

function chainLines({ chains, chainsCut }: WhyAnswer): string[] {
  const shown = chains.slice(0, shownAtMost.chains).filter((chain) => chain.length > 1);
  if (shown.length === 0) return [];
  const more = chains.length - shown.length;
  const counted = chainsCut ? `${figure(more)} more and others` : `${figure(more)} more: --json has all`;
  return [
    "  brought in by",
    ...shown.flatMap((chain) => wrapped(chain.map(shownText).join(" → "), "    ")),
    ...(more > 0 || chainsCut ? [`    and ${more === 0 ? "others" : counted}`] : []),
  ];
}

function importLines({ imports }: WhyAnswer): string[] {
  if (imports.length === 0) return [];
  const lines = imports.slice(0, shownAtMost.imports).flatMap(({ module, by, distribution, at }) => {
    const places = at.slice(0, shownAtMost.places).map(shownText).join(", ");
    const more = at.length > shownAtMost.places ? ` and ${figure(at.length - shownAtMost.places)} more` : "";
    return wrapped(`${fitted(module, 40)} from ${shownText(distribution ?? suppliers[by])}: ${places}${more}`, "    ");
  });
  const more = imports.length - shownAtMost.imports;
  return ["  imported by your code", ...lines, ...(more > 0 ? [`    and ${figure(more)} more: --json has all`] : [])];
}
