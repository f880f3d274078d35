import type { Complaint } from "../../errors/user-error";
import { normalizedName } from "../wheel/filename";
import { type Platform, platformText } from "./platform";

/** What is known when uv fails. */
export interface FailedResolution {
  /** What uv wrote, without credentials. */
  readonly said: string;
  readonly platform: Platform;
  /** The manifest as a whole: `requirements.txt`. */
  readonly manifest: string;
  /** Where the manifest asks for a distribution, by its normalised name. */
  readonly where: (name: string) => string | undefined;
  /** The newest version of a distribution that has a fitting wheel; undefined where no version has one. */
  readonly newestFitting: (name: string) => string | undefined;
}

const name = "([A-Za-z0-9][A-Za-z0-9._-]*?)(?:\\[[^\\]]*\\])?";

/** Why uv could not resolve, said to the person who wrote the manifest. */
export function uvFailure(failed: FailedResolution): Complaint {
  const { said, manifest } = failed;
  return (
    diskFailure(said, manifest) ??
    connectionFailure(said, manifest) ??
    toolFailure(said, manifest) ??
    unreadableWheel(failed) ??
    resolutionFailure(failed)
  );
}

function diskFailure(said: string, where: string): Complaint | undefined {
  const full = /cause: ([^\n]*(?:No space left on device|Disk quota exceeded|File too large)[^\n]*)/i.exec(said)?.[1];
  const [, cache, cause] = /Failed to initialize cache at `([^`\n]*)`\s*cause: ([^\n]*)/.exec(said) ?? [];
  const why = full ?? cause;
  if (why === undefined) return undefined;
  return {
    what: `uv cannot write its cache: ${why}`,
    where: cache ?? where,
    fix: "make room there, give yourself the right to write, or name another folder in UV_CACHE_DIR",
  };
}

function connectionFailure(said: string, where: string): Complaint | undefined {
  const url = /(?:Failed to (?:fetch|download)[^\n]*?|An index(?: URL)? \()(https?:\/\/[^\s`)]+)/.exec(said)?.[1] ?? "the index";
  const login = "give the login in netrc, in UV_INDEX_<NAME>_USERNAME and _PASSWORD, or in the index URL through a ${VARIABLE}";
  const status = /\b(40[137]) (?:Unauthorized|Forbidden|Proxy)/.exec(said)?.[1];
  if (status !== undefined) return { what: `${url} refuses the login, or wants one: status ${status}`, where, fix: login };
  if (/network was disabled|not found in the cache/i.test(said)) {
    const package_ = new RegExp(`Because ${name} was not found in the cache`).exec(said)?.[1] ?? "what is asked for";
    const what = `${package_} was never resolved here, and nothing may be looked up offline`;
    return { what, where, fix: "run it once with the network, or without LAMBDA_CONTAINER_OFFLINE" };
  }
  if (/invalid peer certificate|certificate verify failed|UnknownIssuer/i.test(said)) {
    const what = `the certificate of ${url} is not trusted`;
    return { what, where, fix: "name your authority's certificate, a PEM file, in SSL_CERT_FILE, or set UV_SYSTEM_CERTS=1" };
  }
  if (/timed out|timeout/i.test(said)) {
    return { what: `${url} did not answer in time`, where, fix: "try again, or give it longer: UV_HTTP_TIMEOUT=120 (seconds)" };
  }
  if (/tunnel error|proxy/i.test(said)) {
    return { what: `${url} cannot be reached through the proxy`, where, fix: "correct HTTPS_PROXY, or add the host to NO_PROXY" };
  }
  const server = /HTTP status (?:server|client) error \((\d{3})/.exec(said)?.[1];
  if (server !== undefined)
    return { what: `${url} answers with status ${server}`, where, fix: "try again later, or ask who runs the index" };
  if (/error sending request|client error \(Connect\)|dns error|tcp connect error|connection (?:closed|reset)/i.test(said)) {
    const cause =
      /cause: ([^\n]*(?:\(os error \d+\)|not known|Try again|reset|closed)[^\n]*)/i.exec(said)?.[1] ?? "no connection";
    const what = `${url} cannot be reached: ${cause}`;
    return { what, where, fix: "check the network, the index URL and HTTPS_PROXY; what was resolved before needs no network" };
  }
  return undefined;
}

