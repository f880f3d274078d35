import type { ZipRecord } from "../zip/central-directory";

/** Where a wheel's entry goes in an artifact, or the rule by which it does not, or why nothing can be said. */
export type Placement = { readonly path: string } | { readonly rule: string } | { readonly fault: string };

const importable = ["purelib", "platlib"];
const rules: Readonly<Record<string, string>> = { scripts: "wheel-scripts", headers: "wheel-headers", data: "wheel-data" };

/**
 * Where an installer would put the entry, seen from the folder modules are imported from: what a wheel has at its top goes there, as does
 * what lies in `{name}-{version}.data/purelib` and `platlib`. Scripts, headers and data go elsewhere (`bin/`, `include/`, `share/`), of which a
 * container has no use, and stay behind.
 *
 * `*.dist-info` is kept whole: `importlib.metadata` reads METADATA, entry_points.txt and RECORD, and licences must go along. RECORD keeps
 * its bytes, and so lists files that stay behind; from Python 3.12 `importlib.metadata.files()` skips those itself.
 *
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/#installing-a-wheel-distribution-1-0-py32-none-any-whl
 */
export function placement({ name }: Pick<ZipRecord, "name">): Placement {
  const [top = "", scheme, ...inside] = name.split("/");
  if (!top.endsWith(".data") || scheme === undefined) return { path: name };
  if (importable.includes(scheme) && inside.length > 0) return { path: inside.join("/") };
  const rule = rules[scheme];
  return rule !== undefined && inside.length > 0 ? { rule } : { fault: `${name} belongs to no scheme that wheels know` };
}

const fileType = { mask: 0o170000, regular: 0o100000, executable: 0o111 };

/** Whether the wheel says that the file can be executed, as pip sees it: only where it is marked as a regular file too. */
export function isExecutable({ unixMode }: Pick<ZipRecord, "unixMode">): boolean {
  return (unixMode & fileType.mask) === fileType.regular && (unixMode & fileType.executable) !== 0;
}

/** Whether the entry is a link or a device, which no wheel may hold. */
export function isSpecialFile({ unixMode, name }: Pick<ZipRecord, "unixMode" | "name">): boolean {
  const type = unixMode & fileType.mask;
  return type !== 0 && type !== fileType.regular && !(type === 0o040000 && name.endsWith("/"));
}
