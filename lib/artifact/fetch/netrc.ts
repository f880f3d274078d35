import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A user and a password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The logins of a netrc file by host; `default` is the one for every other host. */
export function parseNetrc(text: string): Map<string, Login> {
  const words = withoutMacros(text)
    .split(/\r?\n/)
    .flatMap((line) => (/^\s*#/.test(line) ? [] : (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [])))
    .map((word) => (word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word));
  const logins = new Map<string, Login>();
  let host: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const value = words[index + 1] ?? "";
    const login = (host === undefined ? undefined : logins.get(host)) ?? { username: "", password: "" };
    switch (words[index]) {
      case "machine":
        host = value.toLowerCase();
        index += 1;
        if (!logins.has(host)) logins.set(host, { username: "", password: "" });
        break;
      case "default":
        host = "default";
        logins.set(host, { username: "", password: "" });
        break;
      case "login":
      case "user":
        if (host !== undefined) logins.set(host, { ...login, username: value });
        index += 1;
        break;
      case "password":
        if (host !== undefined) logins.set(host, { ...login, password: value });
        index += 1;
        break;
      case "account":
        index += 1;
        break;
      default:
    }
  }
  return logins;
}

/** The person's logins: the file `NETRC` names, else `~/.netrc`; none where it cannot be read. */
export function readNetrc(env: Readonly<Record<string, string | undefined>>): Map<string, Login> {
  const path = env.NETRC ?? join(env.HOME ?? homedir(), ".netrc");
  try {
    return parseNetrc(readFileSync(path, "utf8"));
  } catch {
    return new Map();
  }
}

/** A macro goes on to the next empty line, and may hold anything. */
function withoutMacros(text: string): string {
  return text.replace(/^\s*macdef\b[\s\S]*?(?:\r?\n\s*\r?\n|$(?![\s\S]))/gm, "\n");
}
