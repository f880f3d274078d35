import { asTable, type Table } from "../../lib/artifact/requirements/toml";

/** A text as a JSON object; an empty one where it is none. */
export function jsonTable(text: string): Table {
  try {
    return asTable(JSON.parse(text));
  } catch {
    return {};
  }
}
