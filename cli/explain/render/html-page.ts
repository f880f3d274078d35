import { createHash } from "node:crypto";
import type { Explanation, FunctionExplanation } from "../model/explanation";
import { bars } from "./html-bars";
import { containerPicture } from "./html-container";
import { distributionPicture } from "./html-distributions";
import { counted, rounded } from "./html-figures";
import { fileLists } from "./html-files";
import { strategiesPicture } from "./html-strategies";
import { pageStyle } from "./html-style";
import { controlTables, findingsList, importsTable, liveTable, requirementsTable } from "./html-tables";
import { html, type Html, styleElement } from "./html-text";
import { timelinePicture } from "./html-timeline";

interface Section {
  readonly id: string;
  readonly title: string;
  /** Nothing where a function has no such section. */
  readonly of: (fn: FunctionExplanation) => Html | undefined;
}

const sections: readonly Section[] = [
  { id: "container", title: "The container", of: containerPicture },
  { id: "findings", title: "What will hurt", of: findingsList },
  { id: "live", title: "What runs", of: liveTable },
  { id: "artifact", title: "The artifact, by distribution", of: distributionPicture },
  { id: "timeline", title: "The timeline", of: timelinePicture },
  { id: "strategies", title: "The strategies compared", of: strategiesPicture },
  { id: "requirements", title: "What it asks for", of: requirementsTable },
  { id: "imports", title: "What it imports", of: importsTable },
  { id: "control", title: "Who controls what", of: controlTables },
  { id: "files", title: "Every file", of: fileLists },
  { id: "unknown", title: "What cannot be known this way", of: unknownList },
];

/**
 * The explanation as one page that needs nothing beside it: no script, no request, no font. All that it shows is in the value; a size is in the attribute
 * `data-bytes`, a time in `data-ms` (milliseconds), and a sum of sizes in `data-sum-bytes`, as they are.
 */
export function htmlPage({ functions }: Explanation): string {
  const names = functions.map(({ name }) => name).join(", ");
  const hash = createHash("sha256").update(pageStyle).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${names}: where is the container built?</title>
        ${styleElement(pageStyle)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <p class="eyebrow">Python on Lambda</p>
          <h1>Where is the container built, and what is in it?</h1>
          ${contents(functions)}
        </header>
        <main id="main" tabindex="-1">${functions.map(functionArticle)}</main>
        <footer>
          <p>
            1 KB is 1,024 bytes, 1 MB 1,048,576 bytes. The same numbers are in <code>--json</code>; a rounded one shows the exact
            one where a pointer rests on it.
          </p>
        </footer>
      </body>
    </html> `;
  return page.markup;
}

/** Of one function its sections, of several the functions. */
function contents(functions: readonly FunctionExplanation[]): Html {
  const [only, ...others] = functions;
  const links =
    only !== undefined && others.length === 0
      ? sectionsOf(only).map(({ id, title }) => html`<li><a href="#${id}-0">${title}</a></li>`)
      : functions.map(({ name }, at) => html`<li><a href="#function-${at}">${name}</a></li>`);
  return html`<nav aria-label="Contents">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

function sectionsOf(fn: FunctionExplanation): { readonly id: string; readonly title: string; readonly content: Html }[] {
  return sections.flatMap(({ id, title, of }) => {
    const content = of(fn);
    return content === undefined ? [] : { id, title, content };
  });
}

function functionArticle(fn: FunctionExplanation, at: number): Html {
  const shown = sectionsOf(fn).map(
    ({ id, title, content }) =>
      html`<section aria-labelledby="${id}-${at}">
        <h3 id="${id}-${at}">${title}</h3>
        ${content}
      </section>`,
  );
  return html`<article aria-labelledby="function-${at}">
    <h2 id="function-${at}">${fn.name}</h2>
    <p class="answer">${fn.answer}</p>
    ${summary(fn, at)}${shown}
  </article>`;
}

const sources = { receipt: "its receipt", plan: "a plan and its ZIPs", zip: "its ZIPs alone" } as const;

function summary(fn: FunctionExplanation, at: number): Html {
  const { zippedBytes, directUploadLimit, unzippedBytes, unzippedLimit } = fn.sizes;
  const findings = fn.findings.filter(({ level, waived }) => level !== "note" && waived === undefined).length;
  return html`<dl class="summary">
    <div>
      <dt>Strategy</dt>
      <dd>${fn.strategy}</dd>
    </div>
    <div>
      <dt>Runtime</dt>
      <dd>${fn.runtime}, ${fn.architecture}</dd>
    </div>
    <div>
      <dt>Read from</dt>
      <dd>${sources[fn.from]}</dd>
    </div>
    <div>
      <dt>Will it hurt?</dt>
      <dd>${findings === 0 ? "nothing found" : html`<a href="#findings-${at}">${counted(findings, "finding")}</a>`}</dd>
    </div>
    ${gauge("Zipped", zippedBytes, directUploadLimit)}${gauge("Unpacked", unzippedBytes, unzippedLimit)}
  </dl>`;
}

/** A size against its limit, as far as both are known. */
function gauge(title: string, bytes: number | undefined, limit: number | undefined): Html | undefined {
  if (bytes === undefined)
    return html`<div>
      <dt>${title}</dt>
      <dd>not known yet</dd>
    </div>`;
  const of = limit === undefined ? undefined : html` of ${rounded(limit)}`;
  const bar = limit === undefined ? undefined : bars([{ value: bytes, kind: bytes > limit ? "over" : "compressed" }], limit);
  return html`<div class="gauge">
    <dt>${title}</dt>
    <dd>${rounded(bytes)}${of}${bar}</dd>
  </div> `;
}

function unknownList({ unknown }: FunctionExplanation): Html | undefined {
  if (unknown.length === 0) return undefined;
  return html`<ul class="plain">
    ${unknown.map((clause) => html`<li>${clause}</li>`)}
  </ul>`;
}
