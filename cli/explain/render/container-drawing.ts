import type { ContainerPart } from "../model/explanation";
import { columns, fitted, shownSentence, wrapped } from "../safe-text";
import { padded, shortened } from "../text-width";
import type { Paint } from "./paint";
import type { Section } from "./terminal-lines";
import { listed, partDate, partSizes } from "./wording";

const indent = "  ";
const inner = columns - indent.length - 4;

/** What the container is made of, as boxes on top of each other; a double line where AWS's parts end and a person's own begin. */
export const containerDrawing: Section = ({ container }, paint) => {
  if (container.length === 0) return [];
  const fromTop = [...container].reverse();
  const boxes = fromTop.flatMap((part, at) => {
    const above = fromTop[at - 1];
    return [...(above === undefined ? [] : [above.from === part.from ? rule("├─┤") : rule("╞═╡")]), ...box(part, paint)];
  });
  return [paint("bold", "The container"), rule("┌─┐"), ...boxes, rule("└─┘")];
};

function box(part: ContainerPart, paint: Paint): string[] {
  const whose = part.from === "AWS" ? "AWS" : "yours";
  const title = padded(fitted(part.what, inner - whose.length - 2), inner - whose.length);
  const rest = [listed([part.at, partSizes(part)]), part.origin, partDate(part)]
    .filter((text) => text.trim() !== "")
    .flatMap((text) => wrapped(shownSentence(text), "", inner))
    .map((line) => side(padded(shortened(line, inner), inner)));
  return [side(paint("bold", title) + paint(part.from === "AWS" ? "cyan" : "green", whose)), ...rest];
}

function side(text: string): string {
  return `${indent}│ ${text} │`;
}

function rule(corners: string): string {
  const [left = "", line = "", right = ""] = corners;
  return `${indent}${left}${line.repeat(inner + 2)}${right}`;
}
