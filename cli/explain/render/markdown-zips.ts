import { firstParty } from "../../../lib/artifact/checks/imports-search";
import { figure } from "../../../lib/artifact/receipt/byte-figures";
import type { FunctionExplanation, ZipExplanation } from "../model/explanation";
import { details, joined, list, table } from "./markdown-blocks";
import { code, prose } from "./markdown-inert";
import { byRule, counted, firstOf, limitTexts, ownFiles, zipSizes, zipText } from "./wording";

const atMost = { distributions: 60, files: 100, rules: 20, pathsOfRule: 5 };

/** What is in the ZIPs, what is not, and how near they are to AWS's limits. */
export function zipsPart(fn: FunctionExplanation): string {
  if (fn.zips.length === 0) return "";
  const limits = list(limitTexts(fn), ({ of, says }) => `${of}: ${says}`);
  return joined([...fn.zips.map((zip) => oneZip(zip, ownFiles(fn))), "Against AWS's limits:", limits]);
}

function oneZip(zip: ZipExplanation, own: string): string {
  const { path, sha256, missing } = zip;
  const hash = sha256 === undefined ? "" : `; sha256 ${code(sha256)}`;
  return joined([
    `${code(path)}: ${prose(zipText(zip))}; ${zipSizes(zip)}${hash}`,
    distributions(zip),
    filesOf(zip, own),
    leftOut(zip),
    missing.length === 0 ? "" : "Not in it on purpose:",
    list(missing, ({ name, why }) => `${code(name)}: ${prose(why, 200)}`),
  ]);
}

function distributions({ distributions: all }: ZipExplanation): string {
  return table(
    ["distribution", ">unpacked bytes", ">compressed bytes", ">files", "for"],
    all,
    ({ name, version, unzippedBytes, compressedBytes, files, requiredBy }) => [
      code(`${name} ${version}`),
      figure(unzippedBytes),
      compressedText(compressedBytes),
      figure(files),
      requiredBy.length === 0 ? "" : prose(firstOf(requiredBy), 120),
    ],
    atMost.distributions,
  );
}

function filesOf({ files }: ZipExplanation, whose: string): string {
  const own = files.filter(({ origin }) => origin === firstParty).sort((a, b) => b.bytes - a.bytes);
  const text = table(
    ["file", ">unpacked bytes", ">compressed bytes", "mode"],
    own,
    ({ path, bytes, compressedBytes, mode }) => [
      code(path),
      figure(bytes),
      compressedText(compressedBytes),
      mode === "" ? "none" : code(mode, 12),
    ],
    atMost.files,
  );
  return details(`${counted(own.length, "file")}, ${whose}`, text);
}

function leftOut({ left }: ZipExplanation): string {
  return details(
    `${counted(left.length, "path")} left out`,
    table(
      ["rule", ">paths", "the first of them"],
      byRule(left),
      ([rule, files]) => [
        prose(rule, 200),
        figure(files.length),
        files
          .slice(0, atMost.pathsOfRule)
          .map(({ path }) => code(path, 80))
          .join(" "),
      ],
      atMost.rules,
    ),
  );
}

function compressedText(bytes: number | undefined): string {
  return bytes === undefined ? "not known" : figure(bytes);
}
