import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Complaint, throwIfAny } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { withoutCredentials } from "./credentials";
import { type LogicalLine, logicalLines } from "./logical-lines";
import { parseRequirement, type Requirement } from "./requirement";
import { type Option, readLine } from "./requirements-line";
import { expandVariables } from "./variables";

/** A requirement of a file. */
export interface Listed {
  readonly requirement: Requirement;
  /** As written, variables not expanded. */
  readonly text: string;
  /** How to name the file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Absolute, of the file: paths are relative to it. */
  readonly folder: string;
  /** sha256, hexadecimal, of the files that may stand for it; empty where none is given. */
  readonly hashes: readonly string[];
}

/** Where to look for distributions. URLs may hold credentials: they go to uv's standard input, and nowhere else. */
export interface IndexSettings {
  readonly indexUrl: string | undefined;
  readonly extraIndexUrls: readonly string[];
  /** URLs or absolute paths. */
  readonly findLinks: readonly string[];
  readonly noIndex: boolean;
  readonly preReleases: boolean;
}

/** What a requirements file asks for, and every file it names with `-r` or `-c`. */
export interface RequirementsFile {
  readonly requirements: readonly Listed[];
  readonly constraints: readonly Listed[];
  /** Absolute paths of the files named with `-c`. */
  readonly constraintFiles: readonly string[];
  readonly indexes: IndexSettings;
  /** Whether a file says `--require-hashes`. */
  readonly requireHashes: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a requirements file and those it names.
 *
 * @param env where `${NAME}` is looked up
 * @throws UserError with everything that is wrong in all of them, each with file and line
 */
export function readRequirementsFile(path: string, env: Environment = process.env): RequirementsFile {
  const reading = new Reading(env);
  reading.read(resolve(path), "requirements", [], undefined);
  throwIfAny(reading.complaints);
  return reading.result();
}

type Role = "requirements" | "constraints";

class Reading {
  readonly complaints: Complaint[] = [];
  private readonly listed: Record<Role, Listed[]> = { requirements: [], constraints: [] };
  private readonly constraintFiles: string[] = [];
  private readonly extraIndexUrls: string[] = [];
  private readonly findLinks: string[] = [];
  private readonly seen = new Set<string>();
  private indexUrl: string | undefined;
  private noIndex = false;
  private preReleases = false;
  private requireHashes = false;

  constructor(private readonly env: Environment) {}

  result(): RequirementsFile {
    const { indexUrl, extraIndexUrls, findLinks, noIndex, preReleases, requireHashes, constraintFiles } = this;
    const indexes = { indexUrl, extraIndexUrls, findLinks, noIndex, preReleases };
    return { ...this.listed, constraintFiles, indexes, requireHashes };
  }

  read(path: string, role: Role, above: readonly string[], from: string | undefined): void {
    if (above.includes(path)) {
      const loop = [...above.slice(above.indexOf(path)), path].map(displayPath).join(" → ");
      this.complain(from ?? path, `requirements files include each other: ${loop}`, "remove one of these -r or -c lines");
      return;
    }
    if (this.seen.has(`${role} ${path}`)) return;
    this.seen.add(`${role} ${path}`);
    const text = this.text(path, from);
    if (text === undefined) return;
    for (const line of logicalLines(text)) this.line(path, line, role, [...above, path]);
  }

  private text(path: string, from: string | undefined): string | undefined {
    const where = from ?? displayPath(path);
    try {
      if (!statSync(path).isFile()) {
        this.complain(where, `${displayPath(path)} is not a file`, "name a requirements file");
        return undefined;
      }
      const content = readFileSync(path);
      if (isUtf8(content)) return content.toString();
      this.complain(displayPath(path), "the requirements are not UTF-8", "save the file as UTF-8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") this.complain(where, `${displayPath(path)} does not exist`, "create it, or correct the path");
      else this.complain(where, `${displayPath(path)} cannot be read: ${message}`, "give yourself the right to read it");
    }
    return undefined;
  }

  private line(path: string, { text, line }: LogicalLine, role: Role, above: readonly string[]): void {
    const where = `${displayPath(path)}:${line}`;
    const expanded = expandVariables(text, this.env);
    if ("fault" in expanded) {
      this.complain(where, expanded.fault, expanded.fix);
      return;
    }
    const read = readLine(expanded.text);
    if ("fault" in read) {
      this.complain(where, read.fault, read.fix);
    } else if ("option" in read) {
      this.option(read, path, where, above);
    } else {
      const parsed = parseRequirement(read.requirement);
      if ("fault" in parsed) {
        this.complain(where, parsed.fault, 'write it as "name==1.2.3", "name @ https://…" or "./path"');
        return;
      }
      const { requirement } = parsed;
      this.listed[role].push({ requirement, text, file: displayPath(path), line, folder: dirname(path), hashes: read.hashes });
    }
  }

  private option({ option, value }: Option, path: string, where: string, above: readonly string[]): void {
    const folder = dirname(path);
    switch (option) {
      case "requirement":
      case "constraint": {
        if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
          this.complain(where, "a requirements file is named by a URL", "save it beside this one and name that");
          return;
        }
        const file = resolve(folder, value);
        if (option === "constraint") this.constraintFiles.push(file);
        // What a constraints file names constrains too.
        const inConstraints = option === "constraint" || this.constraintFiles.some((known) => above.includes(known));
        this.read(file, inConstraints ? "constraints" : "requirements", above, where);
        return;
      }
      case "index-url":
        this.indexUrl = value;
        return;
      case "extra-index-url":
        this.extraIndexUrls.push(value);
        return;
      case "find-links":
        this.findLinks.push(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : resolve(folder, value.replace(/^file:/i, "")));
        return;
      case "no-index":
        this.noIndex = true;
        return;
      case "pre":
        this.preReleases = true;
        return;
      case "require-hashes":
        this.requireHashes = true;
        return;
      case "none":
    }
  }

  private complain(where: string, what: string, fix: string): void {
    this.complaints.push({ what: withoutCredentials(what), where, fix });
  }
}
