import type { NameFact, ScannedModule } from "../python-scan/module-facts";
import type { Finding } from "./finding";
import { absoluteName, type ImportSuppliers, textOf } from "./imports-suppliers";

/** What becomes of a call of the handler, as far as the text shows. */
type Callability = "callable" | "undefined" | "unknown" | { readonly not: string; readonly line: number };

/** Looks at the handler's definition: what is not there, or cannot be called, fails at the first request. */
export function handlerFindings(handler: string, module: ScannedModule, suppliers: ImportSuppliers): Finding[] {
  const name = handler.slice(handler.lastIndexOf(".") + 1);
  const text = textOf(module);
  if (text === undefined) return []; // said of the module
  const found = callability(name, module, suppliers, new Set());
  const about = { check: "imports", subject: handler } as const;
  if (found === "callable") return [];
  if (found === "undefined") {
    const functions = text.names.filter(({ kind }) => kind === "function").map((each) => each.name);
    const shown = functions.slice(-3).join(", ");
    const what = `the handler ${handler} is not there: ${module.path} defines no ${name}`;
    const others = functions.length === 0 ? "" : `, or name another as handler: it defines ${shown}`;
    return [{ ...about, level: "error", what, where: module.shownPath, fix: `define ${name}(event, context) there${others}` }];
  }
  if (found === "unknown") {
    const what = `whether the handler ${handler} can be called does not show in the text of ${module.path}`;
    return [{ ...about, level: "note", what, where: module.shownPath, fix: "nothing, if it is a function once it is imported" }];
  }
  const where = `${module.shownPath}:${found.line}`;
  const fix = `make ${name} a function of two arguments, event and context`;
  return [{ ...about, level: "error", what: `the handler ${handler} ${found.not}`, where, fix }];
}

function callability(name: string, module: ScannedModule, suppliers: ImportSuppliers, seen: Set<string>): Callability {
  const text = textOf(module);
  const step = `${module.path} ${name}`;
  if (text === undefined || seen.has(step)) return "unknown";
  seen.add(step);
  const bindings = text.names.filter((each) => each.kind !== "star" && each.name === name);
  const sure = bindings.findLastIndex(({ conditional }) => conditional !== true);
  const [first, ...others] = bindings.slice(Math.max(0, sure)).map((each) => ofBinding(each, module, suppliers, seen));
  if (first !== undefined) return others.every((each) => sort(each) === sort(first)) ? first : "unknown";
  if (text.changesItself) return "unknown";
  for (const starred of suppliers.starred(module)) {
    const scanned = starred === undefined ? undefined : suppliers.scanned(starred);
    const there = scanned === undefined ? "unknown" : callability(name, scanned, suppliers, seen);
    if (there !== "undefined") return there;
  }
  return "undefined";
}

function sort(each: Callability): string {
  return typeof each === "string" ? each : "not";
}

function ofBinding(binding: NameFact, module: ScannedModule, suppliers: ImportSuppliers, seen: Set<string>): Callability {
  const { kind, line, target = "" } = binding;
  switch (kind) {
    case "function":
    case "class":
      return "callable";
    case "async function":
      return { not: "is a coroutine function, and the runtime awaits nothing: it would answer with the coroutine", line };
    case "value":
      return { not: "is a value that cannot be called", line };
    case "module":
      return { not: "is a module, which cannot be called", line };
    case "alias":
      return known(callability(target, module, suppliers, seen), line);
    case "instance":
      return ofInstance(target, module, line);
    case "import":
      return ofImport(binding, module, suppliers, seen);
    default:
      return "unknown";
  }
}

function ofInstance(made: string, module: ScannedModule, line: number): Callability {
  const bindings = textOf(module)?.names.filter(({ name }) => name === made) ?? [];
  const [only] = bindings;
  if (bindings.length !== 1 || only?.kind !== "class") return "unknown";
  if (only.instances === "callable") return "callable";
  return only.instances === "not callable" ? { not: `is a ${made}, a class without __call__`, line } : "unknown";
}

function ofImport(binding: NameFact, module: ScannedModule, suppliers: ImportSuppliers, seen: Set<string>): Callability {
  const { module: from = "", level = 0, target = "", line } = binding;
  const base = absoluteName({ module: from, level }, module.path);
  const found = base === undefined ? undefined : suppliers.module(base).found.at(-1);
  if (found === undefined || found.name !== base) return "unknown";
  const scanned = suppliers.scanned(found);
  const there = scanned === undefined ? "unknown" : callability(target, scanned, suppliers, seen);
  const isModule = suppliers.module(`${base}.${target}`).by === "code" && (there === "undefined" || found.kind === "namespace");
  return isModule ? { not: "is a module, which cannot be called", line } : known(there, line);
}

/** Of another name, as seen from the line that takes it over. One that is not there is said of that line, as an import that fails. */
function known(there: Callability, line: number): Callability {
  if (there === "undefined") return "unknown";
  return typeof there === "string" ? there : { ...there, line };
}
