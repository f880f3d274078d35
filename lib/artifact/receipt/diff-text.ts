import { difference, figure, size } from "./byte-figures";
import { fileReasons, leftReasons } from "./diff-reasons";
import type {
  DistributionDiff,
  DistributionSide,
  FunctionDiff,
  ReceiptDiff,
  RepackedDiff,
  SettingDiff,
  Sides,
  ZipDiff,
} from "./receipt-diff";

/** How many reasons a ZIP is given before the rest is only counted. */
const mostReasons = 12;

/** A diff in a few lines, for a person: what is said of functions, for every ZIP the reasons why its hash is another, and the headroom. */
export function diffText({ functions, zips }: ReceiptDiff): string {
  const lines = [...functions.flatMap(functionText), ...zips.flatMap(zipLines), ...functions.flatMap(headroomText)];
  return lines.length === 0 ? "nothing changed" : lines.join("\n");
}

/** What is said of a function itself, in a line; none where it is only its ZIPs that differ. */
export function functionText({ name, change, settings }: FunctionDiff): string[] {
  if (change === "added") return [`${name} is new`];
  if (change === "removed") return [`${name} is gone`];
  return settings.length === 0 ? [] : [`${name}: ${settings.map(settingText).join(", ")}`];
}

function settingText({ setting, before, after }: SettingDiff): string {
  const labels: Partial<Record<SettingDiff["setting"], string>> = { sources: "needs read from", locked: "dependencies" };
  const shown = (value: string | boolean | undefined): string =>
    typeof value === "boolean" ? (value ? "locked" : "not locked") : (value ?? "none");
  return `${labels[setting] ?? setting} ${shown(before)} → ${shown(after)}`;
}

function zipLines(zip: ZipDiff): string[] {
  const lines = someOf([...zip.distributions.map(distributionText), ...contentTexts(zip)]);
  const title = zipTitle(zip);
  if (lines.length === 0) return [title];
  if (lines.length === 1 && lines[0]?.includes(": ") === false) return [`${title}: ${lines[0]}`];
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

/** The first reasons, and how many more there are. */
export function someOf(reasons: readonly string[]): string[] {
  const shown = reasons.length <= mostReasons ? reasons : reasons.slice(0, mostReasons - 1);
  const more = reasons.length - shown.length;
  return more === 0 ? [...shown] : [...shown, `and ${figure(more)} more`];
}

/** Which ZIP it is, and what happened to it. */
export function zipTitle(zip: ZipDiff): string {
  const { functions, holds, change, before, after } = zip;
  const place = [before?.path, after?.path].filter((path) => path !== undefined);
  const names = holds === "layer" ? ` (for ${functions.join(", ")})` : "";
  const path = `${[...new Set(place)].join(" → ")}${names}`;
  const [old, now] = [before?.bytes, after?.bytes];
  switch (change) {
    case "added":
      return `${path} is new${now === undefined ? "" : `, ${size(now)}`}`;
    case "removed":
      return `${path} is gone${old === undefined ? "" : `, ${size(old)}`}`;
    case "packing":
    case "content":
      return `${path} changed${old === undefined || now === undefined ? "" : `, ${sizes(old, now)}`}${isSameContent(zip) ? "; bytes differ, content does not" : ""}`;
    case "unknown":
      return `${path} has the same files${after?.madeBy === "archive_file" || before?.madeBy === "archive_file" ? `, and is now made by ${makers[after?.madeBy ?? "somebody"]}` : ""}`;
    case "nothing":
      return `${path} has the same bytes`;
  }
}

const makers = { splice: "synthesis", archive_file: "archive_file, at plan time", somebody: "another tool" } as const;

function isSameContent({ distributions, files }: ZipDiff): boolean {
  const isElsewhere = distributions.some(({ change }) => change !== "wheel");
  return !isElsewhere && files.every(({ change }) => change === "mode" || change === "origin");
}

function sizes(before: number, after: number): string {
  return before === after ? `still ${size(after)}` : `${figure(before)} → ${size(after)}`;
}

/** What happened to files, what stays behind, and how files are packed otherwise. */
export function contentTexts({ files, left, repacked }: ZipDiff): string[] {
  return [...fileReasons(files), ...repacked.map(repackedText), ...leftReasons(left, files)];
}

function repackedText({ what, files, example }: RepackedDiff): string {
  const others = files > 1 ? ` and ${figure(files - 1)} other ${files === 2 ? "file" : "files"}` : "";
  if (what === "rest") return "what no list of files shows: extra fields, flags or comments";
  if (example === undefined) return "its files are compressed otherwise";
  const texts = { times: "time of", order: "place of", compression: "compression of" } as const;
  return `${texts[what]} ${example}${others}`;
}

/** How many askers stand in a line before the rest is only counted. */
const mostAskers = 3;

/** By whose wish a distribution is, or was, in a ZIP: `requirements.txt:1, pandas and 2 more`; empty where it is not known. */
export function askersText({ before, after }: DistributionDiff): string {
  const askers = (after ?? before)?.requiredBy ?? [];
  const shown = askers.slice(0, mostAskers).join(", ");
  return askers.length > mostAskers ? `${shown} and ${figure(askers.length - mostAskers)} more` : shown;
}

/** By how many bytes, unpacked. */
export function grownBy({ before, after }: Sides<DistributionSide>): string {
  return difference((after?.unzippedBytes ?? 0) - (before?.unzippedBytes ?? 0));
}

function distributionText(diff: DistributionDiff): string {
  const { name, change, before, after, omitted } = diff;
  const [old, now] = [before?.version ?? "", after?.version ?? ""];
  const askers = askersText(diff);
  const grown = `(${grownBy(diff)})`;
  const by = askers === "" ? "" : `, required by ${askers}`;
  switch (change) {
    case "added":
      return `${name} ${now} came ${grown}${omitted === undefined ? "" : ": no longer left to the runtime"}${by}`;
    case "removed":
      return `${name} ${old} went ${grown}${omitted === undefined ? by.replace("required", "was required") : `: ${omitted}`}`;
    case "version":
      return `${name} ${old} → ${now} ${grown}${by}`;
    case "wheel":
      return `${name} ${now} from another wheel ${grown}${by}`;
  }
}

/** How far a function whose sizes changed is from AWS's limits, a line a limit. */
export function headroomText({ name, sizes: { before, after } }: FunctionDiff): string[] {
  if (after === undefined) return [];
  const { unzippedBytes, unzippedLimit, zippedBytes, directUploadLimit } = after;
  // Of a ZIP and its layers exactly as many bytes are too many; of an image, which is not uploaded directly, they are not.
  const most = directUploadLimit === undefined ? unzippedLimit : unzippedLimit - 1;
  return [
    ...headroom(`${name} unpacked`, before?.unzippedBytes, unzippedBytes, most, "AWS takes no more"),
    ...headroom(`${name} zipped`, before?.zippedBytes, zippedBytes, directUploadLimit, "more goes through S3"),
  ];
}

function headroom(
  what: string,
  before: number | undefined,
  after: number | undefined,
  most: number | undefined,
  beyond: string,
): string[] {
  if (after === undefined || most === undefined || before === after) return [];
  const grown = before === undefined ? "" : ` (${difference(after - before)})`;
  const left = after <= most ? `${size(most - after)} left` : `${size(after - most)} too many: ${beyond}`;
  return [`${what}: ${size(after)}${grown}, ${left}`];
}
