import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { Explanation, FunctionExplanation } from "../model/explanation";
import { type Block, joined, withinRoom } from "./markdown-blocks";
import { code, prose } from "./markdown-inert";
import { findingsPart, livePart, strategiesPart, unknownPart } from "./markdown-judgement";
import { containerPart, controlPart, importsPart, requirementsPart, timelinePart } from "./markdown-parts";
import { zipsPart } from "./markdown-zips";
import { levels, readFrom } from "./wording";

/** GitHub takes 65,536 characters in a comment; what a workflow puts around this has the rest. */
const mostCharacters = 60_000;

/** In the order in which they are shown, and in which they take the room there is. */
const parts: readonly { readonly title: string; readonly of: (fn: FunctionExplanation) => string }[] = [
  { title: "What will hurt", of: findingsPart },
  { title: "The container", of: containerPart },
  { title: "The ZIPs", of: zipsPart },
  { title: "The requirements", of: requirementsPart },
  { title: "The timeline", of: timelinePart },
  { title: "What really runs", of: livePart },
  { title: "Who controls what", of: controlPart },
  { title: "The strategies compared", of: strategiesPart },
  { title: "What it imports", of: importsPart },
  { title: "What cannot be known this way", of: unknownPart },
];

/**
 * An explanation for a pull request's comment: GitHub's Markdown of at most 60,000 characters, the answers first. What there is no room for is named.
 * Nothing that comes from files becomes markup, a link, a mention or HTML.
 */
export function markdownText({ functions }: Explanation): string {
  if (functions.length === 0) return "There is no function to explain.";
  return withinRoom(
    [...functions.map(answerBlock), ...functions.flatMap((fn) => partBlocks(fn, functions.length > 1))],
    mostCharacters,
  );
}

function answerBlock(fn: FunctionExplanation): Block {
  const { name, strategy, runtime, architecture, from, answer } = fn;
  const facts = `${code(strategy)} strategy, ${code(runtime)} on ${code(architecture)}, ${readFrom[from]}${worst(fn)}`;
  return { about: `the answer for ${code(name, 40)}`, text: joined([`### ${code(name, 80)}`, prose(answer), facts]) };
}

/** `; 1 fails, 2 may fail`: what is waived is not counted. */
function worst({ findings }: FunctionExplanation): string {
  const counts = (["error", "warning"] as const)
    .map((level) => ({ level, count: findings.filter((each) => each.level === level && each.waived === undefined).length }))
    .filter(({ count }) => count > 0);
  return counts.length === 0 ? "" : `; **${counts.map(({ level, count }) => `${figure(count)} ${levels[level]}`).join(", ")}**`;
}

function partBlocks(fn: FunctionExplanation, isOneOfMany: boolean): Block[] {
  const name = code(fn.name, 40);
  return parts.flatMap(({ title, of }) => {
    const text = of(fn);
    const heading = `#### ${title}${isOneOfMany ? ` (${name})` : ""}`;
    return text === "" ? [] : [{ about: `“${title}” of ${name}`, text: joined([heading, text]) }];
  });
}
