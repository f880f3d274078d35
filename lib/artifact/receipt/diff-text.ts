import { difference, figure, size } from "./byte-figures";
import { fileReasons, leftReasons } from "./diff-reasons";
import type { DistributionDiff, FunctionDiff, ReceiptDiff, SettingDiff, ZipDiff } from "./receipt-diff";

/** How many reasons a ZIP is given before the rest is only counted. */
const mostReasons = 12;

/** A diff in a few lines, for a person: a line for what is said of a function, and for every ZIP the reasons why its hash is another. */
export function diffText({ functions, zips }: ReceiptDiff): string {
  const lines = [...functions.flatMap(functionLine), ...zips.flatMap(zipLines)];
  return lines.length === 0 ? "nothing changed" : lines.join("\n");
}

function functionLine({ name, change, settings }: FunctionDiff): string[] {
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
  const reasons = reasonsOf(zip);
  const shown = reasons.length <= mostReasons ? reasons : reasons.slice(0, mostReasons - 1);
  const more = reasons.length - shown.length;
  const lines = more === 0 ? shown : [...shown, `and ${figure(more)} more`];
  const title = titleOf(zip);
  if (lines.length === 0) return [title];
  if (lines.length === 1 && lines[0]?.includes(": ") === false) return [`${title}: ${lines[0]}`];
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function titleOf({ functions, holds, change, before, after }: ZipDiff): string {
  const place = [before?.path, after?.path].filter((path) => path !== undefined);
  const names = holds === "layer" ? ` (for ${functions.join(", ")})` : "";
  const path = `${[...new Set(place)].join(" → ")}${names}`;
  const [old, now] = [before?.bytes, after?.bytes];
  switch (change) {
    case "added":
      return `${path} is new${now === undefined ? "" : `, ${size(now)}`}`;
    case "removed":
      return `${path} is gone${old === undefined ? "" : `, ${size(old)}`}`;
    case "content":
      return `${path} changed${old === undefined || now === undefined ? "" : `, ${sizes(old, now)}`}`;
    case "compression":
      return `${path} changed, ${sizes(old ?? 0, now ?? 0)}, though its files are the same: they are compressed otherwise`;
    case "unknown":
      return `${path} has the same files, and is now made by ${after?.madeBy === "splice" ? "synthesis" : "archive_file, at plan time"}`;
    case "nothing":
      return `${path} has the same bytes`;
  }
}

function sizes(before: number, after: number): string {
  return before === after ? `still ${size(after)}` : `${figure(before)} → ${size(after)}`;
}

function reasonsOf({ distributions, files, left }: ZipDiff): string[] {
  return [...distributions.map(distributionReason), ...fileReasons(files), ...leftReasons(left, files)];
}

function distributionReason({ name, change, before, after, omitted }: DistributionDiff): string {
  const [old, now] = [before?.version ?? "", after?.version ?? ""];
  const grown = difference((after?.unzippedBytes ?? 0) - (before?.unzippedBytes ?? 0));
  switch (change) {
    case "added":
      return `${name} ${now} came (${grown})${omitted === undefined ? "" : ": no longer left to the runtime"}`;
    case "removed":
      return `${name} ${old} went (${grown})${omitted === undefined ? "" : `: ${omitted}`}`;
    case "version":
      return `${name} ${old} → ${now} (${grown})`;
    case "wheel":
      return `${name} ${now} from another wheel (${grown})`;
  }
}
