import { crc32 } from "node:zlib";
import { pack } from "../../../../lib/artifact/zip/deflate";
import { writeZip, type WrittenZip } from "../../../../lib/artifact/zip/writer";

/** A file of a ZIP made for a test. */
export interface MadeFile {
  readonly content: string | Uint8Array;
  readonly executable?: boolean;
  /** Whether it is not to be deflated. */
  readonly stored?: boolean;
}

/** Writes a ZIP as the engine does. */
export function makeZip(path: string, files: Readonly<Record<string, MadeFile>>): WrittenZip & { readonly path: string } {
  const entries = Object.entries(files).map(([name, { content, executable = false, stored = false }]) => ({
    name,
    executable,
    content: () => {
      const bytes = Buffer.from(content);
      const { data, ...packed } = stored
        ? { method: 0 as const, data: bytes, size: bytes.length, crc32: crc32(bytes) }
        : pack(bytes);
      return { kind: "bytes" as const, ...packed, data, compressedSize: data.length };
    },
  }));
  return { ...writeZip(path, entries), path };
}
