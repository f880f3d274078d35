import { stripVTControlCharacters } from "node:util";

/**
 * A log as plain text: without colours, the frames Terraform draws, the marks and times that CI puts before lines; what a line of JSON holds is
 * spelled out, type and message of an error side by side.
 */
export function logText(log: string): string {
  return stripVTControlCharacters(log)
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT[\d:.]{5,20}Z\s+/, "")
        .replace(/^##\[\w+\]/, "")
        .replace(/^\s*[│╷╵]\s?/, ""),
    )
    .map((line) => fromJson(line) ?? line)
    .join("\n");
}

/** What a line of JSON says, wherever in the line it begins; undefined for any other. */
function fromJson(line: string): string | undefined {
  const start = line.indexOf("{");
  if (start < 0 || !line.trimEnd().endsWith("}")) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(start));
    const { errorType, errorMessage } = value as Record<string, unknown>;
    const error =
      typeof errorType === "string" && typeof errorMessage === "string" ? [`${errorType}: ${errorMessage}`] : textsIn(value);
    return [line.slice(0, start), ...error].join("\n");
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
