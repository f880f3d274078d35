import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { crc32 } from "node:zlib";
import { byPath } from "../../lib/artifact/content-hash";
import { shownText } from "../../lib/artifact/display-path";
import { type OpenFile, openForReading, readInto } from "../../lib/artifact/zip/read-range";
import { type WritableEntry, writeZip, type WrittenZip } from "../../lib/artifact/zip/writer";
import { type Complaint, throwIfAny } from "../../lib/errors/user-error";
import { type HandedFile, isInside, manifestName, manifestText, nameInArchive, planName } from "./handover-manifest";
import type { PlannedFile } from "./planned-uploads";

/** What to hand over. Paths are absolute. */
export interface Handover {
  readonly directory: string;
  readonly plan: string;
  /** What the plan uploads. */
  readonly planned: readonly PlannedFile[];
}

/** What was written. */
export interface PackedHandover extends WrittenZip {
  /** By path. */
  readonly files: readonly HandedFile[];
}

/** An open file to be copied as it is, and what its entry tells of it. */
interface Copied extends HandedFile {
  readonly file: OpenFile;
  readonly crc32: number;
}

/**
 * Writes one archive of a plan and all that an apply of it needs: the files that it uploads, the configuration, the lock of the providers, the
 * receipt and what was checked. The same files make the same bytes, wherever they lie.
 *
 * @throws UserError where a file lies where no other folder could have it, or cannot be read
 */
export function packHandover(output: string, { directory, plan, planned }: Handover): PackedHandover {
  throwIfAny(planned.filter(({ path }) => !isInside(path)).map(outside));
  const names = new Set([...planned.map(({ path }) => nameInArchive(path)), ...kept(directory)]);
  const sources = new Map([...names].map((name) => [name, join(directory, name)]));
  sources.set(planName, plan);
  const open: OpenFile[] = [];
  try {
    const copies = [...sources].map(([path, source]): Copied => {
      const file = { fd: openForReading(source), path: source };
      open.push(file);
      return { path, file, ...measured(file) };
    });
    const files = copies.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })).sort(byPath);
    const manifest = Buffer.from(manifestText({ version: 1, files, planned }));
    return { ...writeZip(output, [...copies.map(copiedEntry), bytesEntry(manifestName, manifest)]), files };
  } finally {
    for (const { fd } of open) closeSync(fd);
  }
}

function outside({ path, address }: PlannedFile): Complaint {
  return {
    what: `${shownText(path)} lies outside of the stack directory, and another machine has nothing there`,
    where: shownText(address),
    fix: "give it a path below the stack directory: ${path.module}/…, without .. or ~",
  };
}

/** What is needed beside the plan, by the paths in the directory: Terraform's configuration and its lock; and what synthesis says of the code. */
function kept(directory: string): string[] {
  const beside = [".terraform.lock.hcl", "artifacts.json", "checks.json"].filter((name) => existsSync(join(directory, name)));
  return [...beside, ...configuration(directory, "")];
}

function configuration(directory: string, folder: string): string[] {
  return readdirSync(join(directory, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : configuration(directory, path);
    return /\.tf(?:\.json)?$/.test(entry.name) ? [path] : [];
  });
}

function measured(file: OpenFile): Pick<Copied, "bytes" | "sha256" | "crc32"> {
  const bytes = fstatSync(file.fd).size;
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  let crc = 0;
  for (let at = 0; at < bytes; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, bytes - at));
    readInto(file, piece, at);
    hash.update(piece);
    crc = crc32(piece, crc);
  }
  return { bytes, sha256: hash.digest("hex"), crc32: crc };
}

/** Stored: what is large is compressed already, and what is stored cannot unpack to more than it is. */
function copiedEntry({ path, file, bytes, crc32: crc }: Copied): WritableEntry {
  const header = { method: 0, crc32: crc, compressedSize: bytes, size: bytes } as const;
  return { name: path, executable: false, content: () => ({ kind: "copied", ...header, file, offset: 0 }) };
}

function bytesEntry(name: string, data: Buffer): WritableEntry {
  const header = { method: 0, crc32: crc32(data), compressedSize: data.length, size: data.length } as const;
  return { name, executable: false, content: () => ({ kind: "bytes", ...header, data }) };
}
