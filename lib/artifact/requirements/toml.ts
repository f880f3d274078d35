import { readFileSync } from "node:fs";
import { parse, TomlError } from "smol-toml";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";

/** A table of a TOML file. */
export type Table = Readonly<Record<string, unknown>>;

/**
 * Reads a TOML file.
 *
 * @throws UserError if it cannot be read, with the line where it is no TOML
 */
export function readToml(path: string): { readonly text: string; readonly table: Table } {
  const text = readTomlText(path);
  return { text, table: parseToml(text, displayPath(path)) };
}

/**
 * The text of a TOML file, not parsed yet.
 *
 * @throws UserError if it cannot be read
 */
export function readTomlText(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UserError(
      {
        what: `${displayPath(path)} cannot be read: ${(error as Error).message}`,
        where: displayPath(path),
        fix: "correct the path, or give yourself the right to read it",
      },
      { cause: error },
    );
  }
}

/**
 * Reads TOML.
 *
 * @param file how to name it
 * @throws UserError with the line where it is no TOML
 */
export function parseToml(text: string, file: string): Table {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = "no TOML"] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new UserError(
      { what: `not valid TOML: ${first}`, where: `${file}:${error.line}`, fix: "mend the line" },
      { cause: error },
    );
  }
}

/** The value as a table; an empty one where it is none. */
export function asTable(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

/** The value as a list; an empty one where it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The value as a text; undefined where it is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list. */
export function asTexts(value: unknown): string[] {
  return asList(value).filter((entry) => typeof entry === "string");
}
