import { randomFillSync } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { writeZip, type WritableEntry } from "../lib/artifact/zip/writer";
import type { DependencySet } from "./packaging-sets";

const megabyte = 1024 * 1024;

/** A set of one distribution of this size, whose bytes nothing makes smaller, with a folder of wheels to find it in. */
export function sizedSet(folder: string, megabytes: number): DependencySet {
  const name = `ballast_${megabytes}`;
  const links = join(folder, name);
  mkdirSync(links, { recursive: true });
  writeWheel(join(links, `${name}-1.0-py3-none-any.whl`), name, megabytes);
  return {
    name,
    runtime: "python3.12",
    requirements: ["--no-index", `--find-links ${links}`, `${name}==1.0`],
    imports: [name],
    pinsForSam: [],
  };
}

function writeWheel(path: string, name: string, megabytes: number): void {
  const info = `${name}-1.0.dist-info`;
  const text = (path: string, content: string): WritableEntry => entry(path, () => Buffer.from(content));
  writeZip(path, [
    text(`${name}/__init__.py`, ""),
    text(`${info}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`),
    text(`${info}/WHEEL`, "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    text(`${info}/RECORD`, ""),
    ...Array.from({ length: megabytes }, (_, index) =>
      entry(`${name}/data/${index}.bin`, () => randomFillSync(Buffer.allocUnsafe(megabyte))),
    ),
  ]);
}

/** Marked as deflated, since most of what is in a wheel is; what is stored would be deflated anew when it is indexed. */
function entry(name: string, content: () => Buffer): WritableEntry {
  return {
    name,
    executable: false,
    content: () => {
      const bytes = content();
      const data = deflateRawSync(bytes, { level: 0 });
      return { kind: "bytes", data, method: 8, crc32: crc32(bytes), compressedSize: data.length, size: bytes.length };
    },
  };
}
