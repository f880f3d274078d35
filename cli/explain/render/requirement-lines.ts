import type { ImportReceipt } from "../../../lib/artifact/checks/imports";
import type { Supplier } from "../../../lib/artifact/checks/imports-suppliers";
import type { RequirementExplanation } from "../model/explanation";
import { columns, fitted, shownSentence, wrapped } from "../safe-text";
import { padded, widthOf } from "../text-width";
import type { Paint } from "./paint";
import { cut, labelled, more, sentence, type Section } from "./terminal-lines";
import { suppliers, verdictText } from "./wording";

const atMost = { requirements: 60, modules: 12 };

/** What is asked for, and what becomes of it, line by line. */
export const requirementSection: Section = ({ requirements }, paint) => {
  if (requirements.length === 0) return [];
  const lines = cut(requirements, atMost.requirements, "  ", (each) => requirementLines(each, paint));
  return [paint("bold", "The requirements, line by line"), ...lines];
};

function requirementLines(requirement: RequirementExplanation, paint: Paint): string[] {
  const { where, text, says, verdict, floor } = requirement;
  const asked = fitted(text, 36);
  const place = fitted(where, columns - 4 - widthOf(asked));
  const bad = verdict === "nobody" || floor === "does not hold";
  const [first = "", ...rest] = wrapped(shownSentence(verdictText(requirement)), "    ");
  return [
    `  ${padded(asked, columns - 4 - widthOf(place))}  ${paint("dim", place)}`,
    ...[first, ...rest].map((line) => (bad ? paint("yellow", line) : line)),
    ...sentence(says, "    "),
  ];
}

/** What it imports, in short: by who supplies it. */
export const importSection: Section = ({ imports }, paint) => {
  if (imports.length === 0) return [];
  const by = (Object.keys(suppliers) as Supplier[]).flatMap((supplier) => {
    const all = imports.filter((each) => each.by === supplier);
    if (all.length === 0) return [];
    const names = all.slice(0, atMost.modules).map(importText);
    return labelled(
      suppliers[supplier],
      [...names, ...(all.length > names.length ? [more(all.length - names.length)] : [])].join(", "),
      13,
    );
  });
  return [paint("bold", "What it imports, by who supplies it"), ...by];
};

/** `cv2 (opencv-python-headless)`; of what nobody supplies, where it is imported. */
function importText({ module, by, distribution, at }: ImportReceipt): string {
  const [first] = at;
  if (by === "nobody" && first !== undefined) return `${module} (${first})`;
  const isNamed = distribution === undefined || distribution === module.split(".")[0];
  return isNamed ? module : `${module} (${distribution})`;
}
