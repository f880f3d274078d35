/** What a wheel's METADATA says of the distribution. */
export interface DistributionMetadata {
  /** As its author writes it. */
  readonly name: string;
  readonly version: string;
  /** Requirements with their markers, as written. */
  readonly requiresDist: readonly string[];
  /** A version specifier. */
  readonly requiresPython: string | undefined;
}

/**
 * Reads the header fields, as of an e-mail, that METADATA begins with; undefined where name or version is missing.
 *
 * @see https://packaging.python.org/en/latest/specifications/core-metadata/
 */
export function parseMetadata(text: string): DistributionMetadata | undefined {
  const head = text.replace(/\r\n?/g, "\n").split("\n\n", 1)[0] ?? "";
  const fields = head
    .replace(/\n[ \t]+/g, " ")
    .split("\n")
    .map((line) => /^([\w-]+):\s*(.*?)\s*$/.exec(line))
    .map((match) => ({ key: match?.[1]?.toLowerCase(), value: match?.[2] ?? "" }));
  const all = (key: string): string[] => fields.filter((field) => field.key === key).map(({ value }) => value);
  const [name = ""] = all("name");
  const [version = ""] = all("version");
  if (name === "" || version === "") return undefined;
  return { name, version, requiresDist: all("requires-dist"), requiresPython: all("requires-python")[0] };
}
