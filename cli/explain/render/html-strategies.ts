import type { FunctionExplanation, StrategyExplanation } from "../model/explanation";
import { bars } from "./html-bars";
import { rounded } from "./html-figures";
import { html, type Html } from "./html-text";

type Figures = Extract<StrategyExplanation, { readonly known: "measured" }>["figures"];
type Measure = "zippedBytes" | "unzippedBytes" | "codeChangeBytes";

const measures: readonly { readonly of: Measure; readonly title: string }[] = [
  { of: "zippedBytes", title: "First upload" },
  { of: "unzippedBytes", title: "Unpacked" },
  { of: "codeChangeBytes", title: "Upload after an edit" },
];

/** The four ways to package the function side by side, each size as a bar of one scale. */
export function strategiesPicture({ strategies }: FunctionExplanation): Html {
  const { chosen, reason, flips, rows } = strategies;
  const measured = rows.flatMap((row) => (row.known === "measured" ? row.figures : []));
  const longest = (of: Measure): number => Math.max(1, ...measured.map((figures) => figures[of]));
  return html`<p><strong>${chosen}</strong>: ${reason}.</p>
    <ul class="ways">
      ${rows.map((row) => way(row, row.strategy === chosen, longest))}
    </ul>
    ${
      flips.length === 0
        ? undefined
        : html`<h4>What would flip it</h4>
            <ul class="plain">
              ${flips.map(({ to, when }) => html`<li><strong>${to}</strong> if ${when}</li>`)}
            </ul>`
    }`;
}

function way(row: StrategyExplanation, isChosen: boolean, longest: (of: Measure) => number): Html {
  const { strategy, tools, patches } = row;
  const body =
    row.known === "measured"
      ? measuredRows(row.figures, longest)
      : html`<p class="why">${row.known === "impossible" ? "It cannot be taken" : "Not measured"}: ${row.why}.</p>`;
  return html`<li class="way${isChosen ? " chosen" : ""}${row.known === "impossible" ? " impossible" : ""}">
    <h4>${strategy}${isChosen ? html` <span class="chip ok">chosen</span>` : undefined}</h4>
    <div class="way-figures">${body}</div>
    <dl class="way-words">
      <div>
        <dt>Tools beside Terraform</dt>
        <dd>${tools.length === 0 ? "none" : tools.join(", ")}</dd>
      </div>
      <div>
        <dt>Who patches</dt>
        <dd>${patches}</dd>
      </div>
    </dl>
  </li>`;
}

function measuredRows(figures: Figures, longest: (of: Measure) => number): Html {
  const { limitsLeft, base } = figures;
  const left = [
    html`${rounded(limitsLeft.unzippedBytes)} unpacked`,
    ...(limitsLeft.directUploadBytes === undefined ? [] : [html`, ${rounded(limitsLeft.directUploadBytes)} to upload directly`]),
  ];
  const below =
    base?.zippedBytes === undefined
      ? "its base is not counted"
      : html`its base, ${rounded(base.zippedBytes)} compressed, is not counted`;
  return html`<dl>
    ${measures.map(
      ({ of, title }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>
            ${rounded(figures[of])}${bars([{ value: figures[of], kind: of === "unzippedBytes" ? "raw" : "compressed" }], longest(of))}
          </dd>
        </div>`,
    )}
    <div>
      <dt>Room left</dt>
      <dd>${left}${base === undefined ? undefined : html`; ${below}`}</dd>
    </div>
  </dl>`;
}
