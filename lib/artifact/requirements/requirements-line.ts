import type { Fault } from "./marker";

/** An option on a line of its own. */
export interface Option {
  readonly option:
    | "requirement"
    | "constraint"
    | "index-url"
    | "extra-index-url"
    | "find-links"
    | "no-index"
    | "pre"
    | "require-hashes"
    | "none";
  /** "" for one that takes none. */
  readonly value: string;
}

/** A requirement and the hashes on its line. */
export interface RequirementLine {
  readonly requirement: string;
  /** sha256, hexadecimal. */
  readonly hashes: readonly string[];
}

/** What is wrong with a line, and what to do. */
export interface LineFault extends Fault {
  readonly fix: string;
}

const short: Readonly<Record<string, string>> = {
  r: "requirement",
  c: "constraint",
  i: "index-url",
  f: "find-links",
  e: "editable",
};
const withValue = ["requirement", "constraint", "index-url", "extra-index-url", "find-links"] as const;
const withoutValue = ["no-index", "pre", "require-hashes"] as const;
/** An option that says what is so anyway. */
const nothing: Option = { option: "none", value: "" };
const wheelsOnly = "a function is made of wheels alone: remove the option";

/** Reads one logical line, variables expanded, by pip's rules. */
export function readLine(text: string): Option | RequirementLine | LineFault {
  if (!text.startsWith("-")) return readRequirement(text);
  const [, letter, , long, , rest = ""] = /^-(?:([a-z])(\s*=?\s*)|-([a-z-]+)(\s*=\s*|\s+|$))(.*)$/is.exec(text) ?? [];
  const name = long ?? short[letter ?? ""] ?? letter ?? text;
  const value = unquoted(rest.trim());
  if (name === "editable") {
    // Nothing can be edited in a ZIP: the path is packed as it is now.
    return value === "" ? { fault: "-e names no path", fix: "write -e ./path" } : readRequirement(value);
  }
  const taking = withValue.find((option) => option === (name === "pypi-url" ? "index-url" : name));
  if (taking !== undefined) {
    return value === "" ? { fault: `--${taking} has no value`, fix: "give it one, or remove it" } : { option: taking, value };
  }
  const bare = withoutValue.find((option) => option === name);
  if (bare !== undefined) return { option: bare, value: "" };
  return otherOption(name, value);
}

function otherOption(name: string, value: string): LineFault | Option {
  const isNothing = value === ":none:" || value === "";
  switch (name) {
    case "only-binary":
    case "prefer-binary":
      return nothing; // wheels only is how everything is resolved here
    case "no-binary":
      return isNothing ? nothing : { fault: `--no-binary ${value} asks for a build from source`, fix: wheelsOnly };
    case "trusted-host":
      return {
        fault: "--trusted-host switches the check of certificates off",
        fix: "name your own authority's certificate in SSL_CERT_FILE, and remove the option",
      };
    default:
      return { fault: `--${name} is no option of requirements that is known here`, fix: "remove it" };
  }
}

function readRequirement(text: string): RequirementLine | LineFault {
  const start = /\s--?[a-z]/i.exec(text)?.index ?? text.length;
  const hashes: string[] = [];
  for (const option of text
    .slice(start)
    .trim()
    .split(/\s+(?=-)/)) {
    if (option === "") continue;
    const [, value] = /^--hash(?:\s*=\s*|\s+)(.*)$/s.exec(option) ?? [];
    if (value === undefined) {
      return { fault: `${option.split(/[\s=]/)[0] ?? option} cannot be given to a single requirement`, fix: wheelsOnly };
    }
    const [, algorithm = "", digest = ""] = /^([a-z0-9]+):([0-9a-f]+)$/i.exec(unquoted(value.trim())) ?? [];
    const length = { sha256: 64, sha384: 96, sha512: 128 }[algorithm.toLowerCase()];
    if (length === undefined || digest.length !== length) {
      return { fault: `${value.slice(0, 24)} is no hash`, fix: "write --hash=sha256: and 64 hexadecimal digits" };
    }
    if (length !== 64) return { fault: `the hash is a ${algorithm}, but wheels are compared by sha256`, fix: "lock with sha256" };
    hashes.push(digest.toLowerCase());
  }
  return { requirement: text.slice(0, start).trim(), hashes };
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}
