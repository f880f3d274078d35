import { type Complaint, throwIfAny } from "../../errors/user-error";
import { type Marker, parseMarker } from "./marker";
import { normalizedName, readWheelFilename } from "../wheel/filename";
import { type Clause, parseSpecifier } from "./specifier";
import { asList, asTable, asText, asTexts, parseToml, type Table } from "./toml";

/** A wheel a lock names. */
export interface LockedWheel {
  readonly filename: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** In bytes, where the lock says it. */
  readonly size: number | undefined;
  /** A URL, or a path relative to the lock. A URL may hold credentials. */
  readonly location: string;
}

/** A distribution a lock names. */
export interface LockedPackage {
  /** Normalised. */
  readonly name: string;
  /** Undefined for a folder, whose version its wheel says. */
  readonly version: string | undefined;
  readonly marker: Marker | undefined;
  readonly requiresPython: readonly Clause[];
  readonly wheels: readonly LockedWheel[];
  /** A folder to build, relative to the lock. */
  readonly directory: string | undefined;
  /** What else it could be had from, which is not used here. */
  readonly otherwise: "an sdist" | "a repository" | undefined;
  /** Where the lock names it: `pylock.toml:12`. */
  readonly where: string;
}

/** A pylock.toml: https://packaging.python.org/en/latest/specifications/pylock-toml/ */
export interface Pylock {
  readonly requiresPython: readonly Clause[];
  /** One of these must hold, where there are any. */
  readonly environments: readonly Marker[];
  readonly packages: readonly LockedPackage[];
  /** What `[tool.lambda-container]` says. */
  readonly own: Table;
}

/**
 * Reads a pylock.toml.
 *
 * @param file how to name it
 * @throws UserError with everything that is wrong in it
 */
export function parsePylock(text: string, file: string): Pylock {
  const table = parseToml(text, file);
  const reading = new Reading(text, file);
  const version = asText(table["lock-version"]);
  if (version === undefined || !/^1\.\d+$/.test(version)) {
    const said = version === undefined ? "no lock-version" : `lock-version ${JSON.stringify(version)}`;
    reading.complain(
      file,
      `the lock has ${said}; only 1.0 is known`,
      "write it with a tool that writes version 1.0: npm run lock",
    );
  }
  const requiresPython = reading.clauses(table["requires-python"], file);
  const environments = asTexts(table.environments).flatMap((marker) => reading.marker(marker, file) ?? []);
  const packages = asList(table.packages).map((entry, index) => reading.package(asTable(entry), index));
  throwIfAny(reading.complaints);
  return { requiresPython, environments, packages, own: asTable(asTable(table.tool)["lambda-container"]) };
}

class Reading {
  readonly complaints: Complaint[] = [];
  private readonly packageLines: readonly number[];

  constructor(
    text: string,
    private readonly file: string,
  ) {
    this.packageLines = text.split("\n").flatMap((line, index) => (/^\s*\[\[\s*packages\s*\]\]/.test(line) ? [index + 1] : []));
  }

  package(entry: Table, index: number): LockedPackage {
    const where = `${this.file}:${this.packageLines[index] ?? 1}`;
    const name = asText(entry.name);
    if (name === undefined) this.complain(where, "a package in the lock has no name", "write the lock anew: npm run lock");
    const archive = asTable(entry.archive);
    const wheels = [...asList(entry.wheels).map(asTable), ...("archive" in entry && isWheel(archive) ? [archive] : [])];
    return {
      name: normalizedName(name ?? ""),
      version: asText(entry.version),
      marker: this.marker(entry.marker, where),
      requiresPython: this.clauses(entry["requires-python"], where),
      wheels: wheels.flatMap((wheel) => this.wheel(wheel, name ?? "", where)),
      directory: asText(asTable(entry.directory).path),
      otherwise: "vcs" in entry ? "a repository" : "sdist" in entry || "archive" in entry ? "an sdist" : undefined,
      where,
    };
  }

  marker(value: unknown, where: string): Marker | undefined {
    const text = asText(value);
    if (text === undefined) return undefined;
    const parsed = parseMarker(text);
    if ("marker" in parsed) return parsed.marker;
    this.complain(where, parsed.fault, "write the lock anew: npm run lock");
    return undefined;
  }

  clauses(value: unknown, where: string): readonly Clause[] {
    const clauses = parseSpecifier(asText(value) ?? "");
    if (clauses === undefined)
      this.complain(where, "requires-python is no condition on a version", "write the lock anew: npm run lock");
    return clauses ?? [];
  }

  complain(where: string, what: string, fix: string): void {
    this.complaints.push({ what, where, fix });
  }

  private wheel(wheel: Table, name: string, where: string): LockedWheel[] {
    const location = asText(wheel.url) ?? asText(wheel.path);
    const filename = asText(wheel.name) ?? filenameOf(location ?? "");
    const hash = asText(asTable(wheel.hashes).sha256);
    if (location === undefined || readWheelFilename(filename) === undefined) {
      this.complain(where, `${name} has a wheel without an address or a proper file name`, "write the lock anew: npm run lock");
      return [];
    }
    if (hash === undefined || !/^[0-9a-f]{64}$/i.test(hash)) {
      this.complain(where, `${filename} has no sha256 in the lock`, "write the lock anew, with sha256 hashes: npm run lock");
      return [];
    }
    return [{ filename, sha256: hash.toLowerCase(), size: typeof wheel.size === "number" ? wheel.size : undefined, location }];
  }
}

function isWheel(archive: Table): boolean {
  return filenameOf(asText(archive.url) ?? asText(archive.path) ?? "").endsWith(".whl");
}

/** The last part of a URL's or path's path, without query and fragment. */
function filenameOf(location: string): string {
  const [path = ""] = location.split(/[?#]/);
  const last = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
