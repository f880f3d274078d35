import { pythonMinor } from "../../runtimes/stdlib-modules";
import { byPath } from "../content-hash";
import type { ScannedModule, SourceScan } from "../python-scan/module-facts";
import type { Finding } from "./finding";
import { handlerFindings } from "./imports-handler";
import { type Reach, type ReachedImport, reachFrom, weaker } from "./imports-reach";
import { firstParty, type ImportableFile, ImportSearch } from "./imports-search";
import { ImportSuppliers, type SuppliedImport, type Supplier, textOf } from "./imports-suppliers";
import { failedImport, type Packaged, subjectOf } from "./imports-wording";

/** Whose imports to judge. */
export interface ImportQuestion extends Packaged {
  readonly scan: SourceScan;
  /** `index.handler`, as AWS takes it. */
  readonly handler: string;
  /** What ships, by the folder it is imported from, in their order: that of the function's own ZIP, then that of its layer. */
  readonly folders: readonly (readonly ImportableFile[])[];
  /** Whether the function's PYTHONPATH has modules looked for elsewhere too. @default false */
  readonly hasSearchPath?: boolean;
}

/** One line of the receipt: a module that is imported, and who supplies it. */
export interface ImportReceipt {
  readonly module: string;
  readonly by: Supplier;
  /** The normalised name of the distribution, where the artifact supplies it. */
  readonly distribution?: string;
  /** Where it is imported: `index.py:12`, paths as in the artifact. */
  readonly at: readonly string[];
}

/** The verdict on the imports of a function. */
export interface ImportVerdict {
  readonly findings: readonly Finding[];
  /** By module: all that the handler leads to within the function's own code. Empty where nothing could be read. */
  readonly imports: readonly ImportReceipt[];
  /** Those of the function's own modules that the handler leads to. */
  readonly modules: readonly ScannedModule[];
  /** Modules that nobody is seen to supply, by the subjects of their findings: they may be there all the same, where `sys.path` leads to them. */
  readonly nowhere: readonly string[];
}

/** Judges every import that the handler leads to within the function's own code, and the handler itself, as far as texts show. */
export function checkImports(question: ImportQuestion): ImportVerdict {
  const { scan, handler, folders, runtime } = question;
  if ("notScanned" in scan) {
    const what = `the imports of ${handler} were not checked: ${scan.notScanned}`;
    return {
      findings: [{ check: "imports", level: "warning", subject: "python", what, fix: scan.fix }],
      ...{ imports: [], modules: [], nowhere: [] },
    };
  }
  const suppliers = new ImportSuppliers(new ImportSearch(folders), runtime, scan.modules);
  const entry = suppliers.module(handler.slice(0, handler.lastIndexOf(".")).replaceAll("/", "."));
  const reach = reachFrom(entry.found, suppliers);
  const mayBeElsewhere = searchesElsewhere(question, reach);
  return {
    findings: [
      ...unreadable(reach, scan.parserMinor, question),
      ...entryFindings(handler, entry, suppliers),
      ...failures(reach.imports, mayBeElsewhere, question),
    ],
    imports: receiptOf(reach.imports),
    modules: reach.modules.map(({ module }) => module),
    nowhere: [...new Set(reach.imports.filter(({ fault }) => fault?.kind === "absent").map(subjectOf))],
  };
}

function entryFindings(handler: string, { name, found, fault }: SuppliedImport, suppliers: ImportSuppliers): Finding[] {
  if (fault !== undefined) {
    const file = `${name.replaceAll(".", "/")}.py`;
    const what = `the handler ${handler} is in no module that ships: there is no ${file}`;
    return [{ check: "imports", level: "error", subject: handler, what, fix: `add ${file}, or name another handler` }];
  }
  const last = found.at(-1);
  const module = last === undefined ? undefined : suppliers.scanned(last);
  return module === undefined ? [] : handlerFindings(handler, module, suppliers);
}

function unreadable({ modules }: Reach, parser: number, { runtime }: ImportQuestion): Finding[] {
  const minor = pythonMinor(runtime);
  return modules.flatMap(({ module, level }): Finding[] => {
    const { facts, path, shownPath } = module;
    const about = { check: "imports", subject: path } as const;
    if ("notScanned" in facts) {
      const fix = "try again when nothing writes to it, or make it simpler to read";
      return [{ ...about, level: "warning", what: `${path} was not checked: ${facts.notScanned}`, where: shownPath, fix }];
    }
    if (!("syntaxError" in facts)) return [];
    const { line, message } = facts.syntaxError;
    const where = `${shownPath}:${line}`;
    if (parser < minor) {
      const what = `${path} was not checked: Python 3.${parser}, the newest here, does not read it (${message}), and 3.${minor} may`;
      const fix = `install Python 3.${minor}, or name one in LAMBDA_CONTAINER_PYTHON`;
      return [{ ...about, level: weaker(level, "warning"), what, where, fix }];
    }
    const fix = "correct it, or use a runtime whose Python has this syntax";
    return [{ ...about, level, what: `${path} is not Python 3.${minor}: ${message}`, where, fix }];
  });
}

/** Whether modules are looked for in folders that no text shows: then what is nowhere may be there after all. */
function searchesElsewhere({ folders, hasSearchPath = false }: ImportQuestion, { modules }: Reach): boolean {
  const hasPth = folders.some((folder) => folder.some(({ path }) => /^[^/]+\.pth$/.test(path)));
  return hasSearchPath || hasPth || modules.some(({ module }) => textOf(module)?.changesSearchPath === true);
}

/** One finding a subject, at its worst place. */
function failures(imports: readonly ReachedImport[], mayBeElsewhere: boolean, packaged: Packaged): Finding[] {
  const bySubject = new Map<string, { at: ReachedImport; level: Finding["level"] }[]>();
  for (const each of imports) {
    if (each.fault === undefined) continue;
    // Of what is not the function's own no text was read: a part may be made when the package is imported.
    const isSure =
      each.fault.kind === "absent" ? !mayBeElsewhere : each.fault.kind !== "part" || each.fault.parent.origin === firstParty;
    const place = { at: each, level: isSure ? each.level : weaker(each.level, "warning") };
    bySubject.set(subjectOf(each), [...(bySubject.get(subjectOf(each)) ?? []), place]);
  }
  return [...bySubject].flatMap(([subject, places]): Finding[] => {
    const worst = places.reduce((a, b) => (weaker(a.level, b.level) === a.level && a.level !== b.level ? b : a));
    const { what, fix } = failedImport(worst.at, packaged);
    const lines = new Set(places.map(({ at }) => placeOf(at.module, at.line)));
    const others = lines.size === 2 ? "so does one other line" : `so do ${lines.size - 1} other lines`;
    const more = lines.size > 1 ? ` (${others})` : "";
    const where = `${worst.at.module.shownPath}:${worst.at.line}`;
    return [{ check: "imports", level: worst.level, subject, what: `${what}${more}`, where, fix }];
  });
}

function receiptOf(imports: readonly ReachedImport[]): ImportReceipt[] {
  const rows = new Map<string, ImportReceipt>();
  for (const { name, by, distribution, module, line } of imports) {
    const at = [...(rows.get(name)?.at ?? []), placeOf(module, line)];
    rows.set(name, { module: name, by, ...(distribution === undefined ? {} : { distribution }), at: [...new Set(at)] });
  }
  return [...rows.values()].sort((a, b) => byPath({ path: a.module }, { path: b.module }));
}

function placeOf({ path }: ScannedModule, line: number): string {
  return `${path}:${line}`;
}
