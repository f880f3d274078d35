import { managedRuntimes } from "../lib/runtimes/managed-runtimes";
import { median, type Run } from "./measure";
import type { Inspection } from "./packaging-artifact";
import type { Steps } from "./packaging-engine";
import { type MeasuredWay, type Scenario, scenarios } from "./packaging-entrant";
import type { DependencySet } from "./packaging-sets";

/** A table in Markdown; all columns but the first are right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

/** Wall time and peak memory of ways by scenario, and under the table why those failed that did. */
export function timesTable(ways: readonly MeasuredWay[], shown: readonly Scenario[] = scenarios): string {
  const [cold, cached] = [shown.filter((each) => each === "no cache"), shown.filter((each) => each !== "no cache")];
  const rows = ways.map(({ name, runs }) => [
    name,
    ...shown.map((scenario) => cell(runs[scenario])),
    ...[cold, cached].flatMap((of) => (of.length === 0 ? [] : [peak(of.flatMap((scenario) => runs[scenario] ?? []))])),
  ]);
  const failures = ways.flatMap(({ name, runs }) => {
    const said = Object.values(runs).flatMap((each) => each.flatMap(({ failure }) => failure ?? []));
    return [...new Set(said)].map((failure) => `\`${name}\` fails: ${failure}`);
  });
  const head = ["", ...shown, ...(cold.length === 0 ? ["peak memory"] : ["peak memory, no cache", "peak memory, else"])];
  return [table(head, rows), ...failures].join("\n\n");
}

function peak(runs: readonly Run[]): string {
  return runs.length === 0 ? "–" : `${Math.max(...runs.map((run) => run.peak)).toFixed(0)} MB`;
}

/** What the ways make, as it is found by unpacking it. */
export function artifactsTable({ runtime }: DependencySet, inspected: readonly (readonly [MeasuredWay, Inspection])[]): string {
  const glibc = managedRuntimes[runtime].glibc;
  const rows = inspected.map(([{ name, fingerprints = [] }, found]) => [
    name,
    megabytes(found.bytes),
    String(found.files),
    megabytes(found.unpackedBytes),
    sameness(fingerprints),
    found.glibcMinor === 0 ? "–" : `2.${found.glibcMinor}`,
    found.glibcMinor <= Number(glibc.split(".")[1]) ? "yes" : "**no**",
    found.importFailure === undefined ? "no interpreter" : found.importFailure === false ? "yes" : found.importFailure,
  ]);
  const head = ["", "ZIP", "files", "unpacked", "runs", "needs glibc", `loads on ${glibc}`, "imports here"];
  return table(head, rows);
}

/** Where the engine's time goes, beside the least that could do it. Milliseconds. */
export function stepsTable(
  steps: Readonly<Record<"no cache" | "wheels cached", readonly Steps[]>>,
  download: readonly Run[],
): string {
  const of = (scenario: "no cache" | "wheels cached", key: keyof Steps): number =>
    median(steps[scenario].map((each) => each[key]));
  const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const both = (key: keyof Steps): string[] => [ms(of("no cache", key)), ms(of("wheels cached", key))];
  const fetched = median(download.map(({ wall }) => wall * 1000));
  const wheels = megabytes(of("wheels cached", "wheelBytes"));
  const zip = megabytes(of("wheels cached", "zipBytes"));
  return table(
    ["step", "no cache", "wheels cached", "floor", "which is"],
    [
      ["resolve", ...both("resolve"), "–", "uv's own work, once"],
      ["fetch", ...both("fetch"), ms(fetched), `\`curl\` of the same wheels, ${wheels}`],
      ["index", ...both("index"), ms(of("wheels cached", "hashWheels")), `one sha256 of the wheels, ${wheels}`],
      ["splice", ...both("splice"), ms(of("wheels cached", "copyZip")), `one copy and one sha256 of the ZIP, ${zip}`],
    ],
  );
}

/** The median wall time in seconds; not a number where it was not measured, or failed. */
export function wall(way: MeasuredWay | undefined, scenario: Scenario): number {
  const runs = way?.runs[scenario] ?? [];
  return runs.some(({ failure }) => failure !== undefined) ? Number.NaN : median(runs.map((run) => run.wall));
}

/** Seconds of wall time that the way takes more than another one beside it: the median of the rounds' differences, since a round's runs share their luck. */
export function over(way: MeasuredWay | undefined, base: MeasuredWay | undefined, scenario: Scenario): number {
  const beside = base?.runs[scenario] ?? [];
  const differences = (way?.runs[scenario] ?? []).map((run, round) => run.wall - (beside[round]?.wall ?? Number.NaN));
  return median(differences.filter((difference) => !Number.isNaN(difference)));
}

/** Median and spread. */
export function cell(runs: readonly Run[] | undefined): string {
  if (runs === undefined || runs.length === 0) return "–";
  if (runs.some(({ failure }) => failure !== undefined)) return "fails";
  const walls = runs.map((run) => run.wall);
  const spread = runs.length === 1 ? "" : ` (${seconds(Math.min(...walls))} to ${seconds(Math.max(...walls))})`;
  return `${seconds(median(walls))}${spread} s`;
}

export function seconds(value: number): string {
  return value.toFixed(Math.abs(value) < 0.1 ? 3 : 2);
}

/** 1 MB = 1,048,576 bytes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function sameness(fingerprints: readonly string[]): string {
  if (fingerprints.length < 2) return "one run";
  return new Set(fingerprints).size === 1 ? `${fingerprints.length} identical` : `${fingerprints.length} differ`;
}
