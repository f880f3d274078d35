import type { ExplainedFinding, FunctionExplanation } from "../model/explanation";
import type { Paint, Style } from "./paint";
import { cut, sentence, type Section } from "./terminal-lines";
import { levels } from "./wording";

const atMost = { findings: 40, unknown: 20 };
const colours = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<ExplainedFinding["level"], Style>;

/** What will hurt, the worst first; what makes the hash another, apart. */
export const findingSection: Section = (fn, paint) => {
  const hash = fn.findings.filter(({ check }) => check === "hash");
  const others = fn.findings.filter(({ check }) => check !== "hash");
  return [
    ...(others.length === 0 ? ["Nothing was found that would hurt."] : listOf("What will hurt", others, paint)),
    ...(hash.length === 0
      ? stableHash(fn)
      : listOf("What makes its hash another when the same content is packed again", hash, paint)),
  ];
};

/** What no receipt, plan or ZIP says. */
export const unknownSection: Section = ({ unknown }, paint) =>
  unknown.length === 0
    ? []
    : [
        paint("bold", "What cannot be known this way"),
        ...cut(unknown, atMost.unknown, "  ", (each) => sentence(`- ${each}`, "  ")),
      ];

function listOf(title: string, findings: readonly ExplainedFinding[], paint: Paint): string[] {
  return [paint("bold", title), ...cut(findings, atMost.findings, "  ", (finding) => findingLines(finding, paint))];
}

function findingLines({ level, what, where, fix, waived }: ExplainedFinding, paint: Paint): string[] {
  const label = waived === undefined ? `${levels[level]}:` : `waived (${levels[level]}):`;
  const [first = "", ...rest] = sentence(`${label} ${what}`, "  ");
  return [
    first.replace(label, () => paint(waived === undefined ? colours[level] : "dim", label)),
    ...rest,
    ...(where === undefined ? [] : sentence(`where: ${where}`, "    ")),
    ...sentence(`fix: ${fix}`, "    "),
    ...(waived === undefined ? [] : sentence(`waived: ${waived}`, "    ")),
  ];
}

/** Said only where the ZIPs themselves were looked into. */
function stableHash({ from, zips }: FunctionExplanation): string[] {
  const looked = from !== "receipt" && zips.length > 0 && zips.every(({ sha256 }) => sha256 !== undefined);
  return looked ? ["Nothing in it makes its hash depend on when, where or by whom it was packed."] : [];
}
