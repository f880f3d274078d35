import { existsSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Complaint, throwIfAny } from "../../errors/user-error";
import { hashFile } from "../zip/file-hash";
import { withFile } from "../zip/read-range";
import { wheelPath } from "../cache/wheels";
import { displayPath } from "../display-path";
import { withoutCredentials } from "../requirements/credentials";
import { holds } from "../requirements/marker";
import type { Listed } from "../requirements/requirements-file";
import { specifierText } from "../requirements/specifier";
import { readWheelFilename } from "../wheel/filename";
import { absoluteLocation, lastPart } from "./location";
import { localWheel } from "./local-wheel";
import { markerEnvironment } from "./platform";
import type { ResolveContext } from "./resolve-context";

/** A wheel of this machine, or one that was built of a folder and lies in the cache. */
export type LocalFile =
  | { readonly origin: "file"; readonly sha256: string; readonly path: string }
  | { readonly origin: "built"; readonly sha256: string; readonly path: string; readonly folder: string };

/** A requirement as uv is to see it: always by a name, and a folder as the wheel that was built of it. */
export interface Ask {
  readonly listed: Listed;
  /** Normalised. */
  readonly name: string;
  /** For uv's standard input; may hold credentials. */
  readonly line: string;
  /** The same without credentials and without a path of this machine. */
  readonly key: string;
  /** Where the wheel of it lies, where that is known beforehand. */
  readonly file: LocalFile | undefined;
}

/**
 * Turns what a manifest asks for, and its runtime needs, into requirements for uv. Folders are built.
 *
 * @throws UserError with every address of which there can be no wheel
 */
export function asksFor(requirements: readonly Listed[], context: ResolveContext): Ask[] {
  const environment = markerEnvironment(context.platform);
  const complaints: Complaint[] = [];
  const asks = requirements
    .filter(({ requirement: { marker } }) => marker === undefined || holds(marker, environment))
    .flatMap((listed): Ask[] => {
      const ask = askFor(listed, context);
      if (!("what" in ask)) return [ask];
      complaints.push(ask);
      return [];
    });
  throwIfAny(complaints);
  return asks;
}

/** `requirements.txt:3` */
export function whereOf({ file, line }: Listed): string {
  return `${file}:${line}`;
}

function askFor(listed: Listed, context: ResolveContext): Ask | Complaint {
  const { name, extras, specifier, address } = listed.requirement;
  const withExtras = (known: string): string => (extras.length === 0 ? known : `${known}[${extras.join(",")}]`);
  if (address === undefined) {
    const line = `${withExtras(name ?? "")}${specifierText(specifier)}`;
    return { listed, name: name ?? "", line, key: line, file: undefined };
  }
  const where = whereOf(listed);
  const shown = withoutCredentials(address);
  if (/^(?:git|hg|svn|bzr)\+/i.test(address)) return fromSource(shown, where, "a repository");
  const isUrl = /^https?:/i.test(address);
  if (!isUrl && /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    return { what: `${shown} is not fetched: only https, http and file are`, where, fix: "name a wheel by one of these" };
  }
  const [withoutFragment = "", fragment = ""] = address.split("#");
  const [path = ""] = isUrl ? withoutFragment.split("?") : [withoutFragment];
  if (/\.(?:zip|tar\.gz|tgz|tar\.bz2)$/i.test(path)) return fromSource(shown, where, "an sdist");
  if (isUrl) {
    const known = name ?? readWheelFilename(lastPart(path))?.name;
    if (known === undefined)
      return { what: `${shown} is no wheel's address`, where, fix: "name a wheel: https://…/name-1.0-py3-none-any.whl" };
    const hash = /sha256=([0-9a-f]{64})/i.exec(fragment)?.[1] ?? listed.hashes[0];
    const url = hash === undefined ? withoutFragment : `${withoutFragment}#sha256=${hash}`;
    return {
      listed,
      name: known,
      line: `${withExtras(known)} @ ${url}`,
      key: `${withExtras(known)} @ ${withoutCredentials(url)}`,
      file: undefined,
    };
  }
  return localAsk(listed, path, withExtras, context);
}

function localAsk(listed: Listed, path: string, withExtras: (name: string) => string, context: ResolveContext): Ask | Complaint {
  const where = whereOf(listed);
  const absolute = absoluteLocation(path, listed.folder);
  if (absolute === undefined) {
    return { what: `${path} is on another machine`, where, fix: "name a path of this one, or an https URL" };
  }
  if (!existsSync(absolute))
    return { what: `${displayPath(absolute)} does not exist`, where, fix: "create it, or correct the path" };
  if (statSync(absolute).isDirectory()) {
    const wheel = localWheel(absolute, where, context);
    const name = readWheelFilename(wheel.filename)?.name ?? "";
    const file = { sha256: wheel.sha256, origin: "built", path: wheelPath(context.cache, wheel), folder: absolute } as const;
    return localWheelAsk(listed, name, withExtras, file);
  }
  const isFile = statSync(absolute).isFile(); // a FIFO would be waited for
  const name = isFile ? readWheelFilename(absolute.slice(absolute.lastIndexOf("/") + 1))?.name : undefined;
  if (name === undefined)
    return { what: `${displayPath(absolute)} is no wheel`, where, fix: "name a wheel, or a folder with a Python project" };
  return localWheelAsk(listed, name, withExtras, { sha256: withFile(absolute, hashFile).sha256, origin: "file", path: absolute });
}

function localWheelAsk(listed: Listed, name: string, withExtras: (name: string) => string, file: LocalFile): Ask | Complaint {
  const wanted = listed.requirement.name;
  if (wanted !== undefined && wanted !== name) {
    const what = `${listed.text} asks for ${wanted}, but what lies there is ${name}`;
    return { what, where: whereOf(listed), fix: `write ${name} @ …, or correct the path` };
  }
  if (listed.hashes.length > 0 && !listed.hashes.includes(file.sha256)) {
    const what = `${name} does not have the hash that is asked for: its sha256 is ${file.sha256}`;
    return { what, where: whereOf(listed), fix: "find out who changed it, or lock anew: npm run lock" };
  }
  const line = `${withExtras(name)} @ ${pathToFileURL(file.path).href}`;
  return { listed, name, line, key: `${withExtras(name)} @ sha256:${file.sha256}`, file };
}

function fromSource(address: string, where: string, kind: string): Complaint {
  return {
    what: `${address} is ${kind}, and only wheels are packed`,
    where,
    fix: "name a wheel of it, or put its source beside the function and name the folder: ./folder",
  };
}
