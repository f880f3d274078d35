import { figure, roundSize, size } from "../../../lib/artifact/receipt/byte-figures";
import { html, type Html } from "./html-text";

/** A size of the explanation's, rounded, with the exact one where a pointer rests on it. */
export function rounded(bytes: number): Html {
  return html`<span data-bytes="${bytes}" title="${size(bytes)}">${roundSize(bytes)}</span>`;
}

/** A sum of sizes, which the explanation has only one by one. */
export function roundedSum(bytes: number): Html {
  return html`<span data-sum-bytes="${bytes}" title="${size(bytes)}">${roundSize(bytes)}</span>`;
}

/** A time: `412 ms`, `1.25 s`. */
export function duration(milliseconds: number): Html {
  return html`<span data-ms="${milliseconds}">${durationText(milliseconds)}</span>`;
}

/** A time as text. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${figure(Math.round(milliseconds))} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

/** `1 file`, `812 files` */
export function counted(count: number, one: string, many = `${one}s`): Html {
  return html`<span data-count="${count}">${figure(count)}</span> ${count === 1 ? one : many}`;
}

/** A part of a whole as an SVG attribute takes it, with two decimals. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(2))}%`;
}