function toolFailure(said: string, where: string): Complaint | undefined {
  if (/unexpected argument|invalid value .* for '--/.test(said)) {
    return {
      what: "the uv that was found is too old",
      where,
      fix: "upgrade it to 0.8 or later, or name a newer one in LAMBDA_CONTAINER_UV",
    };
  }
  if (/No interpreter found|No Python (?:interpreter|installation)/i.test(said)) {
    const wanted = /No interpreter found for (Python [^\s]+|[^\n]*?) in/.exec(said)?.[1] ?? "Python";
    return {
      what: `uv finds no ${wanted} on this machine`,
      where,
      fix: "install one (any will do to resolve for Lambda), or: uv python install",
    };
  }
  return undefined;
}

function unreadableWheel({ said, manifest, where }: FailedResolution): Complaint | undefined {
  const [, distribution] = new RegExp(`Failed to (?:read|download|unzip|extract) \`${name}(?:==| @ )[^\`\n]*\``).exec(said) ?? [];
  if (distribution === undefined) return undefined;
  const causes = [...said.matchAll(/cause: ([^\n]*)/g)].map(([, cause = ""]) => cause);
  return {
    what: [`the wheel of ${distribution} cannot be read:`, ...causes].join("\n  "),
    where: where(normalizedName(distribution)) ?? manifest,
    fix: "fetch or build the wheel again, or use another version of it",
  };
}

function resolutionFailure({ said, platform, manifest, where, newestFitting }: FailedResolution): Complaint {
  const reasons = said.replace(/\s*\n\s*/g, " ");
  const at = (distribution: string): string => where(normalizedName(distribution)) ?? manifest;
  const [, unusable, version] =
    new RegExp(`(?:^|[^\\w.-])${name}(?:==(\\S+?))? ha(?:s|ve) no (?:usable wheels|wheels with a matching)`).exec(reasons) ?? [];
  if (unusable !== undefined) {
    const shown = version === undefined ? `no version of ${unusable}` : `${unusable} ${version}`;
    const newest = newestFitting(unusable);
    const isSourceOnly = /building from source is disabled/.test(said);
    const askedBy = where(unusable) === undefined ? ` (${requirer(reasons, unusable)})` : "";
    return {
      what: `${shown} ${version === undefined ? "has a" : "has no"} wheel that loads on ${platformText(platform)}${askedBy}`,
      where: at(unusable),
      fix:
        newest === undefined
          ? isSourceOnly
            ? `it is published as source: build a wheel (pip wheel ${unusable}), put it in a folder, and name that with --find-links`
            : "no version of it has one: choose another runtime or architecture, or do without it"
          : `use ${unusable}==${newest}, which has one, another runtime, or build one (pip wheel) and name its folder with --find-links`,
    };
  }
  const unknown = new RegExp(`Because ${name} was not found in the package registry`).exec(reasons)?.[1];
  if (unknown !== undefined) {
    return {
      what: `there is no distribution named ${unknown} in the index`,
      where: at(unknown),
      fix: "correct its name, or name the index that has it",
    };
  }
  const [, missing, wanted] =
    new RegExp(`there (?:is|are) no versions? of ${name}(==[^\\s,]+|[<>=!~][^\\s]*)? and`).exec(reasons) ?? [];
  if (missing !== undefined) {
    const newest = newestFitting(missing);
    const fix =
      newest === undefined
        ? "correct the version, or name the index that has it"
        : `use one that is there: ${missing}==${newest} is the newest that fits`;
    return {
      what: `there is no version of ${missing}${wanted === undefined ? "" : ` that is ${wanted}`}`,
      where: at(missing),
      fix,
    };
  }
  const conclusion = /cause: ([\s\S]*)/.exec(said)?.[1]?.split("\n\n")[0]?.replace(/\n\s+/g, "\n  ");
  if (conclusion !== undefined && /unsatisfiable|cannot be used/.test(conclusion)) {
    const end = "(?=[<>=!~,\\s])";
    const required = new RegExp(`you require ${name}${end}\\S*(?: and ${name}${end})?`, "g");
    const named = [...conclusion.matchAll(required)].flatMap(([, one = "", other]) => [one, other ?? one]);
    const places = [...new Set(named.map(at))];
    return {
      what: `the requirements contradict each other:\n  ${conclusion.trim()}`,
      where: places.length === 0 ? manifest : places.join(", "),
      fix: "loosen one of the versions named",
    };
  }
  const lines = said
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("warning:"))
    .slice(-8)
    .join("\n  ");
  return { what: `uv cannot resolve the requirements:\n  ${lines}`, where: manifest, fix: "mend what it says" };
}

function requirer(reasons: string, distribution: string): string {
  const found = new RegExp(`because ${name}(?:==\\S+)? depends on ${distribution}`, "i").exec(reasons);
  return found?.[1] === undefined ? "something else depends on it" : `${found[1]} depends on it`;
}
