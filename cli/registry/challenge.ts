/** How a registry wants to be told who asks. */
export interface Challenge {
  /** In small letters: `bearer` or `basic`. */
  readonly scheme: string;
  /** Names in small letters, such as `realm`, `service` and `scope`. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[^"\\\\]|\\\\.)*"';
const parameter = new RegExp(`^(${token})\\s*=\\s*(${token}|${quoted})\\s*(?:,\\s*|$)`);
const scheme = new RegExp(`^(${token})(?:\\s*,\\s*|\\s+|$)`);

/**
 * The challenges of a `WWW-Authenticate` header, in its order; what cannot be understood ends the list.
 * https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  for (let rest = header.trim(); rest !== "";) {
    const [text, name = "", value = ""] = parameter.exec(rest) ?? [];
    const current = challenges.at(-1);
    if (text !== undefined && current !== undefined) {
      current.parameters[name.toLowerCase()] = unquoted(value);
      rest = rest.slice(text.length);
      continue;
    }
    const [start, word] = scheme.exec(rest) ?? [];
    if (start === undefined || word === undefined) break;
    challenges.push({ scheme: word.toLowerCase(), parameters: {} });
    rest = rest.slice(start.length);
  }
  return challenges;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}
