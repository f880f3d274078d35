import type { ImportContext, ImportFact, ScannedModule } from "../python-scan/module-facts";
import type { Finding } from "./finding";
import type { FoundModule } from "./imports-search";
import { type ImportSuppliers, type SuppliedImport, textOf } from "./imports-suppliers";

type Level = Finding["level"];

/** An import that may run once the handler's module is imported or its functions are called. */
export interface ReachedImport extends SuppliedImport {
  /** Where it stands. */
  readonly module: ScannedModule;
  readonly line: number;
  /** How bad it is if it fails: an error where that stops the function from starting. */
  readonly level: Level;
}

/** Everything of the function's own that the handler leads to. */
export interface Reach {
  readonly imports: readonly ReachedImport[];
  /** The modules that are imported, and how bad it is if one of them cannot be. */
  readonly modules: readonly { readonly module: ScannedModule; readonly level: Level }[];
}

const levels: readonly Level[] = ["error", "warning", "note"];

const levelOf: Readonly<Record<ImportContext, Level | undefined>> = {
  module: "error",
  conditional: "warning",
  function: "warning",
  guarded: "note",
  "type-checking": undefined,
  main: undefined,
  never: undefined,
};

/** Follows the imports of the function's own modules, from those that were found for the handler. What is reached twice counts as the worse. */
export function reachFrom(start: readonly FoundModule[], suppliers: ImportSuppliers): Reach {
  const waiting = new Map<Level, ScannedModule[]>(levels.map((level) => [level, []]));
  const seen = new Set<string>();
  const imports: ReachedImport[] = [];
  const modules: Reach["modules"][number][] = [];
  const enter = (found: readonly FoundModule[], level: Level): void => {
    const scanned = found.flatMap((each) => suppliers.scanned(each) ?? []);
    waiting.get(level)?.push(...scanned);
  };
  enter(start, "error");
  for (const level of levels) {
    const queue = waiting.get(level) ?? [];
    for (const module of queue) {
      if (seen.size === seen.add(module.path).size) continue;
      modules.push({ module, level });
      for (const each of importsOf(module, level, suppliers)) {
        imports.push(each);
        enter(each.found, each.level);
      }
    }
  }
  return { imports, modules };
}

function importsOf(module: ScannedModule, reached: Level, suppliers: ImportSuppliers): ReachedImport[] {
  const facts = textOf(module)?.imports ?? [];
  const supplied = new Map(facts.map((fact) => [fact, suppliers.of(fact, module)]));
  const runs = (fact: ImportFact): boolean => levelOf[fact.context] !== undefined && (fact.instead ?? []).every(fails);
  // An attempt is a `try`; what stands in its `except ImportError` runs only if something in it fails.
  const fails = (attempt: number): boolean =>
    facts.some((fact) => fact.attempt === attempt && runs(fact) && supplied.get(fact)?.some(({ fault }) => fault !== undefined));
  return facts.flatMap((fact) => {
    const own = levelOf[fact.context];
    if (own === undefined || !runs(fact)) return [];
    const level = weaker(own, reached);
    return (supplied.get(fact) ?? []).map((each) => ({ ...each, module, line: fact.line, level }));
  });
}

/** Of two levels the one that is less bad. */
export function weaker(a: Level, b: Level): Level {
  return levels[Math.max(levels.indexOf(a), levels.indexOf(b))] ?? "note";
}
