import type { IndexedTests, WheelEntry, WheelIndex } from "./wheel-index";

/** By which rule a file of a wheel stays behind; undefined where it ships. */
export type Slimming = (wheel: WheelIndex, path: string) => { readonly path: string; readonly rule: string } | undefined;

/** Rules for single files: what no running program reads. Everything else ships, shared libraries and data first of all. */
const fileRules: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  { rule: "bytecode", pattern: /(?:^|\/)__pycache__\// },
  { rule: "type-stubs", pattern: /\.pyi$/ },
  { rule: "cython-sources", pattern: /\.(?:pxd|pyx)$/ },
  { rule: "c-sources", pattern: /\.(?:c|cc|cpp|cxx|h|hpp|cu)$/ },
  { rule: "static-libraries", pattern: /\.a$/ },
];
const metadata = /^[^/]+\.dist-info\//;

/** Ships all that wheels have for an artifact. */
export const keepAll: Slimming = () => undefined;

/**
 * Leaves out what a running program does not read: bytecode beside its source, stubs, C and Cython sources, and tests that no module refers to.
 * When in doubt a file ships:
 *
 * - tests stay as a whole if any shipped module, of any wheel or in `mentions`, imports them or has a string that could name them;
 *   tests that stay for this reason are such modules too,
 * - `.pyc` is left out beside its `.py` only, since without it, it is the module,
 * - `.pyi` stays where the module beside it reads it (`lazy_loader.attach_stub`),
 * - `*.dist-info` is not touched.
 *
 * @param wheels all that lie side by side
 * @param mentions what first-party modules refer to, by {@link scanModule}
 */
export function slimming(wheels: readonly WheelIndex[], mentions: Iterable<string>): Slimming {
  const dropped = droppedTests(wheels, mentions);
  const kept = new Map(wheels.map((wheel) => [wheel, new Set([...sourcelessBytecode(wheel.entries), ...wheel.stubsRead])]));
  return (wheel, path) => {
    if (metadata.test(path) || kept.get(wheel)?.has(path) === true) return undefined;
    const tests = dropped.get(wheel)?.find(({ path: above }) => path.startsWith(above));
    if (tests !== undefined) return { path: tests.path, rule: "tests" };
    if (path.endsWith(".pyc")) return { path, rule: "bytecode" };
    const rule = fileRule(path);
    return rule === undefined ? undefined : { path, rule };
  };
}

/** The rule by which a file is, as its name says, read by no running program; undefined for all others. */
export function fileRule(path: string): string | undefined {
  return fileRules.find(({ pattern }) => pattern.test(path))?.rule;
}

/** Of each wheel the tests that nothing which ships refers to: those that are referred to ship, and so do those these refer to. */
function droppedTests(wheels: readonly WheelIndex[], mentions: Iterable<string>): Map<WheelIndex, IndexedTests[]> {
  const waiting = new Map(wheels.map((wheel) => [wheel, [...wheel.tests]]));
  let fresh = new Set([...mentions, ...wheels.flatMap((wheel) => wheel.mentions)]);
  while (fresh.size > 0) {
    const next = new Set<string>();
    for (const [wheel, tests] of waiting) {
      const wanted = tests.filter(({ module }) => fresh.has(module));
      for (const mention of wanted.flatMap((unit) => unit.mentions)) next.add(mention);
      if (wanted.length > 0)
        waiting.set(
          wheel,
          tests.filter((unit) => !wanted.includes(unit)),
        );
    }
    fresh = next;
  }
  return waiting;
}

function sourcelessBytecode(entries: readonly WheelEntry[]): string[] {
  const bytecode = entries.filter(({ path }) => path.endsWith(".pyc") && !path.includes("__pycache__/"));
  if (bytecode.length === 0) return [];
  const paths = new Set(entries.map(({ path }) => path));
  return bytecode.map(({ path }) => path).filter((path) => !paths.has(path.slice(0, -1)));
}
