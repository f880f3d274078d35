import { type Matcher, matcher, type Way, wayTo } from "./gitignore-pattern";
import type { DefaultRule } from "./selection-rules";

/** A rule ready to be asked. Rules stand in a list; the later they stand, the more they count. */
export interface Rule {
  /** `secrets`, `.lambdaignore:3`, `common/.lambdaignore:1` or `exclude: docs/`. */
  readonly name: string;
  /** Takes back in what rules before it leave out. */
  readonly readmits: boolean;
  readonly matches: Matcher;
  readonly way: Way;
  /** Also matches every folder with an entry of this name. */
  readonly marker?: string;
}

/** What the rules say about a file, or about a folder and so, as long as no rule says otherwise, about what is in it. */
export interface Verdict {
  /** The rule that leaves it out; undefined where it ships. */
  readonly leftBy: Rule | undefined;
  /** The rules that may take something below a left-out folder back in. With none the folder need not be read. */
  readonly reaching: readonly Rule[];
  /** The rules that no longer hold below, because a folder they leave out was taken back in. */
  readonly lifted: readonly Rule[];
}

/** The verdict on a source folder itself: it ships. */
export const ships: Verdict = { leftBy: undefined, reaching: [], lifted: [] };

const noEntries: ReadonlySet<string> = new Set();

/**
 * Judges one path, given the verdict on the folder above. The last rule that matches the path itself decides, else the folder's verdict
 * holds. As in Git, but for two things people trip over there:
 *
 * - A re-including pattern takes files out of a left-out folder when it spells that folder out: `!tests/data.json` does, `!*.json`
 *   does not, and so never digs in `.venv`.
 * - A folder taken back in (`!tests/`) ships with all that only the same rule would leave out (`tests/test_a.py`). Other rules
 *   go on in it: `tests/.env` stays behind. `!tests/**` takes in all there is.
 *
 * @param path posix, relative; a folder ends in a slash
 * @param entries names in the folder, where they are known
 */
export function judge(rules: readonly Rule[], above: Verdict, path: string, entries = noEntries): Verdict {
  const matches = (rule: Rule): boolean => rule.matches(path) || (rule.marker !== undefined && entries.has(rule.marker));
  const mayDecide = (rule: Rule): boolean =>
    rule.readmits ? above.leftBy === undefined || above.reaching.includes(rule) : !above.lifted.includes(rule);
  const decisive = rules.findLast((rule) => mayDecide(rule) && matches(rule));

  if (decisive === undefined) return { ...above, reaching: above.reaching.filter(({ way }) => way.passes(path)) };

  if (decisive.readmits) {
    const overruled = rules
      .slice(0, rules.indexOf(decisive))
      .filter((rule) => !rule.readmits && (rule === above.leftBy || matches(rule)));
    return { leftBy: undefined, reaching: [], lifted: [...above.lifted, ...overruled] };
  }

  const strongest = Math.max(rules.indexOf(decisive), above.leftBy === undefined ? -1 : rules.indexOf(above.leftBy));
  const reaching = rules.slice(strongest + 1).filter(({ readmits, way }) => readmits && way.names(path));
  return { leftBy: rules[strongest], reaching, lifted: above.lifted };
}

/** Judges a path with every folder above it by name alone, as the walk does step by step. */
export function judgePath(rules: readonly Rule[], path: string, start = ships): Verdict {
  const steps = [...path.matchAll(/[^/]+\/?/g)].map(({ index, 0: step }) => path.slice(0, index + step.length));
  return steps.reduce((above, step) => judge(rules, above, step), start);
}

/** A built-in rule, ready to be asked. It never re-includes, and does not tell upper from lower case. */
export function fromDefault({ name, patterns, marker }: DefaultRule): Rule {
  return { name, readmits: false, matches: matcher(patterns, true), way: wayTo(""), ...(marker === undefined ? {} : { marker }) };
}

/** A rule of one pattern, which re-includes with `!` in front. It tells upper from lower case on every machine. */
export function fromPattern(name: string, pattern: string): Rule {
  const body = pattern.replace(/^!/, "");
  return { name, readmits: pattern.startsWith("!"), matches: matcher([body]), way: wayTo(body) };
}

/** The same rule for a folder that is staged under a name: it sees paths relative to that folder, and nothing outside it. */
export function below(base: string, rule: Rule): Rule {
  const inside =
    (match: Matcher): Matcher =>
    (path) =>
      path.startsWith(base) && path.length > base.length && match(path.slice(base.length));
  return {
    ...rule,
    matches: inside(rule.matches),
    way: { names: inside(rule.way.names), passes: inside(rule.way.passes) },
  };
}
