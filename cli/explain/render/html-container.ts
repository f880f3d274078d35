import type { FunctionExplanation } from "../model/explanation";
import { containerBoxes, type InnerBox, type PartBoxes } from "./container-boxes";
import { roundSize } from "../../../lib/artifact/receipt/byte-figures";
import { rounded } from "./html-figures";
import { containerMap, leastShare } from "./html-map";
import { html, type Html } from "./html-text";

/** Heights in CSS pixels: of all parts that are to scale together, and the least of one. */
const height = { most: 340, few: 96, each: 40, least: 44 } as const;
/** The container as boxes on one another, those whose sizes are known to scale. */
export function containerPicture(fn: FunctionExplanation): Html {
  const boxes = containerBoxes(fn);
  const known = boxes.flatMap(({ part }) => part.unzippedBytes ?? []);
  const total = Math.max(
    1,
    known.reduce((sum, bytes) => sum + bytes, 0),
  );
  const innerCount = boxes.reduce((sum, { inner }) => sum + inner.length, 0);
  const room = Math.min(height.most, height.few + height.each * Math.max(0, innerCount - 1));
  const heightOf = (bytes: number): number => Math.max(height.least, Math.round((room * bytes) / total));
  return html`<figure class="container">
    <div class="shell">
      <p class="shell-name">One container <span>${fn.runtime} on ${fn.architecture}</span></p>
      <ol class="parts">
        ${boxes.map((each) => partItem(each, heightOf))}
      </ol>
    </div>
    <figcaption>${caption(boxes, room, total)}</figcaption>
  </figure>`;
}

function partItem({ part, inner }: PartBoxes, heightOf: (bytes: number) => number): Html {
  const { what, at, from, holds, zippedBytes, unzippedBytes, origin, date, dated } = part;
  const kind = from === "AWS" ? "aws" : holds === "code" ? "code" : "dependency";
  const sizes = [
    ...(zippedBytes === undefined ? [] : [html`${rounded(zippedBytes)} ${holds === "base" ? "compressed" : "zipped"}`]),
    ...(unzippedBytes === undefined ? [] : [html`${rounded(unzippedBytes)} unpacked`]),
  ];
  const facts = [origin, ...(date === undefined ? [] : [html`${dated ?? "dated"} <time datetime="${date}">${date}</time>`])];
  return html`<li class="part ${kind}">
    <div class="part-head">
      <p class="part-name">
        <span class="whose">${from === "AWS" ? "AWS" : "you"}</span>
        ${what}${at === undefined ? undefined : html` <code>${at}</code>`}
      </p>
      <p class="part-size">${sizes.length === 0 ? "size not known" : joined(sizes)}</p>
    </div>
    <p class="part-facts">${joined(facts)}</p>
    ${unzippedBytes === undefined ? undefined : containerMap({ inner, kind, pixels: heightOf(unzippedBytes), alternative: alternative(inner, what) })}
  </li>`;
}

function alternative(inner: readonly InnerBox[], what: string): string {
  const sorted = [...inner].sort((a, b) => b.bytes - a.bytes);
  const named = sorted.slice(0, 8).map(({ name, bytes }) => `${name} ${roundSize(bytes)}`);
  const more = sorted.length > named.length ? [`and ${sorted.length - named.length} smaller`] : [];
  return `${what}, by unpacked size: ${[...named, ...more].join(", ") || "nothing is known of what is in it"}`;
}

function caption(boxes: readonly PartBoxes[], room: number, total: number): string {
  const unknown = boxes.filter(({ part }) => part.unzippedBytes === undefined);
  const raised = boxes.some(({ part: { unzippedBytes = total } }) => (room * unzippedBytes) / total < height.least);
  return [
    "What lies higher is put onto what lies below.",
    "Coloured areas are in proportion to unpacked bytes.",
    `Nothing is drawn with less than ${100 * leastShare} % of its part${raised ? `, and no part less than ${height.least} pixels high` : ""}.`,
    ...(unknown.length === 0 ? [] : ["Parts without a drawing are not to scale: their sizes are not known."]),
  ].join(" ");
}

function joined(shown: readonly (string | Html)[]): Html[] {
  return shown.map((each, at) => (at === 0 ? html`${each}` : html`<span class="dot"> · </span>${each}`));
}
