import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { FileExplanation, FunctionExplanation, LeftExplanation, ZipExplanation } from "../model/explanation";
import { counted } from "./html-figures";
import { html, type Html } from "./html-text";

/** How many of a list stand on the page, the largest or first of them. `--json` has all. */
const shownAtMost = 5_000;

/** Every file of every ZIP, what stayed behind, and what is missing on purpose. Lists are closed until somebody opens them. */
export function fileLists({ zips }: FunctionExplanation): Html {
  if (zips.length === 0) return html`<p>What is in it is not known here.</p>`;
  return html`${zips.map(
    (zip) =>
      html`<h4><code>${zip.path}</code></h4>
        ${filesOf(zip)}${leftOf(zip)}${missingOf(zip)}`,
  )}`;
}

/** Your code first, then the distributions, the largest first. */
function filesOf({ files, distributions }: ZipExplanation): Html {
  const shown = files.length <= shownAtMost ? files : largest(files);
  const groups = grouped(shown, ({ origin }) => origin);
  const origins = ["first-party", ...distributions.map(({ name }) => name), ...groups.keys()];
  const more = files.length - shown.length;
  return html`${[...new Set(origins)].map((origin) => fileTable(origin, groups.get(origin) ?? []))}${
    more === 0 ? undefined : html`<p>These are the largest; ${figure(more)} more are in <code>--json</code>.</p>`
  }`;
}

function largest(files: readonly FileExplanation[]): FileExplanation[] {
  const kept = new Set([...files].sort((a, b) => b.bytes - a.bytes).slice(0, shownAtMost));
  return files.filter((file) => kept.has(file));
}

/** By folder, each named once. End tags that HTML can do without are left out, and so is what Prettier would add: there are thousands of rows. */
function fileTable(origin: string, files: readonly FileExplanation[]): Html | undefined {
  if (files.length === 0) return undefined;
  const name = origin === "first-party" ? "your code" : origin;
  const mode = commonest(files.map((file) => file.mode));
  const folders = [...grouped(files, ({ path }) => path.slice(0, path.lastIndexOf("/") + 1))].map(([folder, within]) => {
    // prettier-ignore
    const head = folder === "" ? undefined : html`<tr><th scope="rowgroup" colspan="3">${folder}`;
    return html`<tbody>
      ${head}${within.map((file) => fileRow(file, folder, mode))}
    </tbody>`;
  });
  return html`<details class="files"><summary>${name}: ${counted(files.length, "file")}</summary>
<table class="files"><caption>Sizes in bytes; ${modeText(mode)} where nothing else is said</caption><thead><tr><th scope="col">Path<th scope="col">Unpacked<th scope="col">In the ZIP
${folders}</table></details>`;
}

function fileRow({ path, mode, bytes, compressedBytes }: FileExplanation, folder: string, usual: string): Html {
  const other = mode === usual ? undefined : html` <i>${modeText(mode)}</i>`;
  const size = (known: number | undefined): Html => (known === undefined ? html`<td></td>` : sizeCell(known));
  // prettier-ignore
  return html`<tr><th scope="row">${path.slice(folder.length)}${other}${size(bytes)}${size(compressedBytes)}`;
}

function sizeCell(bytes: number): Html {
  // prettier-ignore
  return html`<td data-bytes="${bytes}">${figure(bytes)}`;
}

function commonest(modes: readonly string[]): string {
  const [[first] = [""]] = [...grouped(modes, (mode) => mode)].sort(([, a], [, b]) => b.length - a.length);
  return first;
}

function modeText(mode: string): string {
  return mode === "" ? "no mode" : `mode ${mode}`;
}

function leftOf({ left }: ZipExplanation): Html | undefined {
  if (left.length === 0) return undefined;
  const rules = grouped(left.slice(0, shownAtMost), ({ rule, why }) => JSON.stringify([rule, why]));
  const more = left.length - Math.min(left.length, shownAtMost);
  return html`<details class="left">
    <summary>Left out: ${counted(left.length, "file or folder", "files and folders")}</summary>
    ${[...rules.values()].map(ruleList)}${more === 0 ? undefined : html`<p>${figure(more)} more are in <code>--json</code>.</p>`}
  </details>`;
}

function ruleList(left: readonly LeftExplanation[]): Html {
  const [{ rule, why } = { rule: "", why: "" }] = left;
  const of = [...grouped(left, ({ distribution }) => distribution)];
  return html`<h5><code>${rule}</code></h5>
    <p>${why}</p>
    ${of.map(
      ([distribution, paths]) =>
        html`${distribution === undefined ? undefined : html`<p class="of">${distribution}</p>`}
          <ul class="paths">
            ${paths.map(({ path }) => html`<li>${path}</li>`)}
          </ul>`,
    )}`;
}

function missingOf({ missing }: ZipExplanation): Html | undefined {
  if (missing.length === 0) return undefined;
  return html`<h5>Missing on purpose</h5>
    <ul class="plain">
      ${missing.map(({ name, why }) => html`<li><strong>${name}</strong>: ${why}</li>`)}
    </ul>`;
}

/** Items by what a key says of each, in the order in which the keys are first met. */
function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
