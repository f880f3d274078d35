/**
 * The package URL of a distribution: `pkg:pypi/pandas@2.2.3`.
 *
 * @see https://github.com/package-url/purl-spec
 * @param name normalised
 * @param version left out where nobody knows it
 */
export function purlOf(name: string, version?: string): string {
  return `pkg:pypi/${encoded(name)}${version === undefined || version === "" ? "" : `@${encoded(version)}`}`;
}

/** A version may have an epoch (`1!2.0`) and a local part (`+cpu`). */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
