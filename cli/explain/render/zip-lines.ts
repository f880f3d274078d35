import { codeSha256 } from "../../../lib/artifact/code-sha256";
import { firstParty } from "../../../lib/artifact/checks/imports-search";
import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type {
  DistributionExplanation,
  FileExplanation,
  FunctionExplanation,
  LeftExplanation,
  ZipExplanation,
} from "../model/explanation";
import { columns, fitted } from "../safe-text";
import { padded, widthOf } from "../text-width";
import { cut, labelled, more, sentence, type Section } from "./terminal-lines";
import { byRule, counted, firstOf, limitTexts, ownFiles, zipSizes, zipText } from "./wording";

const atMost = { distributions: 40, files: 15, rules: 15, pathsOfRule: 6, missing: 20 };
const widths = { name: 24, unpacked: 11, compressed: 10, last: 5 };

/** What is in the ZIPs, what is not, and how near they are to AWS's limits. */
export const zipSection: Section = (fn, paint) => {
  if (fn.zips.length === 0) return [];
  const title = fn.strategy === "image" ? "The image's own layers" : fn.zips.length === 1 ? "The ZIP" : "The ZIPs";
  const limits = limitTexts(fn).flatMap(({ of, says }) => labelled(of, says, 10));
  return [
    paint("bold", title),
    ...fn.zips.flatMap((zip) => zipLines(zip, fn)),
    "  against AWS's limits",
    ...limits.map((line) => `  ${line}`),
  ];
};

function zipLines(zip: ZipExplanation, fn: FunctionExplanation): string[] {
  const own = zip.files.filter(({ origin }) => origin === firstParty).sort((a, b) => b.bytes - a.bytes);
  return [
    `  ${fitted(zip.path, columns - 2)}`,
    `    ${zipText(zip)}`,
    `    ${zipSizes(zip)}`,
    ...hashLines(zip.sha256, fn.strategy),
    ...table("distributions", "files", zip.distributions, atMost.distributions, distributionLine),
    ...table(`files, ${ownFiles(fn)}`, "mode", own, atMost.files, fileLine),
    ...leftLines(zip.left),
    ...missingLines(zip.missing),
  ];
}

/** `CodeSha256` is what AWS calls it, in base64; an image's layers have none. */
function hashLines(sha256: string | undefined, strategy: FunctionExplanation["strategy"]): string[] {
  if (sha256 === undefined) return [];
  const code = strategy === "image" ? [] : [`    CodeSha256  ${codeSha256(sha256)}`];
  return [`    sha256      ${fitted(sha256, 64)}`, ...code];
}

function table<T>(title: string, last: string, rows: readonly T[], most: number, line: (row: T) => string): string[] {
  if (rows.length === 0) return [];
  return [cells(title, "unpacked", "compressed", last), ...cut(rows, most, "    ", (row) => [line(row)])];
}

function distributionLine({ name, version, unzippedBytes, compressedBytes, files, requiredBy }: DistributionExplanation): string {
  const row = cells(`${name} ${version}`, figure(unzippedBytes), compressedText(compressedBytes), figure(files));
  const asked = firstOf(requiredBy);
  return asked === "" ? row : `${row} ${fitted(`for ${asked}`, columns - widthOf(row) - 1)}`;
}

function fileLine({ path, bytes, compressedBytes, mode }: FileExplanation): string {
  return cells(path, figure(bytes), compressedText(compressedBytes), mode === "" ? "none" : fitted(mode, widths.last));
}

function compressedText(bytes: number | undefined): string {
  return bytes === undefined ? "not known" : figure(bytes);
}

function cells(name: string, unpacked: string, compressed: string, last: string): string {
  return [
    `    ${padded(fitted(name, widths.name), widths.name)}`,
    padded(unpacked, widths.unpacked, "before"),
    padded(compressed, widths.compressed, "before"),
    padded(last, widths.last, "before"),
  ].join(" ");
}

function leftLines(left: readonly LeftExplanation[]): string[] {
  if (left.length === 0) return [];
  return [
    `    left out: ${counted(left.length, "path")}, by these rules`,
    ...cut(byRule(left), atMost.rules, "      ", ([rule, files]) => [
      ...sentence(rule, "      "),
      ...files.slice(0, atMost.pathsOfRule).map(({ path, distribution }) => {
        const of = distribution === undefined ? "" : ` (${fitted(distribution, 24)})`;
        return `        ${fitted(path, columns - 8 - widthOf(of))}${of}`;
      }),
      ...(files.length > atMost.pathsOfRule ? [`        ${more(files.length - atMost.pathsOfRule)}`] : []),
    ]),
  ];
}

function missingLines(missing: ZipExplanation["missing"]): string[] {
  if (missing.length === 0) return [];
  return [
    "    not in it on purpose",
    ...cut(missing, atMost.missing, "      ", ({ name, why }) => sentence(`${name}: ${why}`, "      ")),
  ];
}
