import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { indexWheel } from "../../../../lib/artifact/wheel/index-wheel";
import type { IndexedWheel } from "../../../../lib/artifact/wheel/wheel-index";

/** What a wheel made for a test holds. */
export interface MadeWheel {
  readonly name: string;
  readonly version?: string;
  /** Path to content; an array marks a file that may be executed, or is stored. */
  readonly files: Readonly<
    Record<
      string,
      string | Uint8Array | { readonly content: string | Uint8Array; readonly executable?: boolean; readonly stored?: boolean }
    >
  >;
  /** Lines of METADATA besides name and version. */
  readonly metadata?: readonly string[];
  /** Whether its RECORD lists its files, as a wheel's should. @default false: it is empty */
  readonly record?: boolean;
}

const unix = 3;
const date = new Date(1995, 4, 5);

/** Writes a wheel as a tool for building them would, and answers its path. */
export function makeWheel(folder: string, { name, version = "1.0", files, metadata = [], record = false }: MadeWheel): string {
  const info = `${name}-${version}.dist-info`;
  const zippable: Zippable = {};
  for (const [path, file] of Object.entries(files)) {
    const isContent = typeof file === "string" || file instanceof Uint8Array;
    const { content, executable = false, stored = false } = isContent ? { content: file } : file;
    const attrs = ((executable ? 0o100755 : 0o100644) << 16) >>> 0;
    zippable[path] = [
      typeof content === "string" ? Buffer.from(content) : content,
      { level: stored ? 0 : 6, os: unix, attrs, mtime: date },
    ];
  }
  const plain = { level: 6, os: unix, attrs: (0o100644 << 16) >>> 0, mtime: date } as const;
  zippable[`${info}/METADATA`] = [
    Buffer.from(["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`, ...metadata, ""].join("\n")),
    plain,
  ];
  zippable[`${info}/WHEEL`] = [Buffer.from("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"), plain];
  zippable[`${info}/RECORD`] = [Buffer.from(record ? recordOf(zippable, `${info}/RECORD`) : ""), plain];
  const path = join(folder, `${name}-${version}-py3-none-any.whl`);
  writeFileSync(path, zipSync(zippable));
  return path;
}

function recordOf(zippable: Zippable, own: string): string {
  const lines = Object.entries(zippable).map(([path, file]) => {
    const [content] = file as [Uint8Array, object];
    return `${path},sha256=${createHash("sha256").update(content).digest("base64url")},${content.length}`;
  });
  return [...lines, `${own},,`, ""].join("\n");
}

/** Makes a wheel and indexes it, with a cache in the same folder. */
export function indexedWheel(folder: string, made: MadeWheel): IndexedWheel {
  const path = makeWheel(folder, made);
  return indexWheel({ path, sha256: sha256Of(path) }, join(folder, "cache"));
}

/** Of a file, hexadecimal. */
export function sha256Of(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
