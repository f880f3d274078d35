import type { SoundElf } from "./elf-facts";
import type { Range, RangeSource } from "./ranges";

/** Why a file cannot be read as ELF. */
export class MalformedError extends Error {}

/** Reads numbers as wide and in the order that the file has them. */
export interface Layout {
  readonly is64: boolean;
  readonly half: (bytes: Buffer, at: number) => number;
  readonly word: (bytes: Buffer, at: number) => number;
  /** An address, an offset or a size: four bytes or eight. */
  readonly wide: (bytes: Buffer, at: number) => number;
}

/** A part of the file that is mapped into memory, or says where something is. */
export interface Segment extends Range {
  readonly isLoaded: boolean;
  /** Whether it is the one that leads to all names. */
  readonly isDynamic: boolean;
  readonly address: number;
}

/** What the file header and the program headers say. */
export interface ElfHeader extends Pick<SoundElf, "type" | "bits" | "endianness" | "machine"> {
  readonly layout: Layout;
  readonly segments: readonly Segment[];
}

/** The first bytes of every ELF file. */
const magic = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

const segmentsAtMost = 4096;
const segmentTypes = { load: 1, dynamic: 2 };
const types: Readonly<Record<number, SoundElf["type"]>> = { 1: "relocatable", 2: "executable", 3: "shared" };
const machines: Readonly<Record<number, string>> = { 62: "x86_64", 183: "aarch64" };

/** Whether a content begins as an ELF file does. */
export function isElf(head: Uint8Array): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

/**
 * Reads the header and the program headers, which is what a loader does; section headers may be missing, and often are.
 *
 * @see https://gabi.xinuos.com/elf/02-eheader.html
 * @throws MalformedError
 */
export function readHeader(source: RangeSource): ElfHeader {
  const head = readOne(source, { offset: 0, length: Math.min(64, source.size) }, "its header");
  const [bits, order] = [head[4], head[5]];
  if (head.length < 52 || !isElf(head)) throw new MalformedError("its header is cut short");
  if ((bits !== 1 && bits !== 2) || (order !== 1 && order !== 2)) throw new MalformedError("its header names no known class");
  const layout = layoutOf(bits === 2, order === 1);
  const { is64, half, wide } = layout;
  if (is64 && head.length < 64) throw new MalformedError("its header is cut short");
  const machine = half(head, 18);
  const [entrySize, count] = [half(head, is64 ? 54 : 42), half(head, is64 ? 56 : 44)];
  return {
    type: types[half(head, 16)] ?? "other",
    bits: is64 ? 64 : 32,
    endianness: order === 1 ? "little" : "big",
    machine: machines[machine] ?? `EM_${machine}`,
    layout,
    segments: count === 0 ? [] : readSegments(source, layout, { offset: wide(head, is64 ? 32 : 28), entrySize, count }),
  };
}

/**
 * One range of a file.
 *
 * @throws MalformedError if it does not lie in the file
 */
export function readOne(source: RangeSource, range: Range, what: string): Buffer {
  checkRange(source, range, what);
  return source.read([range])[0] ?? Buffer.alloc(0);
}

/** @throws MalformedError if a range does not lie in the file */
export function checkRange({ size }: RangeSource, { offset, length }: Range, what: string): void {
  if (offset < 0 || offset + length > size) throw new MalformedError(`${what} would lie beyond its end`);
}

function readSegments(
  source: RangeSource,
  { is64, word, wide }: Layout,
  { offset, entrySize, count }: { readonly offset: number; readonly entrySize: number; readonly count: number },
): Segment[] {
  if (entrySize < (is64 ? 56 : 32) || count > segmentsAtMost)
    throw new MalformedError("its program headers have an impossible size");
  const bytes = readOne(source, { offset, length: entrySize * count }, "its program headers");
  return Array.from({ length: count }, (_, index) => {
    const at = index * entrySize;
    const field = (wideAt: number, narrowAt: number): number => wide(bytes, at + (is64 ? wideAt : narrowAt));
    const type = word(bytes, at);
    return {
      ...{ isLoaded: type === segmentTypes.load, isDynamic: type === segmentTypes.dynamic },
      ...{ offset: field(8, 4), address: field(16, 8), length: field(32, 16) },
    };
  });
}

function layoutOf(is64: boolean, isLittle: boolean): Layout {
  const half: Layout["half"] = (bytes, at) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const word: Layout["word"] = (bytes, at) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  // Beyond 2^53 it is inexact, and beyond every file's end all the same.
  const double: Layout["wide"] = (bytes, at) => Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return { is64, half, word, wide: is64 ? double : word };
}
