import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { NamedIndex } from "../fetch/credentials";
import { withoutCredentials } from "../requirements/credentials";
import { asList, asTable, asText, parseToml, type Table } from "../requirements/toml";

/** What of uv's settings decides what it resolves to, without credentials. */
export interface UvSettings {
  /** Part of the cache key of whatever uv resolves. */
  readonly key: readonly string[];
  /** The indexes that the configuration names. */
  readonly indexes: readonly NamedIndex[];
  /** The texts of the configuration: a URL in them may hold a secret. */
  readonly texts: readonly string[];
}

/** uv's variables that decide what it resolves to: https://docs.astral.sh/uv/reference/environment/ */
const deciding = [
  ...["UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX", "UV_INDEX_STRATEGY"],
  ...["UV_PRERELEASE", "UV_RESOLUTION", "UV_EXCLUDE_NEWER", "UV_EXCLUDE_NEWER_PACKAGE", "UV_FORK_STRATEGY", "UV_NO_CONFIG"],
];
/** Variables that name files which decide it. */
const decidingFiles = ["UV_CONSTRAINT", "UV_OVERRIDE", "UV_EXCLUDE", "UV_CONFIG_FILE"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings uv would find for a run in the folder: its variables, and the configuration in the folders above, the person's and the
 * system's. https://docs.astral.sh/uv/concepts/configuration-files/
 */
export function uvSettings(folder: string, env: Environment): UvSettings {
  const files = decidingFiles.flatMap((name) => (env[name] ?? "").split(/\s+/)).filter((path) => path !== "");
  const config = env.UV_CONFIG_FILE ?? "";
  const found = config === "" ? configurationFiles(folder, env) : [config];
  const texts = [...found, ...files].flatMap((path) => settingsText(path));
  return {
    key: [...deciding.map((name) => `${name}=${env[name] ?? ""}`), ...texts].map(withoutCredentials),
    indexes: texts.flatMap(namedIndexes),
    texts,
  };
}

/**
 * The files in a folder of links, by name and size, or the URL of one: part of a cache key, so that a new wheel in it is seen.
 *
 * @param links a URL or an absolute path
 */
export function findLinksKey(links: string): readonly string[] {
  if (/^https?:/i.test(links)) return [withoutCredentials(links)];
  try {
    const names = readdirSync(links).filter((name) => /\.(?:whl|html)$/.test(name));
    return [links, ...names.sort().map((name) => `${name} ${statSync(join(links, name)).size}`)];
  } catch {
    return [links]; // uv says what is wrong with it
  }
}

function configurationFiles(folder: string, env: Environment): string[] {
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    above.push(join(at, "uv.toml"), join(at, "pyproject.toml"));
    if (at === dirname(at)) break;
  }
  const own = env.XDG_CONFIG_HOME ?? join(env.HOME ?? homedir(), ".config");
  return [...above, join(own, "uv", "uv.toml"), "/etc/uv/uv.toml"];
}

/** What a file says to uv; of a pyproject.toml its `[tool.uv]` alone. */
function settingsText(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return []; // most of them are not there
  }
  if (!path.endsWith("pyproject.toml")) return [text];
  const uv = asTable(asTable(tomlOrNothing(text).tool).uv);
  return Object.keys(uv).length === 0 ? [] : [JSON.stringify(uv)];
}

function namedIndexes(text: string): NamedIndex[] {
  const table = text.startsWith("{") ? asTable(JSON.parse(text)) : tomlOrNothing(text);
  return asList(table.index).flatMap((entry) => {
    const { name, url } = asTable(entry);
    return asText(url) === undefined ? [] : [{ name: asText(name) ?? "", url: asText(url) ?? "" }];
  });
}

function tomlOrNothing(text: string): Table {
  try {
    return parseToml(text, "");
  } catch {
    return {}; // uv says what is wrong with it, where it reads it at all
  }
}
