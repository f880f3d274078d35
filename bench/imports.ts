import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { JudgedFinding } from "../lib/artifact/checks/waivers";
import { UserError } from "../lib/errors/user-error";
import { type CheckedPackage, checkPackage } from "./imports-function";
import { type AskedPackage, compiled, quick, rightly, sixty } from "./imports-packages";
import { watchProcesses } from "./imports-processes";
import { keepRaw, machine, median } from "./measure";

/** What was found of one package, and what it cost. Times in milliseconds. */
interface Row extends Omit<CheckedPackage, "again"> {
  /** Processes that were started for it: none where all of it is in the cache. */
  readonly processes: number;
  /** Of the same check once more. */
  readonly againTime: number;
  readonly processesAgain: number;
}

interface Failed {
  readonly name: string;
  readonly failure: string;
}

interface Done {
  readonly checked: CheckedPackage;
  readonly used: number;
}

const parts: Readonly<Record<string, readonly AskedPackage[]>> = { sixty, compiled };
const folder = resolve(__dirname, "../.local/bench/imports");

/**
 * Whether the checks refuse what is well: widely used packages, each asked for alone, bundled for python3.11, imported, and checked as a synthesis
 * does. What was fetched, bundled and imported before comes from the cache.
 *
 * @param args `--quick` for a dozen of them, or the parts to run, all by default
 */
export function benchImports(args: readonly string[]): void {
  const options = { quick: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wanted = positionals.length === 0 ? Object.keys(parts) : positionals;
  if (wanted.some((part) => !Object.hasOwn(parts, part)) || (values.quick && positionals.length > 0)) {
    console.error(`usage: npm run bench -- imports [--quick | ${Object.keys(parts).join(" | ")}]`);
    process.exitCode = 2;
    return;
  }
  const lists = values.quick ? { quick } : Object.fromEntries(wanted.map((part) => [part, parts[part] ?? []]));
  const processes = watchProcesses();
  console.log(`${machine()}; ${new Date().toISOString().slice(0, 10)}; python3.11 on x86_64, latest versions that resolve`);
  try {
    const results = Object.fromEntries(Object.entries(lists).map(([part, list]) => [part, benchList(part, list, processes)]));
    keepRaw(["imports", ...positionals, ...(values.quick ? ["quick"] : [])].join("-"), results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchList(part: string, list: readonly AskedPackage[], processes: readonly string[]): readonly (Row | Failed)[] {
  console.log(`\n${part}: ${list.length} packages`);
  console.log(
    `${"".padEnd(32)} ${["modules", "made", "checked", "import", "memory"].map((word) => word.padStart(10)).join("")}  processes`,
  );
  const started = performance.now();
  const done = list.map((asked, index): Failed | Done => {
    console.error(`${index + 1}/${list.length}  ${asked.name}`);
    const before = processes.length;
    try {
      const checked = checkPackage(folder, asked);
      const used = processes.length - before;
      console.log(lineOf(checked, used));
      for (const finding of said(checked.findings))
        console.log(`    ${finding.level}: ${finding.what}${verdict(checked, finding)}`);
      return { checked, used };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.log(`${asked.name}\n    error: ${error.message}`);
      return { name: asked.name, failure: error.message };
    }
  });
  const whole = performance.now() - started;
  const rows = done.map((each) => ("failure" in each ? each : checkedAgain(each.checked, each.used, processes)));
  report(rows, whole);
  return rows;
}

/** After all the others, so that nothing of it is at hand by chance. */
function checkedAgain({ again, ...checked }: CheckedPackage, used: number, processes: readonly string[]): Row {
  const before = processes.length;
  const started = performance.now();
  const findings = again();
  const againTime = performance.now() - started;
  if (JSON.stringify(findings) !== JSON.stringify(checked.findings))
    throw new Error(`${checked.name} was found otherwise the second time`);
  return { ...checked, processes: used, againTime, processesAgain: processes.length - before };
}

function report(rows: readonly (Row | Failed)[], whole: number): void {
  const checked = rows.flatMap((row) => ("failure" in row ? [] : [row]));
  const count = (level: JudgedFinding["level"]): number =>
    checked.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length;
  const right = checked.flatMap((row) => row.findings.filter((finding) => reasonOf(row, finding) !== undefined)).length;
  const alarms = count("error") + rows.length - checked.length;
  const notImported = checked.filter((row) => row.importTime === undefined);
  const warm = checked.map(({ againTime }) => againTime);
  const imports = checked.flatMap(({ importTime }) => importTime ?? []);
  const startedAgain = checked.reduce((sum, { processesAgain }) => sum + processesAgain, 0);
  console.log(
    `\n${rows.length} packages, ${checked.length - notImported.length} imported; errors: ${alarms}, warnings: ${count("warning")} (rightly: ${right}), notes: ${count("note")}`,
  );
  for (const { name, notImported: reason } of notImported) console.log(`  not imported: ${name}: ${reason ?? "it did not end"}`);
  console.log(
    `in ${seconds(whole)}; import: median ${milliseconds(median(imports))}, at most ${milliseconds(Math.max(...imports))}`,
  );
  console.log(
    `checked again: median ${milliseconds(median(warm))}, at most ${milliseconds(Math.max(...warm))} a function; processes started: ${startedAgain}`,
  );
  if (alarms > 0 || startedAgain > 0) process.exitCode = 1;
}

function lineOf(checked: CheckedPackage, used: number): string {
  const { name, version, modules, madeTime, checkedTime, importTime, memory } = checked;
  const figures = [
    ...[String(modules.length), seconds(madeTime), seconds(checkedTime)],
    importTime === undefined ? "-" : `${importTime} ms`,
    memory === undefined ? "-" : `${(memory / 2 ** 20).toFixed(0)} MB`,
  ];
  return `${`${name} ${version}`.padEnd(32)} ${figures.map((figure) => figure.padStart(10)).join("")}  ${used}`;
}

/** Notes are no alarm. */
function said(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return findings.filter(({ level }) => level !== "note");
}

function verdict(checked: CheckedPackage, finding: JudgedFinding): string {
  const reason = reasonOf(checked, finding);
  return reason === undefined ? "" : ` (rightly: ${reason})`;
}

function reasonOf({ name }: Pick<CheckedPackage, "name">, { subject }: JudgedFinding): string | undefined {
  return rightly[name]?.[subject];
}

function seconds(time: number): string {
  return `${(time / 1000).toFixed(2)} s`;
}

function milliseconds(time: number): string {
  return Number.isFinite(time) ? `${time.toFixed(time < 10 ? 1 : 0)} ms` : "none";
}
