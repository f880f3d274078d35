import { shownText } from "../../lib/artifact/display-path";
import type { InspectedFunction, InspectedZip, InspectionFinding, Instability } from "../../lib/artifact/inspect/inspected";
import { figure, size } from "../../lib/artifact/receipt/byte-figures";
import { columns, fitted, wrapped } from "./safe-text";

const shownAtMost = { files: 15, distributions: 40, imports: 30 };
const suppliers = { code: "its own code", artifact: "its ZIPs", aws: "AWS", stdlib: "Python", nobody: "nobody" } as const;

/** What was found in a function's ZIPs, for a terminal of 80 columns. */
export function artifactText(fn: InspectedFunction): string {
  const sections = [...fn.zips.map(zipSection), limitsSection(fn), importsSection(fn), hashSection(fn), findingsSection(fn)];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function zipSection(zip: InspectedZip): string[] {
  const { shownPath, holds, bytes, unzippedBytes, codeSha256, files } = zip;
  return [
    ...wrapped(`${shownPath}: ${holds === "layer" ? "a layer" : "the function"}`, ""),
    `  ${size(bytes)}, ${figure(unzippedBytes)} unpacked, ${figure(files.length)} ${files.length === 1 ? "file" : "files"}`,
    `  CodeSha256  ${codeSha256}`,
    ...distributionLines(zip),
    ...ownLines(zip),
  ];
}

function distributionLines({ distributions, files }: InspectedZip): string[] {
  const counts = new Map<string, number>();
  for (const { origin } of files) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  const sorted = [...distributions].sort((a, b) => b.unzippedBytes - a.unzippedBytes);
  const lines = sorted.map(({ name, version, unzippedBytes }) =>
    row(`${name} ${version}`, unzippedBytes, `${figure(counts.get(name) ?? 0)} files`),
  );
  return [...(lines.length === 0 ? [] : ["  distributions"]), ...cut(lines, shownAtMost.distributions, "    ")];
}

function ownLines({ files }: InspectedZip): string[] {
  const own = files.filter(({ origin }) => origin === "first-party").sort((a, b) => b.bytes - a.bytes);
  const lines = own.map(({ path, bytes, mode }) => row(path, bytes, mode));
  return [...(lines.length === 0 ? [] : ["  files that no distribution records"]), ...cut(lines, shownAtMost.files, "    ")];
}

function row(name: string, bytes: number, remark: string): string {
  return `    ${fitted(name, 46).padEnd(46)} ${figure(bytes).padStart(12)}  ${remark}`;
}

function cut(lines: readonly string[], most: number, indent: string): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `${indent}and ${figure(lines.length - most)} more: --json has all`];
}

function limitsSection({ sizes, runtime, architecture, handler }: InspectedFunction): string[] {
  const { zippedBytes, directUploadLimit, unzippedBytes, unzippedLimit } = sizes;
  const of = (bytes: number, limit: number): string =>
    `${figure(bytes)} of ${figure(limit)} bytes, ${((100 * bytes) / limit).toFixed(1)} %`;
  const named =
    handler === undefined
      ? "not known"
      : `${shownText(handler.name)}${handler.known === "guessed" ? " (as its text shows)" : ""}`;
  return [
    `${runtime} on ${architecture}`,
    `  handler     ${named}`,
    `  zipped      ${of(zippedBytes, directUploadLimit)} (more goes through S3)`,
    `  unpacked    ${of(unzippedBytes, unzippedLimit)}, layers included`,
  ];
}

function importsSection({ imports }: InspectedFunction): string[] {
  if (imports.length === 0) return [];
  const lines = imports.map(({ module, by, distribution, at }) => {
    const supplier = distribution === undefined ? suppliers[by] : shownText(distribution);
    const where = `${shownText(at[0] ?? "")}${at.length > 1 ? ` and ${at.length - 1} more` : ""}`;
    return `  ${fitted(module, 28).padEnd(28)} ${fitted(supplier, 18).padEnd(18)} ${fitted(where, columns - 50)}`;
  });
  return ["What it imports, and who supplies it", ...cut(lines, shownAtMost.imports, "  ")];
}

function hashSection({ zips }: InspectedFunction): string[] {
  const lines = zips.flatMap((zip) =>
    zip.unstable.flatMap((each) => instabilityLines(each, zips.length > 1 ? zip.shownPath : undefined)),
  );
  if (lines.length === 0) return ["Nothing in it makes its hash depend on when, where or by whom it was packed."];
  return ["What makes its hash another when the same content is packed again", ...lines];
}

function instabilityLines({ cause, files, example, what, fix }: Instability, zip: string | undefined): string[] {
  const others = files > 1 ? ` (and ${figure(files - 1)} more)` : "";
  const place = zip === undefined ? "" : ` in ${zip}`;
  return [...wrapped(`${cause}: ${fitted(example, 60)}${others}${place} ${what}`, "  "), ...wrapped(`fix: ${fix}`, "    ")];
}

const levels = { error: "fails", warning: "may fail", note: "to know" } as const;

function findingsSection({ findings }: InspectedFunction): string[] {
  if (findings.length === 0) return ["Nothing was found that would hurt."];
  const sorted = Object.keys(levels).flatMap((level) => findings.filter((each) => each.level === level));
  return ["What will hurt", ...sorted.flatMap(findingLines)];
}

function findingLines({ level, what, where, fix }: InspectionFinding): string[] {
  const safe = (text: string): string => shownText(text).replaceAll("\\\\", "\\"); // what is escaped once stays so
  return [
    ...wrapped(`${levels[level]}: ${safe(what)}`, "  "),
    ...(where === undefined ? [] : wrapped(`where: ${safe(where)}`, "    ")),
    ...wrapped(`fix: ${safe(fix)}`, "    "),
  ];
}
