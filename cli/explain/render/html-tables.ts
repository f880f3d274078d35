import type { ControlRow, ExplainedFinding, FunctionExplanation, RequirementExplanation } from "../model/explanation";
import { counted } from "./html-figures";
import { html, type Html, type Shown } from "./html-text";

/** How a verdict is coloured; the word says it too. */
type Tone = "ok" | "warn" | "bad" | "info";

const verdictTones: Readonly<Record<RequirementExplanation["verdict"], Tone>> = {
  ...{ installed: "ok", supplied: "ok", ignored: "info", nobody: "bad", "not here": "info" },
};
const floorTones: Readonly<Record<NonNullable<RequirementExplanation["floor"]>, Tone>> = {
  ...{ holds: "ok", "does not hold": "bad", "not known": "warn" },
};
const suppliers = { code: "its own code", artifact: "its artifact", aws: "AWS", stdlib: "Python", nobody: "nobody" } as const;
const placesShown = 3;

/** requirements.txt, line by line. */
export function requirementsTable({ requirements }: FunctionExplanation): Html {
  if (requirements.length === 0) return html`<p>It asks for nothing, or what it asks for cannot be read here.</p>`;
  return table(
    "What each line of the requirements comes to",
    ["Line", "Verdict", "What that means"],
    requirements.map(requirementRow),
  );
}

function requirementRow({ where, text, verdict, version, floor, says }: RequirementExplanation): Html {
  const [line = "", ...hashes] = text.split(/ --hash[= ]/);
  const hashed = hashes.length === 0 ? undefined : html`, ${counted(hashes.length, "hash", "hashes")}`;
  return html`<tr>
    <th scope="row"><code>${line}</code><span class="where">${where}${hashed}</span></th>
    <td>
      ${chip(verdict, verdictTones[verdict])}${
        version === undefined ? undefined : html` <span class="version">${version}</span>`
      }${floor === undefined ? undefined : html`<span class="floor">its floor ${chip(floor, floorTones[floor])}</span>`}
    </td>
    <td>${says}</td>
  </tr>`;
}

/** What its modules import, and who supplies it. */
export function importsTable({ imports }: FunctionExplanation): Html {
  if (imports.length === 0) return html`<p>No import could be read.</p>`;
  const rows = imports.map(({ module, by, distribution, at }) => {
    const more = at.length > placesShown ? ` and ${at.length - placesShown} more` : "";
    return html`<tr>
      <th scope="row"><code>${module}</code></th>
      <td>
        ${by === "nobody" ? chip("nobody", "bad") : suppliers[by]}${
          distribution === undefined ? undefined : html` <span class="version">${distribution}</span>`
        }
      </td>
      <td class="places">${at.slice(0, placesShown).join(", ")}${more}</td>
    </tr>`;
  });
  const list = table("Modules, and who supplies them", ["Module", "Supplied by", "Imported at"], rows);
  return html`<details${imports.length <= 12 ? open : undefined}><summary>${counted(imports.length, "module")}</summary>${list}</details>`;
}

const open = html` open`;

/** Who controls what. */
export function controlTables({ control }: FunctionExplanation): Html {
  const rows = (shown: readonly ControlRow[]): Html[] =>
    shown.map(
      ({ what, value }) =>
        html`<tr>
          <th scope="row">${what}</th>
          <td>${value}</td>
        </tr>`,
    );
  return html`<div class="pair">
    ${table("You control", ["What", "Value"], rows(control.you), "shown")}${table("AWS controls", ["What", "Value"], rows(control.aws), "shown")}
  </div>`;
}

/** What the deployed function runs, beside what was expected; nothing where it was not asked. */
export function liveTable({ live }: FunctionExplanation): Html | undefined {
  if (live === undefined) return undefined;
  const rows = live.map(({ what, expected = "", runs = "", same }) => {
    const verdict = same === undefined ? undefined : same ? chip("same", "ok") : chip("differs", "bad");
    return html`<tr>
      <th scope="row">${what}</th>
      <td>${expected}</td>
      <td>${runs}</td>
      <td>${verdict}</td>
    </tr>`;
  });
  return table("What runs, beside what was expected", ["What", "Expected", "Runs", "Same?"], rows);
}

/** What will hurt, the worst first. */
export function findingsList({ findings }: FunctionExplanation): Html {
  if (findings.length === 0) return html`<p>Nothing was found that would hurt.</p>`;
  return html`<ol class="findings">
    ${findings.map(findingItem)}
  </ol>`;
}

const levels = { error: "it fails", warning: "it may fail", note: "to know" } as const;
const levelTones = { error: "bad", warning: "warn", note: "info" } as const;

function findingItem({ level, what, where, fix, check, waived }: ExplainedFinding): Html {
  return html`<li class="finding ${levelTones[level]}">
    <p>${chip(levels[level], levelTones[level])} <span class="check">${check}</span></p>
    <p class="what">${what}</p>
    ${where === undefined ? undefined : html`<p class="where"><code>${where}</code></p>`}
    <p class="fix"><strong>Fix:</strong> ${fix}</p>
    ${waived === undefined ? undefined : html`<p>Waived: ${waived}</p>`}
  </li>`;
}

function chip(text: string, tone: Tone): Html {
  return html`<span class="chip ${tone}">${text}</span>`;
}

function table(caption: string, heads: readonly string[], rows: readonly Html[], look: "shown" | "heard" = "heard"): Html {
  const head: Shown = heads.map((each) => html`<th scope="col">${each}</th>`);
  return html`<table>
    <caption class="${look}">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
