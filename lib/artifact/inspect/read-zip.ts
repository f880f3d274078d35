import { UserError } from "../../errors/user-error";
import { lambdaLimits } from "../../runtimes/limits";
import { shownText } from "../display-path";
import type { ElfFacts } from "../elf/elf-facts";
import { ElfScan } from "../elf/elf-scan";
import { figure, size } from "../receipt/byte-figures";
import { isSpecialFile } from "../wheel/layout";
import { readCentralDirectory, type ZipRecord } from "../zip/central-directory";
import { contentOf, readContent } from "../zip/entry-content";
import { hashFile } from "../zip/file-hash";
import type { OpenFile } from "../zip/read-range";
import { verifyEntries } from "../zip/verify-entries";
import { asPacked, refused, throwFirst } from "../zip/zip-fault";

/** A file of a ZIP, read. */
export interface ReadFile {
  readonly record: ZipRecord;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** Where it leads, if it is a symbolic link. */
  readonly linksTo?: string;
  /** The first bytes of a module's bytecode. */
  readonly head?: Buffer;
}

/** A ZIP, read once from its beginning to its end. */
export interface ReadZip {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Its list as it stands, folders included. */
  readonly records: readonly ZipRecord[];
  /** In the same order. */
  readonly files: readonly ReadFile[];
  readonly elf: readonly ElfFacts[];
  /** The text of a small file; undefined for one that is too large to be what its name says. */
  readonly textOf: (file: ReadFile) => string | undefined;
}

/** Twice what Lambda takes: what is far beyond is not unpacked to be told so. */
const inspectedAtMost = 2 * lambdaLimits.unzippedBytes;
const longestText = 16 * 1024 * 1024;
const longestLink = 4096;
const bytecodeHead = 16;
const fileType = { mask: 0o170000, link: 0o120000 };

/**
 * Reads a ZIP of whatever origin: every content is inflated in memory, piece by piece, and held against its size and CRC-32. Nothing is written.
 *
 * @throws UserError if it is no ZIP, or one that two readers may see differently, holds a device, or unpacks to more than twice what Lambda takes
 */
export function readZip(file: OpenFile): ReadZip {
  return asPacked(() => {
    const records = readCentralDirectory(file);
    refuseLarge(file, records);
    const inside = records.filter(({ name }) => !name.endsWith("/"));
    const devices = inside.filter((record) => isSpecialFile(record) && !isLink(record));
    throwFirst(devices.map(({ name }) => refused(file.path, `the entry ${shownText(name)} is a device`)));
    return { ...hashFile(file), records, ...contentsOf(file, inside), textOf: ({ record }) => textOf(file, record, longestText) };
  });
}

function refuseLarge(file: OpenFile, records: readonly ZipRecord[]): void {
  const unzipped = records.reduce((sum, record) => sum + record.size, 0);
  if (unzipped <= inspectedAtMost) return;
  throw new UserError({
    ...refused(file.path, `by its own list it unpacks to ${size(unzipped)}`),
    fix: `make it smaller: Lambda takes fewer than ${figure(lambdaLimits.unzippedBytes)} bytes, layers included, and what is more than twice that is not read`,
  });
}

function contentsOf(file: OpenFile, inside: readonly ZipRecord[]): Pick<ReadZip, "files" | "elf"> {
  const scan = new ElfScan();
  const heads = new Map<ZipRecord, Buffer>();
  const hashes = verifyEntries(file, inside, (record, piece) => {
    scan.see(record.name, record.size, piece);
    if (record.name.endsWith(".pyc") && !heads.has(record)) heads.set(record, Buffer.from(piece.subarray(0, bytecodeHead)));
  });
  const recordOf = new Map(inside.map((record) => [record.name, record]));
  const elf = scan.result((path, consumer) => {
    const record = recordOf.get(path);
    if (record !== undefined) readContent(file, record, consumer);
  });
  const files = inside.map((record, index): ReadFile => {
    const head = heads.get(record);
    const linksTo = isLink(record) ? (textOf(file, record, longestLink) ?? "") : undefined;
    return {
      ...{ record, sha256: hashes[index] ?? "" },
      ...(head === undefined ? {} : { head }),
      ...(linksTo === undefined ? {} : { linksTo }),
    };
  });
  return { files, elf };
}

function isLink({ unixMode }: ZipRecord): boolean {
  return (unixMode & fileType.mask) === fileType.link;
}

function textOf(file: OpenFile, record: ZipRecord, longest: number): string | undefined {
  return record.size > longest ? undefined : contentOf(file, record).toString();
}
