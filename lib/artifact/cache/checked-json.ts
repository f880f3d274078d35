import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeAtomically } from "../zip/atomic-file";

/**
 * Writes a value that survives JSON, with the sha256 of its text in front.
 *
 * @param unfinished where the file is until it is whole, as {@link writeAtomically} has it
 * @throws UserError if it cannot be written
 */
export function writeCheckedJson(path: string, value: unknown, unfinished?: string): void {
  const body = JSON.stringify(value);
  const content = Buffer.from(`${sha256Of(body)}\n${body}`);
  writeAtomically(
    path,
    ({ write }) => {
      write(content);
    },
    unfinished,
  );
}

/** The value that was written, which is our own words by the hash in front of them; undefined where it is absent or damaged. */
export function readCheckedJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const body = text.slice(65);
  return text.slice(0, 65) === `${sha256Of(body)}\n` ? JSON.parse(body) : undefined;
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
