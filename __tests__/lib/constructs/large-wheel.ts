import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { writeZip, type WritableEntry } from "../../../lib/artifact/zip/writer";

/** The most that one block of a deflated stream holds as it is. */
const block = 0xffff;
const header = 5;

/**
 * Writes the wheel ballast 1.0, for every Python and platform. Its one file, `ballast.bin`, takes exactly as many bytes as are asked for in any ZIP
 * it is copied to: it is deflated by a packer that saves nothing.
 */
export function writeLargeWheel(folder: string, compressedBytes: number): void {
  const blocks = Math.ceil(compressedBytes / (header + block));
  const content = Buffer.alloc(compressedBytes - header * blocks, "x");
  writeWheel(folder, content, inBlocks(content));
}

/** As {@link writeLargeWheel}, but its file has exactly as many bytes as are asked for once it is unpacked, and hardly any before. */
export function writeDeflatedWheel(folder: string, unzippedBytes: number): void {
  const content = Buffer.alloc(unzippedBytes);
  writeWheel(folder, content, deflateRawSync(content, { level: 1 }));
}

function writeWheel(folder: string, content: Buffer, deflated: Buffer): void {
  const text = (name: string, lines: readonly string[]): WritableEntry => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    return entry(`ballast-1.0.dist-info/${name}`, bytes, inBlocks(bytes));
  };
  writeZip(join(folder, "ballast-1.0-py3-none-any.whl"), [
    entry("ballast.bin", content, deflated),
    text("METADATA", ["Metadata-Version: 2.1", "Name: ballast", "Version: 1.0"]),
    text("WHEEL", ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"]),
    text("RECORD", []),
  ]);
}

function entry(name: string, content: Buffer, data: Buffer): WritableEntry {
  const head = { method: 8, crc32: crc32(content), size: content.length, compressedSize: data.length } as const;
  return { name, executable: false, content: () => ({ kind: "bytes", data, ...head }) };
}

/** RFC 1951, 3.2.4: blocks that are not compressed. */
function inBlocks(content: Buffer): Buffer {
  const count = Math.max(1, Math.ceil(content.length / block));
  const pieces = Array.from({ length: count }, (_, index) => {
    const piece = content.subarray(index * block, (index + 1) * block);
    const head = Buffer.alloc(header);
    head.writeUInt8(index === count - 1 ? 1 : 0);
    head.writeUInt16LE(piece.length, 1);
    head.writeUInt16LE(0xffff ^ piece.length, 3);
    return Buffer.concat([head, piece]);
  });
  return Buffer.concat(pieces);
}
