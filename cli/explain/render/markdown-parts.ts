import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { Supplier } from "../../../lib/artifact/checks/imports-suppliers";
import type { ContainerPart, ControlRow, FunctionExplanation } from "../model/explanation";
import { details, joined, table } from "./markdown-blocks";
import { code, prose } from "./markdown-inert";
import { counted, firstOf, floors, listed, partDate, partSizes, suppliers, verdicts } from "./wording";

/** What the container is made of, the topmost first. */
export function containerPart({ container }: FunctionExplanation): string {
  return table(["from", "what", "where", "size", "origin"], [...container].reverse(), containerRow);
}

function containerRow(part: ContainerPart): string[] {
  const { from, what, at, origin } = part;
  const date = partDate(part);
  const made = [prose(origin, 300), prose(date, 80)].filter((text) => text !== "").join("; ");
  return [from === "AWS" ? "AWS" : "**you**", prose(what, 200), at === undefined ? "" : code(at), partSizes(part), made];
}

/** What is asked for, and what becomes of it. */
export function requirementsPart({ requirements }: FunctionExplanation): string {
  return table(
    ["line", "what becomes of it", "version", "", "where"],
    requirements,
    ({ where, text, verdict, version, floor, says }) => [
      code(text),
      listed([
        verdict === "nobody" ? `**${verdicts.nobody}**` : verdicts[verdict],
        floor === undefined ? undefined : floors[floor],
      ]),
      version === undefined ? "" : code(version, 40),
      prose(says, 400),
      code(where),
    ],
  );
}

/** From synthesis to the second request. */
export function timelinePart({ timeline }: FunctionExplanation): string {
  return table(["step", "on", ">time", "measured", "what happens"], timeline, ({ step, on, what, milliseconds, measured }) => [
    step,
    on,
    milliseconds === undefined ? "" : `${figure(milliseconds)} ms`,
    prose(measured, 120),
    prose(what, 300),
  ]);
}

/** Two lists beside each other would break in a comment: one below the other. */
export function controlPart({ control: { you, aws } }: FunctionExplanation): string {
  return joined([controlTable("you control", you), controlTable("AWS controls", aws)]);
}

function controlTable(title: string, rows: readonly ControlRow[]): string {
  return table([title, ""], rows, ({ what, value }) => [prose(what, 200), prose(value, 400)]);
}

/** Who supplies what it imports: folded, since the findings say what fails. */
export function importsPart({ imports }: FunctionExplanation): string {
  const order = Object.keys(suppliers) as Supplier[];
  const sorted = [...imports].sort((a, b) => order.indexOf(a.by) - order.indexOf(b.by));
  return details(
    counted(imports.length, "module"),
    table(["module", "supplied by", "distribution", "imported at"], sorted, ({ module, by, distribution, at }) => [
      code(module, 80),
      by === "nobody" ? `**${suppliers.nobody}**` : suppliers[by],
      distribution === undefined ? "" : code(distribution, 60),
      at.length === 0 ? "" : prose(firstOf(at), 120),
    ]),
  );
}
