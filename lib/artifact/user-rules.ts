import type { Complaint } from "../errors/user-error";
import { patternFault } from "./gitignore-pattern";
import { fromPattern, type Rule } from "./select";

/** Rules a person wrote, and what is wrong with those that cannot be read. */
export interface UserRules {
  readonly rules: readonly Rule[];
  readonly complaints: readonly Complaint[];
}

interface WrittenPattern {
  readonly name: string;
  readonly pattern: string;
  readonly where: string;
}

interface LambdaignoreFile {
  /** How rules name it: its path in the artifact, if it were in it. */
  readonly name: string;
  /** How complaints name it: where it lies. */
  readonly file: string;
  /** The source folder's absolute path. */
  readonly root: string;
}

/** The lines of a `.lambdaignore`: `.gitignore` syntax, any line ends, with or without a byte order mark. */
export function lambdaignoreRules(text: string, { name, file, root }: LambdaignoreFile): UserRules {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const patterns = lines
    .map((pattern, index) => ({ name: `${name}:${index + 1}`, pattern, where: `${file}:${index + 1}` }))
    .filter(({ pattern }) => pattern.trim() !== "" && !pattern.startsWith("#"));
  return readable(patterns, root);
}

/** The `exclude` patterns of a function: `.gitignore` patterns, of which `!` re-includes what stands before. */
export function excludeRules(exclude: readonly string[], source: string, root: string): UserRules {
  return readable(named("exclude", exclude, source), root);
}

/** The `include` patterns of a function: `.gitignore` patterns of what ships although another rule leaves it out. */
export function includeRules(include: readonly string[], source: string, root: string): UserRules {
  const patterns = named("include", include, source);
  const negated = patterns.filter(({ pattern }) => pattern.startsWith("!"));
  const { rules, complaints } = readable(
    patterns.filter((pattern) => !negated.includes(pattern)),
    root,
    "!",
  );
  const negations = negated.map(({ pattern, where }) => ({
    what: `the pattern ${JSON.stringify(pattern)} has a "!", but include re-includes anyway`,
    where,
    fix: `write ${JSON.stringify(pattern.slice(1))}, or to leave it out, write that under exclude`,
  }));
  return { rules, complaints: [...negations, ...complaints] };
}

function named(list: string, patterns: readonly string[], source: string): WrittenPattern[] {
  return patterns.map((pattern, index) => ({ name: `${list}: ${pattern}`, pattern, where: `${list}[${index}] for ${source}` }));
}

function readable(patterns: readonly WrittenPattern[], root: string, prefix: "" | "!" = ""): UserRules {
  const checked = patterns.map((written) => ({ ...written, fault: patternFault(written.pattern, root) }));
  return {
    rules: checked.filter(({ fault }) => fault === undefined).map(({ name, pattern }) => fromPattern(name, prefix + pattern)),
    complaints: checked.flatMap(({ fault, where }) => (fault === undefined ? [] : [{ what: fault.what, where, fix: fault.fix }])),
  };
}
