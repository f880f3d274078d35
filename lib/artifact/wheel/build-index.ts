import { createHash } from "node:crypto";
import { UserError } from "../../errors/user-error";
import { byPath } from "../content-hash";
import { ElfScan } from "../elf/elf-scan";
import { readCentralDirectory, type ZipRecord } from "../zip/central-directory";
import { readContent } from "../zip/entry-content";
import { deflateInPieces } from "../zip/deflate";
import { hashFile } from "../zip/file-hash";
import type { OpenFile } from "../zip/read-range";
import { verifyEntries } from "../zip/verify-entries";
import { asPublished, damaged, refused, throwFirst } from "../zip/zip-fault";
import { distInfoOf } from "./dist-info";
import { isExecutable, isSpecialFile, placement } from "./layout";
import { ReferenceScan } from "./reference-scan";
import { importNames } from "./tests-folders";
import type { LeftInWheel, WheelEntry, WheelIndex } from "./wheel-index";

/** Takes bytes that are kept beside the index. */
export type Recompressed = (bytes: Uint8Array) => void;

type Placed = Pick<WheelEntry, "path" | "executable"> & { readonly record: ZipRecord };

/**
 * Reads a whole wheel once: its hash, every entry's size, CRC-32 and sha256, where each goes, and what its modules import.
 *
 * @param sha256 of the wheel, hexadecimal, as the lock or the index of the registry has it
 * @param recompressed takes what the wheel stores and deflating makes smaller, deflated
 * @throws UserError with what is wrong with the wheel
 */
export function buildIndex(file: OpenFile, sha256: string, recompressed: Recompressed): WheelIndex {
  const { sha256: actual, bytes } = hashFile(file);
  if (actual !== sha256) throw new UserError(damaged(file.path, `its sha256 is ${actual}, and should be ${sha256}`));
  return { sha256, bytes, ...asPublished(() => readWheel(file, recompressed)) };
}

function readWheel(file: OpenFile, recompressed: Recompressed): Omit<WheelIndex, "sha256" | "bytes"> {
  const records = readCentralDirectory(file).filter(({ name }) => !name.endsWith("/"));
  throwFirst(records.filter(isSpecialFile).map(({ name }) => refused(file.path, `the entry ${name} is a link or a device`)));
  const { placed, left } = place(file, records);
  const paths = placed.map(({ path }) => path);
  const scan = new ReferenceScan(paths);
  const elf = new ElfScan();
  const pathOf = new Map(placed.map(({ record, path }) => [record, path]));
  const recordOf = new Map(placed.map(({ record, path }) => [path, record]));
  const hashes = verifyEntries(file, records, (record, piece) => {
    const path = pathOf.get(record);
    if (path === undefined) return;
    scan.see(path, piece);
    elf.see(path, record.size, piece);
  });
  const hashOf = new Map(records.map((record, index) => [record, hashes[index] ?? ""]));
  const { name, version, requiresDist, requiresPython } = distInfoOf(file, records);
  const beside = new Beside(file, recompressed);
  const entries = placed.map(({ path, executable, record }) => ({
    ...{ path, executable, size: record.size, crc32: record.crc32, sha256: hashOf.get(record) ?? "" },
    ...(beside.deflated(record) ?? copied(record)),
  }));
  return {
    ...{ name, version, requiresDist, importNames: importNames(paths), entries, left },
    ...scan.result(),
    elf: elf.result((path, consumer) => {
      const record = recordOf.get(path);
      if (record !== undefined) readContent(file, record, consumer);
    }),
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(beside.bytes === 0 ? {} : { recompressed: beside.summary() }),
  };
}

function copied({
  method,
  compressedSize,
  dataOffset,
}: ZipRecord): Pick<WheelEntry, "method" | "compressedSize" | "from" | "offset"> {
  return { method, compressedSize, from: "wheel", offset: dataOffset };
}

/** What is deflated anew, one stream after the other. */
class Beside {
  bytes = 0;
  private readonly hash = createHash("sha256");

  constructor(
    private readonly file: OpenFile,
    private readonly recompressed: Recompressed,
  ) {}

  /** Where the deflated bytes of a stored entry are, if they are fewer. */
  deflated(record: ZipRecord): Pick<WheelEntry, "method" | "compressedSize" | "from" | "offset"> | undefined {
    if (record.method !== 0 || record.size === 0) return undefined;
    const offset = this.bytes;
    let compressedSize = 0;
    const read = (write: (data: Uint8Array) => void): void => {
      deflateInPieces((consumer) => {
        readContent(this.file, record, consumer);
      }, write);
    };
    // Twice, to know the size first: stored entries are few and small, and memory is not for the whole of one.
    read((data) => (compressedSize += data.length));
    if (compressedSize >= record.size) return undefined;
    read((data) => {
      this.hash.update(data);
      this.recompressed(data);
    });
    this.bytes += compressedSize;
    return { method: 8, compressedSize, from: "recompressed", offset };
  }

  summary(): NonNullable<WheelIndex["recompressed"]> {
    return { sha256: this.hash.digest("hex"), bytes: this.bytes };
  }
}

function place(file: OpenFile, records: readonly ZipRecord[]): { placed: Placed[]; left: LeftInWheel[] } {
  const placements = records.map((record) => ({ record, to: placement(record) }));
  throwFirst(placements.flatMap(({ to }) => ("fault" in to ? [refused(file.path, to.fault)] : [])));
  const placed = placements.flatMap(({ record, to }) =>
    "path" in to ? [{ path: to.path, executable: isExecutable(record), record }] : [],
  );
  const left = placements.flatMap(({ record, to }) => ("rule" in to ? [{ path: record.name, rule: to.rule }] : []));
  const seen = new Set<string>();
  throwFirst(
    placed
      .filter(({ path }) => seen.size === seen.add(path).size)
      .map(({ path }) => refused(file.path, `two of its entries go to ${path}`)),
  );
  return { placed: placed.sort(byPath), left: left.sort(byPath) };
}
