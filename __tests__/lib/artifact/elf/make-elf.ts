import type { SoundElf } from "../../../../lib/artifact/elf/elf-facts";

/** What an ELF file made for a test says. */
export interface MadeElf extends Partial<Omit<SoundElf, "path" | "machine" | "type">> {
  /** Number in the header. @default 62, x86_64 */
  readonly machine?: number;
  /** @default 3, a shared object */
  readonly type?: number;
  /** Zeros between the program headers and all they lead to, so that a file is as large as is wanted. @default 0 */
  readonly padding?: number;
  /** Where names are: in the one segment, or moved to a segment of their own at the end, as patchelf moves them. @default "segment" */
  readonly names?: "segment" | "moved";
  /** Bytes before the names, in the segment they were moved to. @default 0 */
  readonly beforeNames?: number;
}

const [loadBias, movedBias] = [0x10000, 0x200000];

/** Makes an ELF file without section headers: a header, program headers, and what a loader reads. */
export function makeElf(made: MadeElf = {}): Buffer {
  const { bits = 64, endianness = "little", machine = 62, type = 3, padding = 0, names = "segment", beforeNames = 0 } = made;
  const { needed = [], soname, runPaths = [], versionNeeds = [] } = made;
  const pen = penOf(bits, endianness);
  const table = new NameTable();
  const places = needed.map((name) => table.place(name));
  const sonamePlace = soname === undefined ? undefined : table.place(soname);
  const runPlace = runPaths.length === 0 ? undefined : table.place(runPaths.join(":"));
  const needs = Buffer.concat(
    versionNeeds.map(({ library, versions }, index) => {
      const isLast = index === versionNeeds.length - 1;
      const head = [pen.half(1), pen.half(versions.length), pen.word(table.place(library)), pen.word(16)];
      const parts = [...head, pen.word(isLast ? 0 : 16 + 16 * versions.length)];
      versions.forEach((version, at) => {
        const next = at === versions.length - 1 ? 0 : 16;
        parts.push(pen.word(0), pen.half(0), pen.half(at + 2), pen.word(table.place(version)), pen.word(next));
      });
      return Buffer.concat(parts);
    }),
  );

  const [headerSize, programSize, entrySize] = bits === 64 ? [64, 56, 16] : [52, 32, 8];
  const entryCount =
    places.length + 2 + (sonamePlace === undefined ? 0 : 1) + (runPlace === undefined ? 0 : 1) + (needs.length === 0 ? 0 : 2) + 1;
  const dynamicAt = headerSize + 3 * programSize + padding;
  const needsAt = dynamicAt + entryCount * entrySize;
  const bodyEnd = needsAt + needs.length;
  const namesAt = bodyEnd + beforeNames;
  const isMoved = names === "moved";
  const namesAddress = isMoved ? namesAt - bodyEnd + movedBias : namesAt + loadBias;
  const end = namesAt + table.bytes.length;

  const entries: [number, number][] = places.map((place) => [1, place]);
  if (sonamePlace !== undefined) entries.push([14, sonamePlace]);
  if (runPlace !== undefined) entries.push([29, runPlace]);
  entries.push([5, namesAddress], [10, table.bytes.length]);
  if (needs.length > 0) entries.push([0x6ffffffe, needsAt + loadBias], [0x6fffffff, versionNeeds.length]);
  entries.push([0, 0]);
  const segments = [
    pen.segment(1, 0, loadBias, isMoved ? bodyEnd : end),
    isMoved ? pen.segment(1, bodyEnd, movedBias, end - bodyEnd) : pen.segment(0, 0, 0, 0),
    pen.segment(2, dynamicAt, dynamicAt + loadBias, entryCount * entrySize),
  ];
  return Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, endianness === "little" ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...[pen.half(type), pen.half(machine), pen.word(1), pen.wide(0), pen.wide(headerSize), pen.wide(0), pen.word(0)],
    ...[headerSize, programSize, segments.length, 0, 0, 0].map(pen.half),
    ...segments,
    Buffer.alloc(padding),
    ...entries.flatMap(([tag, value]) => [pen.wide(tag), pen.wide(value)]),
    needs,
    Buffer.alloc(beforeNames),
    table.bytes,
  ]);
}

class NameTable {
  bytes = Buffer.from([0]);

  place(name: string): number {
    const at = this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, Buffer.from(`${name}\0`)]);
    return at;
  }
}

function penOf(bits: 32 | 64, endianness: "little" | "big") {
  const number = (size: number) => (value: number) => {
    const bytes = Buffer.alloc(size);
    for (let left = value, index = 0; index < size; index += 1, left = Math.floor(left / 256)) {
      bytes[endianness === "little" ? index : size - 1 - index] = left % 256;
    }
    return bytes;
  };
  const [half, word, wide] = [number(2), number(4), number(bits / 8)];
  const segment = (type: number, offset: number, address: number, length: number): Buffer => {
    const middle = [offset, address, address, length, length].map(wide);
    return Buffer.concat(bits === 64 ? [word(type), word(5), ...middle, wide(1)] : [word(type), ...middle, word(5), word(1)]);
  };
  return { half, word, wide, segment };
}
