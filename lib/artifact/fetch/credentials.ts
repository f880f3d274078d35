import { type Login, readNetrc } from "./netrc";

type Environment = Readonly<Record<string, string | undefined>>;

/** An index of uv's own configuration, whose login the environment may hold. */
export interface NamedIndex {
  readonly name: string;
  readonly url: string;
}

/** Logins by the origin they are for: `https://host:port`. */
export type Logins = Readonly<Record<string, Login>>;

/**
 * The logins uv would use for an index's files: those in the URLs of indexes, and those of named indexes in `UV_INDEX_<NAME>_USERNAME` and
 * `UV_INDEX_<NAME>_PASSWORD`. One given for an index holds for its scheme, host and port. Keyrings are not asked; netrc's come later.
 * https://docs.astral.sh/uv/concepts/authentication/http/
 *
 * @param urls of indexes, as the manifest or the environment has them
 */
export function indexLogins(urls: readonly string[], named: readonly NamedIndex[], env: Environment): Logins {
  const logins: Record<string, Login> = {};
  for (const { name, url: text } of named) {
    const url = parsed(text);
    const prefix = `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
    const [username = "", password = ""] = [env[`${prefix}_USERNAME`], env[`${prefix}_PASSWORD`]];
    if (url !== undefined && (username !== "" || password !== "")) logins[url.origin] ??= { username, password };
  }
  for (const text of [...urls, ...named.map(({ url }) => url)]) {
    const url = parsed(text);
    if (url !== undefined && url.username !== "") logins[url.origin] ??= loginIn(url);
  }
  return logins;
}

/** The indexes uv's variables name: `UV_INDEX_URL`, `UV_DEFAULT_INDEX`, `UV_EXTRA_INDEX_URL`, `UV_INDEX`, `UV_FIND_LINKS`. */
export function environmentIndexes(env: Environment): {
  readonly urls: readonly string[];
  readonly named: readonly NamedIndex[];
} {
  const words = [env.UV_INDEX_URL, env.UV_DEFAULT_INDEX, env.UV_EXTRA_INDEX_URL, env.UV_INDEX, env.UV_FIND_LINKS].flatMap(
    (value) => (value ?? "").split(/[\s,]+/).filter((word) => word !== ""),
  );
  const named = words.flatMap((word): NamedIndex[] => {
    const [, name, url] = /^([A-Za-z0-9._-]+)=(.*)$/.exec(word) ?? [];
    return name === undefined || url === undefined ? [] : [{ name, url }];
  });
  return { urls: words.map((word) => word.replace(/^[A-Za-z0-9._-]+=/, "")), named };
}

/** The secrets in the environment that no message may show. */
export function environmentSecrets(env: Environment): string[] {
  const passwords = Object.entries(env).filter(([name]) => /^UV_INDEX_.*_PASSWORD$/.test(name) || /^UV_.*_TOKEN$/.test(name));
  const netrc = [...readNetrc(env).values()].map(({ password }) => password);
  return [...passwords.map(([, value]) => value ?? ""), ...netrc];
}

/** The login a URL carries. */
export function loginIn(url: URL): Login {
  return { username: decoded(url.username), password: decoded(url.password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
