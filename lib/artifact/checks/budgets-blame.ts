import { posix } from "node:path";
import type { ShippedDistribution, ShippedFile } from "../build/zip-contents";
import { figure, size } from "../receipt/byte-figures";
import type { FunctionReceipt, ZipReceipt } from "../receipt/receipt";

/** By what distributions are compared. */
export interface Measure {
  readonly of: (distribution: ShippedDistribution) => number;
  /** What is said after its bytes. */
  readonly unit: string;
}

/** The largest three distributions of some ZIPs, each with its size and who asked for it, and first-party files where they are as large. */
export function blame(zips: readonly ZipReceipt[], measure: Measure): string {
  const largest = contributors(zips, measure).slice(0, 3);
  return largest.length === 0 ? "it has no files" : largest.map(({ text }) => text).join(", ");
}

/** Where its largest part comes from: a line that asks for it, or a file of its own. */
export function placeOf({ source, name, dependencies }: FunctionReceipt, zips: readonly ZipReceipt[], measure: Measure): string {
  const { line, path } = contributors(zips, measure)[0] ?? {};
  if (path !== undefined) return posix.join(source, path);
  if (line === undefined) return `aws_lambda_function.${name}`;
  return posix.join(source, posix.dirname(dependencies?.requirements ?? ""), line);
}

interface Contributor {
  readonly bytes: number;
  readonly text: string;
  /** Of a distribution, relative to the manifest's folder. */
  readonly line?: string | undefined;
  /** Of a file, relative to the source folder. */
  readonly path?: string;
}

function contributors(zips: readonly ZipReceipt[], measure: Measure): Contributor[] {
  const distributions = zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : []));
  const own = ownFiles(zips);
  return [
    ...distributions.map((each) => distributionPart(each, distributions, measure)),
    ...(own === undefined ? [] : [own]),
  ].sort((a, b) => b.bytes - a.bytes);
}

function distributionPart(
  distribution: ShippedDistribution,
  all: readonly ShippedDistribution[],
  { of, unit }: Measure,
): Contributor {
  const { name, version, requiredBy } = distribution;
  const [first = "nobody", ...others] = requiredBy;
  const askers = others.length > 2 ? `${first} and ${others.length} more` : requiredBy.join(", ") || first;
  const bytes = of(distribution);
  return { bytes, text: `${name} ${version} (${size(bytes)}${unit}, for ${askers})`, line: lineOf(distribution, all) };
}

/** The line that asks for it, or for what needs it. */
function lineOf(
  { name, requiredBy }: ShippedDistribution,
  all: readonly ShippedDistribution[],
  seen: readonly string[] = [],
): string | undefined {
  const line = requiredBy.find((asker) => /:\d+$/.test(asker));
  if (line !== undefined) return line;
  for (const asker of requiredBy) {
    const needing = all.find((each) => each.name === asker.replace(/\[.*/, ""));
    if (needing === undefined || seen.includes(needing.name)) continue;
    const found = lineOf(needing, all, [...seen, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownFiles(zips: readonly ZipReceipt[]): Contributor | undefined {
  const files = zips.flatMap((zip): readonly ShippedFile[] => zip.files).filter(({ origin }) => origin === "first-party");
  const [largest] = [...files].sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined) return undefined;
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  return {
    bytes,
    text: `its own files (${size(bytes)}, the largest ${largest.path} with ${figure(largest.bytes)})`,
    path: largest.path,
  };
}
