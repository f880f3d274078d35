import { difference, figure } from "./byte-figures";
import { covers } from "./diff-files";
import type { FileDiff, FileSide, LeftDiff } from "./receipt-diff";

/** How many paths stand in a line before the rest is only counted. */
const mostPaths = 3;

/** What happened to files: first-party ones one by one, those of a distribution, or of a rule, counted where the same happened to them. */
export function fileReasons(files: readonly FileDiff[]): string[] {
  const alike = new Map<string, FileDiff[]>();
  for (const file of files) {
    const key = isOwn(file) && file.leftBy === undefined ? file.path : `\0${what(file)} ${owner(file)}`;
    alike.set(key, [...(alike.get(key) ?? []), file]);
  }
  const groups = [...alike.values()];
  return [...groups.filter(([first]) => isOwn(first)), ...groups.filter(([first]) => !isOwn(first))].map(reason);
}

function reason(files: readonly FileDiff[]): string {
  const [first] = files;
  if (first === undefined) return "";
  const grown = files.reduce((sum, { before, after }) => sum + (after?.bytes ?? 0) - (before?.bytes ?? 0), 0);
  const subject = files.length === 1 ? first.path : `${figure(files.length)} files of ${owner(first)}`;
  return `${subject} ${what(first, ` (${difference(grown)})`)}`;
}

/** The verb, the same for files to which the same happened; the size stands where it belongs. */
function what({ change, before, after, leftBy }: FileDiff, grown = ""): string {
  if (change === "added") return `came${grown}${leftBy === undefined ? "" : `: no longer left out by ${leftBy}`}`;
  if (change === "removed") return `went${grown}${leftBy === undefined ? "" : `: left out by ${leftBy}`}`;
  const [old, now] = [before?.origin ?? "", after?.origin ?? ""];
  return [
    ...(change === "content" ? [`changed${grown}`] : []),
    ...(before?.mode === after?.mode ? [] : [`mode ${shownMode(before)} → ${shownMode(after)}`]),
    ...(old === now ? [] : [`passed from ${shownOrigin(old)} to ${shownOrigin(now)}`]),
  ].join(", ");
}

/** Whoever packed a ZIP may have written none. */
function shownMode(side: FileSide | undefined): string {
  return side === undefined || side.mode === "" ? "none" : side.mode;
}

function owner({ before, after }: FileDiff): string {
  return shownOrigin((after ?? before)?.origin ?? "");
}

function isOwn(file: FileDiff | undefined): boolean {
  return [file?.before, file?.after].some((side) => side?.origin === "first-party");
}

function shownOrigin(origin: string): string {
  return origin === "first-party" ? "your source" : origin;
}

/** What stays behind, or no longer does, without having been in the ZIP or coming into it: of those that did the files speak. */
export function leftReasons(left: readonly LeftDiff[], files: readonly FileDiff[]): string[] {
  const told = left.filter((each) => !files.some((file) => speaksOf(file, each)));
  return [
    ...line(
      "left out",
      told.filter(({ before }) => before === undefined).map(({ path, after = "" }) => `${path} (${after})`),
    ),
    ...line(
      "no longer there to leave out",
      told.filter(({ after }) => after === undefined).map(({ path, before = "" }) => `${path} (${before})`),
    ),
    ...line(
      "left out by another rule",
      told.flatMap(({ path, before, after }) =>
        before === undefined || after === undefined ? [] : [`${path} (${before} → ${after})`],
      ),
    ),
  ];
}

function line(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const shown = paths.length <= mostPaths ? paths : [...paths.slice(0, mostPaths), `${figure(paths.length - mostPaths)} more`];
  return [`${what}: ${shown.join(", ")}`];
}

/** Whether a file's own line says it: it came or went by this rule, or passed from one that has it to another. */
function speaksOf({ path, change, leftBy, before, after }: FileDiff, left: LeftDiff): boolean {
  const isOf = [before?.origin, after?.origin].includes(left.distribution ?? "first-party");
  return covers(left, path) && isOf && (leftBy !== undefined || change === "origin");
}
