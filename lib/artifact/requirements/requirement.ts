import { normalizedName } from "../wheel/filename";
import { type Fault, type Marker, parseMarker } from "./marker";
import { type Clause, parseSpecifier } from "./specifier";

/** One thing asked for, by name (`pandas>=2`), by address (`six @ https://…`) or by path (`./lib`). */
export interface Requirement {
  /** Normalised; undefined where only a path or an address is given. */
  readonly name: string | undefined;
  readonly extras: readonly string[];
  readonly specifier: readonly Clause[];
  /** As written: a URL, or a path relative to the file. May hold credentials. */
  readonly address: string | undefined;
  readonly marker: Marker | undefined;
  /** As written. */
  readonly markerText: string | undefined;
}

const nameAndExtras = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/i;
const extraName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;

/** Reads one requirement, without options and comments, or says what is wrong with it. */
export function parseRequirement(text: string): { readonly requirement: Requirement } | Fault {
  const trimmed = text.trim();
  if (isAddress(trimmed)) return addressed(undefined, [], trimmed);
  const [head, name, extrasText = ""] = nameAndExtras.exec(trimmed) ?? [];
  if (head === undefined || name === undefined)
    return { fault: `${shown(trimmed)} does not start with the name of a distribution` };
  const extras = extrasText.split(",").map((extra) => extra.trim());
  if (extrasText.trim() !== "" && !extras.every((extra) => extraName.test(extra))) {
    return { fault: `[${extrasText}] is no list of extras` };
  }
  const named = extrasText.trim() === "" ? [] : extras.map(normalizedName);
  const rest = trimmed.slice(head.length);
  if (rest.startsWith("@")) return addressed(normalizedName(name), named, rest.slice(1).trim());

  const semicolon = rest.indexOf(";");
  const conditions = semicolon === -1 ? rest : rest.slice(0, semicolon);
  const specifier = parseSpecifier(conditions);
  if (specifier === undefined) return { fault: specifierFault(name, conditions.trim()) };
  return withMarker({ name: normalizedName(name), extras: named, specifier, address: undefined }, rest, semicolon);
}

/** Whether a text is an address or a path, not a name. */
function isAddress(text: string): boolean {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|file:)/i.test(text)) return true;
  const [path = ""] = text.split(/\s*(?:;|\[)/);
  return (
    /^\.{0,2}\//.test(path) ||
    path === "." ||
    path === ".." ||
    /^\S+\.(?:whl|zip|tar\.gz)$/i.test(path) ||
    /^[\w.-]+\/[\w./-]*$/.test(path)
  );
}

type Unmarked = Omit<Requirement, "marker" | "markerText">;

function addressed(
  name: string | undefined,
  extras: readonly string[],
  text: string,
): { readonly requirement: Requirement } | Fault {
  // A URL may have a semicolon in it: only one after a space starts a marker.
  const semicolon = /\s;/.exec(text)?.index ?? -1;
  const body = (semicolon === -1 ? text : text.slice(0, semicolon)).trim();
  const [, path = body, pathExtras] = /^(.*?)\[([\w.,\s-]*)\]$/.exec(body) ?? [];
  const address = name === undefined ? path : body;
  if (address === "") return { fault: "an address is missing after the @" };
  if (/\s/.test(address))
    return { fault: `${shown(address)} has a space in it, which an address may not: write file:./… with %20 for it` };
  const all =
    name === undefined && pathExtras !== undefined ? pathExtras.split(",").map((extra) => normalizedName(extra.trim())) : extras;
  return withMarker({ name, extras: all, specifier: [], address }, text, semicolon === -1 ? -1 : text.indexOf(";", semicolon));
}

function withMarker(unmarked: Unmarked, text: string, semicolon: number): { readonly requirement: Requirement } | Fault {
  if (semicolon === -1) return { requirement: { ...unmarked, marker: undefined, markerText: undefined } };
  const markerText = text.slice(semicolon + 1).trim();
  const parsed = parseMarker(markerText);
  return "fault" in parsed ? parsed : { requirement: { ...unmarked, marker: parsed.marker, markerText } };
}

function specifierFault(name: string, conditions: string): string {
  if (/^=[^=]/.test(conditions)) return `${name} is followed by a single "=": a version is pinned with "=="`;
  return `${shown(conditions)} after ${name} is no condition on a version`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
