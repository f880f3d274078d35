import type { FunctionExplanation, TimelineStep } from "../model/explanation";
import { bars } from "./html-bars";
import { duration } from "./html-figures";
import { html, type Html } from "./html-text";

/** What happens from synthesis to the second request: on the left what your machine does, on the right what AWS does. */
export function timelinePicture({ timeline }: FunctionExplanation): Html {
  const longest = Math.max(1, ...timeline.flatMap(({ milliseconds }) => milliseconds ?? []));
  return html`<figure class="timeline">
    <ol>
      ${timeline.map((step) => stepItem(step, longest))}
    </ol>
    <figcaption>Bars are in proportion to the times. A hollow mark is a moment that was not measured.</figcaption>
  </figure>`;
}

function stepItem({ step, on, what, milliseconds, measured }: TimelineStep, longest: number): Html {
  const lane = on === "AWS" ? "aws" : "you";
  const time =
    milliseconds === undefined
      ? html`<span class="not-yet">${measured}</span>`
      : html`<strong>${duration(milliseconds)}</strong> <span class="measured">${measured}</span>`;
  return html`<li class="${lane}${milliseconds === undefined ? " open" : ""}">
    <div class="step">
      <p class="lane">${on}</p>
      <p class="step-name">${step}</p>
      <p>${what}</p>
      <p class="step-time">${time}</p>
      ${milliseconds === undefined ? undefined : bars([{ value: milliseconds, kind: "time" }], longest)}
    </div>
  </li>`;
}
