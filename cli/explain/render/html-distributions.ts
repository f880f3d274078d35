import type { DistributionExplanation, FileExplanation, FunctionExplanation, ZipExplanation } from "../model/explanation";
import { bars } from "./html-bars";
import { counted, rounded, roundedSum } from "./html-figures";
import { html, type Html, type Shown } from "./html-text";

/** Of an image that a Dockerfile makes. */
const nothingKnown = html`<p>There is no ZIP of it to look into.</p>`;

/** Every ZIP of a function by distribution: how large each is unpacked, and within it compressed. */
export function distributionPicture({ zips }: FunctionExplanation): Html {
  if (zips.length === 0) return nothingKnown;
  const longest = Math.max(
    1,
    ...zips.flatMap((zip) => [...zip.distributions.map((each) => each.unzippedBytes), ownSizes(zip).unzippedBytes]),
  );
  return html`<p class="legend"><span class="raw">unpacked</span> <span class="zipped">compressed, of the same scale</span></p>
    ${zips.map((zip) => zipFigure(zip, longest))}`;
}

function zipFigure(zip: ZipExplanation, longest: number): Html {
  const { path, holds, bytes, unzippedBytes, sha256, files, distributions } = zip;
  return html`<figure class="zip">
    <figcaption>
      <h4><code>${path}</code></h4>
      <p>
        ${zipKinds[holds]}, ${makers[zip.madeBy]}:
        ${bytes === undefined ? "its size zipped is known once it is made" : html`${rounded(bytes)} zipped`},
        ${rounded(unzippedBytes)} unpacked,
        ${counted(files.length, "file")}.${
          sha256 === undefined ? undefined : html` <span class="hash">sha256 <code>${sha256}</code></span>`
        }
      </p>
    </figcaption>
    <ul class="bars">
      ${ownRow(zip, longest)}${distributions.map((each) => distributionRow(each, longest))}
    </ul>
  </figure>`;
}

const zipKinds = {
  function: "The function’s own ZIP",
  layer: "A layer",
  dependencies: "An image’s layer of dependencies",
} as const;
const makers = { splice: "made at synthesis", archive_file: "made by Terraform at plan", somebody: "made by somebody" } as const;

function ownRow(zip: ZipExplanation, longest: number): Html | undefined {
  const { files, unzippedBytes, compressedBytes } = ownSizes(zip);
  if (files.length === 0) return undefined;
  return row({
    name: html`your code`,
    sizes: [html`${roundedSum(unzippedBytes)}`, compressedBytes === undefined ? undefined : roundedSum(compressedBytes)],
    about: html`${counted(files.length, "file")}${files.length <= 3 ? html`: ${files.map(({ path }) => path).join(", ")}` : undefined}`,
    bar: bars([{ value: unzippedBytes, kind: "code" }], longest),
  });
}

function distributionRow(distribution: DistributionExplanation, longest: number): Html {
  const { name, version, unzippedBytes, compressedBytes, files, chain, requiredBy, wheel } = distribution;
  const who = chain.length > 1 ? chain.join(" → ") : requiredBy.join(", ");
  return row({
    name: html`<span title="${wheel}">${name}</span> <span class="version">${version}</span>`,
    sizes: [rounded(unzippedBytes), compressedBytes === undefined ? undefined : rounded(compressedBytes)],
    about: html`${counted(files, "file")}${who === "" ? undefined : html` · ${who}`}`,
    bar: bars(
      [
        { value: unzippedBytes, kind: "raw" },
        ...(compressedBytes === undefined ? [] : [{ value: compressedBytes, kind: "compressed" } as const]),
      ],
      longest,
    ),
  });
}

interface Row {
  readonly name: Html;
  /** Unpacked, and compressed. */
  readonly sizes: readonly [Html, Html | undefined];
  readonly about: Shown;
  readonly bar: Html;
}

function row({ name, sizes: [raw, compressed], about, bar }: Row): Html {
  return html`<li>
    <p class="bar-name">${name}</p>
    <p class="bar-size">${raw} unpacked${compressed === undefined ? undefined : html`, ${compressed} compressed`}</p>
    ${bar}
    <p class="bar-about">${about}</p>
  </li>`;
}

interface OwnSizes {
  readonly files: readonly FileExplanation[];
  readonly unzippedBytes: number;
  readonly compressedBytes?: number;
}

/** Of the files that no distribution brings. */
function ownSizes({ files }: ZipExplanation): OwnSizes {
  const own = files.filter(({ origin }) => origin === "first-party");
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, bytes) => all + bytes, 0);
  const compressed = own.flatMap(({ compressedBytes }) => compressedBytes ?? []);
  return {
    files: own,
    unzippedBytes: sum(own.map(({ bytes }) => bytes)),
    ...(compressed.length < own.length ? {} : { compressedBytes: sum(compressed) }),
  };
}
