import { percent } from "./html-figures";
import { html, type Html } from "./html-text";

/** A bar, or one within another: the larger first. */
export interface Bar {
  readonly value: number;
  /** How it is coloured. */
  readonly kind: "raw" | "compressed" | "code" | "time" | "over";
}

/** Bars on one line, their lengths in proportion to what is longest elsewhere. What is not nothing is at least a hair. The figures stand beside it. */
export function bars(shown: readonly Bar[], longest: number): Html {
  const rects = shown.map(
    ({ value, kind }) =>
      html`<rect
        class="bar-${kind}"
        width="${percent(value === 0 ? 0 : Math.min(longest, Math.max(value, longest / 200)), longest)}"
        height="100%"
        rx="2"
      />`,
  );
  return html`<svg class="bar" aria-hidden="true">${rects}</svg>`;
}
