import { comparePublic, compareRelease, compareVersions, parseVersion, type Version } from "./version";

/** One condition on a version, such as `>=1.2`. */
export interface Clause {
  readonly operator: "==" | "!=" | "<=" | ">=" | "<" | ">" | "~=" | "===";
  /** As written, with `.*` where it has one. */
  readonly version: string;
}

/** Reads `>=1,<2`, with or without parentheses; undefined where a part of it is no condition. */
export function parseSpecifier(text: string): readonly Clause[] | undefined {
  const bare = text.trim().replace(/^\((.*)\)$/s, "$1");
  if (bare.trim() === "") return [];
  const clauses = bare.split(",").map(parseClause);
  return clauses.every((clause) => clause !== undefined) ? clauses : undefined;
}

/** Whether the version fulfils every condition. Pre-releases count like any other version. */
export function fulfils(version: string, clauses: readonly Clause[]): boolean {
  return clauses.every((clause) => fulfilsClause(version, clause));
}

/** The version a specifier pins, which is one `==` or `===` without `.*`; undefined where it leaves a choice. */
export function pinnedVersion(clauses: readonly Clause[]): string | undefined {
  return clauses.find(({ operator, version }) => (operator === "==" || operator === "===") && !version.endsWith(".*"))?.version;
}

/** The conditions as one text: `>=1,<2`. */
export function specifierText(clauses: readonly Clause[]): string {
  return clauses.map(({ operator, version }) => `${operator}${version}`).join(",");
}

function parseClause(text: string): Clause | undefined {
  const [, operator, version = ""] = /^\s*(===|==|!=|<=|>=|~=|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  if (operator === undefined) return undefined;
  const clause = { operator: operator as Clause["operator"], version };
  if (operator === "===") return clause;
  const wildcard = version.endsWith(".*") && (operator === "==" || operator === "!=");
  const parsed = parseVersion(wildcard ? version.slice(0, -2) : version);
  if (parsed === undefined || (operator === "~=" && parsed.release.length < 2)) return undefined;
  return clause;
}

function fulfilsClause(text: string, { operator, version: wanted }: Clause): boolean {
  if (operator === "===") return text.toLowerCase() === wanted.toLowerCase();
  const version = parseVersion(text);
  if (version === undefined) return false;
  if (wanted.endsWith(".*")) return hasPrefix(version, parseVersion(wanted.slice(0, -2))) === (operator === "==");
  const bound = parseVersion(wanted);
  if (bound === undefined) return false;
  switch (operator) {
    case "==":
      return isSame(version, bound);
    case "!=":
      return !isSame(version, bound);
    case "<=":
      return comparePublic(version, bound) <= 0;
    case ">=":
      return comparePublic(version, bound) >= 0;
    case "<":
      // A pre-release of the bound itself is not what "before it" means.
      return (
        comparePublic(version, bound) < 0 && (bound.pre !== undefined || bound.dev !== undefined || !isEarlyOf(version, bound))
      );
    case ">":
      return comparePublic(version, bound) > 0 && (bound.post !== undefined || !isLateOf(version, bound));
    case "~=":
      return comparePublic(version, bound) >= 0 && hasPrefix(version, { ...bound, release: bound.release.slice(0, -1) });
  }
}

/** A local part counts only where it was asked for. */
function isSame(version: Version, bound: Version): boolean {
  return (bound.local.length === 0 ? comparePublic(version, bound) : compareVersions(version, bound)) === 0;
}

function hasPrefix(version: Version, prefix: Version | undefined): boolean {
  if (prefix?.epoch !== version.epoch) return false;
  const length = prefix.release.length;
  const padded = [...version.release, ...Array<number>(length).fill(0)];
  return compareRelease(padded.slice(0, length), prefix.release) === 0;
}

function isEarlyOf(version: Version, bound: Version): boolean {
  const isEarly = version.pre !== undefined || version.dev !== undefined;
  return isEarly && version.epoch === bound.epoch && compareRelease(version.release, bound.release) === 0;
}

function isLateOf(version: Version, bound: Version): boolean {
  const isLate = version.post !== undefined || version.local.length > 0;
  return isLate && version.epoch === bound.epoch && compareRelease(version.release, bound.release) === 0;
}
