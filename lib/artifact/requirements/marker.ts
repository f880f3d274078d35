import { normalizedName } from "../wheel/filename";
import { fulfils, parseSpecifier } from "./specifier";
import { parseVersion } from "./version";

/** What a marker may ask of the machine the code runs on: `python_version`, `sys_platform`, … */
export type MarkerEnvironment = Readonly<Record<MarkerVariable, string>>;

const variables = [
  ...["python_version", "python_full_version", "os_name", "sys_platform", "platform_release", "platform_system"],
  ...["platform_version", "platform_machine", "platform_python_implementation", "implementation_name", "implementation_version"],
] as const;
type MarkerVariable =
  | "python_version"
  | "python_full_version"
  | "os_name"
  | "sys_platform"
  | "platform_release"
  | "platform_system"
  | "platform_version"
  | "platform_machine"
  | "platform_python_implementation"
  | "implementation_name"
  | "implementation_version";

/** `extra` and, in lock files, `extras` and `dependency_groups`: which optional parts were asked for. */
const setVariables = ["extra", "extras", "dependency_groups"];

/** Old spellings that pip still reads. */
const aliases: Readonly<Record<string, string>> = {
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.version": "platform_version",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  python_implementation: "platform_python_implementation",
};

/** A marker, read: https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers */
export type Marker =
  | { readonly kind: "and"; readonly parts: readonly Marker[] }
  | { readonly kind: "or"; readonly parts: readonly Marker[] }
  | { readonly kind: "compare"; readonly left: Operand; readonly operator: string; readonly right: Operand };

interface Operand {
  readonly kind: "variable" | "text";
  readonly value: string;
}

/** What is wrong with a text that was to be read. */
export interface Fault {
  readonly fault: string;
}

const deepest = 50;

/** Reads a marker, or says what is wrong with it. */
export function parseMarker(text: string): { readonly marker: Marker } | Fault {
  try {
    const reader = new Reader(text);
    const marker = reader.either(0);
    reader.end();
    return { marker };
  } catch (error) {
    if (error instanceof MarkerSyntax) return { fault: error.message };
    throw error;
  }
}

/** Whether a marker holds. No extra and no dependency group is asked for unless named in `extras`. */
export function holds(marker: Marker, environment: MarkerEnvironment, extras: readonly string[] = []): boolean {
  if (marker.kind === "and") return marker.parts.every((part) => holds(part, environment, extras));
  if (marker.kind === "or") return marker.parts.some((part) => holds(part, environment, extras));
  const { left, operator, right } = marker;
  const asked = [left, right].find(({ kind, value }) => kind === "variable" && setVariables.includes(value));
  if (asked !== undefined) {
    const named = normalizedName(asked === left ? right.value : left.value);
    const isAsked = asked.value !== "dependency_groups" && extras.some((extra) => normalizedName(extra) === named);
    return operator === "!=" || operator === "not in" ? !isAsked : isAsked;
  }
  const value = ({ kind, value: name }: Operand): string => (kind === "text" ? name : environment[name as MarkerVariable]);
  return compare(value(left), operator, value(right));
}

function compare(left: string, operator: string, right: string): boolean {
  if (operator === "in") return right.includes(left);
  if (operator === "not in") return !right.includes(left);
  const clauses = parseSpecifier(`${operator}${right}`);
  if (clauses !== undefined && parseVersion(left) !== undefined) return fulfils(left, clauses);
  switch (operator) {
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return false; // "~=" of something that is no version
  }
}

class MarkerSyntax extends Error {}

class Reader {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  either(depth: number): Marker {
    const parts = [this.all(depth)];
    while (this.takeIf("or")) parts.push(this.all(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "or", parts };
  }

  end(): void {
    const rest = this.tokens[this.next];
    if (rest !== undefined) throw new MarkerSyntax(`the marker goes on with ${rest} where it should end`);
  }

  private all(depth: number): Marker {
    const parts = [this.one(depth)];
    while (this.takeIf("and")) parts.push(this.one(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "and", parts };
  }

  private one(depth: number): Marker {
    if (depth > deepest) throw new MarkerSyntax("the marker is nested too deeply");
    if (!this.takeIf("(")) return this.comparison();
    const inner = this.either(depth + 1);
    if (!this.takeIf(")")) throw new MarkerSyntax('a ")" is missing in the marker');
    return inner;
  }

  private comparison(): Marker {
    const left = this.operand();
    const operator = this.operator();
    const right = this.operand();
    if (left.kind === "text" && right.kind === "text") throw new MarkerSyntax("the marker compares two texts with each other");
    return { kind: "compare", left, operator, right };
  }

  private operand(): Operand {
    const token = this.take("a variable or a quoted text");
    if (/^['"]/.test(token)) return { kind: "text", value: token.slice(1, -1) };
    const value = aliases[token] ?? token;
    if (!setVariables.includes(value) && !variables.some((known) => known === value)) {
      throw new MarkerSyntax(`the marker asks for ${token}, which is no variable of markers`);
    }
    return { kind: "variable", value };
  }

  private operator(): string {
    const token = this.take("a comparison");
    if (token === "not" && this.takeIf("in")) return "not in";
    if (/^(?:===|==|~=|!=|<=|>=|<|>|in)$/.test(token)) return token;
    throw new MarkerSyntax(`the marker has ${token} where a comparison should stand`);
  }

  private take(expected: string): string {
    const token = this.tokens[this.next];
    if (token === undefined) {
      throw new MarkerSyntax(this.text.trim() === "" ? "the marker is empty" : `the marker ends where ${expected} should stand`);
    }
    this.next += 1;
    return token;
  }

  private takeIf(token: string): boolean {
    if (this.tokens[this.next] !== token) return false;
    this.next += 1;
    return true;
  }
}

function tokensOf(text: string): string[] {
  const tokens = /\s*(?:(\(|\)|===|==|~=|!=|<=|>=|<|>|'[^']*'|"[^"]*"|[a-zA-Z_][\w.]*)|(\S))/gy;
  return [...text.matchAll(tokens)].map(([, token, stray]) => {
    if (token === undefined) throw new MarkerSyntax(`the marker cannot be read at ${stray ?? "its end"}`);
    return token;
  });
}
