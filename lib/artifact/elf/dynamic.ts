import type { SoundElf, VersionNeeds } from "./elf-facts";
import { checkRange, type Layout, MalformedError, readOne, type Segment } from "./elf-header";
import type { Range, RangeSource } from "./ranges";

const tag = { end: 0, needed: 1, stringTable: 5, stringTableSize: 10, soname: 14, rpath: 15, runpath: 29 };
/** Version needs: where they are and how many. */
const versionTag = { needs: 0x6ffffffe, count: 0x6fffffff };

/** Far more than any file has: real ones stay below a tenth of each. */
const atMost = { dynamicBytes: 64 * 1024, needsBytes: 64 * 1024, stringBytes: 4096, strings: 4096 };

type Dynamic = Pick<SoundElf, "needed" | "soname" | "runPaths" | "versionNeeds">;

/**
 * Follows the dynamic segment, as a loader does, to the names it holds.
 *
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 * @throws MalformedError
 */
export function readDynamic(source: RangeSource, layout: Layout, segments: readonly Segment[]): Dynamic {
  const dynamic = segments.find(({ isDynamic }) => isDynamic);
  const entries = dynamic === undefined ? [] : dynamicEntries(source, layout, dynamic);
  if (entries.length === 0) return { needed: [], runPaths: [], versionNeeds: [] };
  const all = (wanted: number): number[] => entries.filter((entry) => entry.tag === wanted).map(({ value }) => value);
  const one = (wanted: number): number | undefined => all(wanted)[0];
  const place = (address: number, what: string): Range => fileRange(segments, address, what);

  const needsAt = one(versionTag.needs);
  const needs =
    needsAt === undefined ? [] : versionNeeds(source, layout, place(needsAt, "its version needs"), one(versionTag.count) ?? 0);
  const named = [tag.needed, tag.soname, tag.rpath, tag.runpath].flatMap(all);
  const offsets = new Set([...named, ...needs.flatMap(({ library, versions }) => [library, ...versions])]);
  if (offsets.size === 0) return { needed: [], runPaths: [], versionNeeds: [] };
  const table = one(tag.stringTable);
  if (table === undefined) throw new MalformedError("it has names, and no table of them");
  const text = strings(source, { ...place(table, "its names"), length: one(tag.stringTableSize) ?? 0 }, [...offsets]);
  const texts = (wanted: number): string[] => all(wanted).map(text);
  const [soname] = texts(tag.soname);
  return {
    needed: texts(tag.needed),
    ...(soname === undefined ? {} : { soname }),
    runPaths: [...texts(tag.rpath), ...texts(tag.runpath)].flatMap((paths) => paths.split(":")).filter((path) => path !== ""),
    versionNeeds: needs.map(({ library, versions }): VersionNeeds => ({ library: text(library), versions: versions.map(text) })),
  };
}

function dynamicEntries(source: RangeSource, { is64, wide }: Layout, { offset, length }: Segment): Entry[] {
  if (length > atMost.dynamicBytes) throw new MalformedError("its dynamic segment has an impossible size");
  const bytes = readOne(source, { offset, length }, "its dynamic segment");
  const size = is64 ? 8 : 4;
  const entries = Array.from({ length: Math.floor(length / (2 * size)) }, (_, index) => {
    const at = index * 2 * size;
    return { tag: wide(bytes, at), value: wide(bytes, at + size) };
  });
  const end = entries.findIndex((entry) => entry.tag === tag.end);
  return end < 0 ? entries : entries.slice(0, end);
}

interface Entry {
  readonly tag: number;
  readonly value: number;
}

/** Where in the file an address in memory comes from, and all that follows it in its segment. */
function fileRange(segments: readonly Segment[], address: number, what: string): Range {
  const holder = segments.find(
    (segment) => segment.isLoaded && address >= segment.address && address < segment.address + segment.length,
  );
  if (holder === undefined) throw new MalformedError(`${what} would lie in no segment`);
  const before = address - holder.address;
  return { offset: holder.offset + before, length: holder.length - before };
}

/** A library and versions, as places in the table of names. */
interface NeedPlaces {
  readonly library: number;
  readonly versions: readonly number[];
}

/** Two chains, one in the other: of libraries, and of the versions of each. Links are relative and lead forward, or the chain ends. */
function versionNeeds(source: RangeSource, { half, word }: Layout, { offset, length }: Range, count: number): NeedPlaces[] {
  const what = "its version needs";
  const bytes = readOne(
    source,
    { offset, length: Math.min(atMost.needsBytes, length, Math.max(16, source.size - offset)) },
    what,
  );
  const check = (at: number): void => {
    if (at + 16 > bytes.length) throw new MalformedError(`${what} lead beyond their end`);
  };
  const needs: NeedPlaces[] = [];
  let total = 0;
  for (let at = 0; needs.length < count;) {
    check(at);
    const versions: number[] = [];
    const versionCount = half(bytes, at + 2);
    for (let version = at + word(bytes, at + 8); versions.length < versionCount;) {
      check(version);
      versions.push(word(bytes, version + 8));
      if ((total += 1) > atMost.strings) throw new MalformedError(`${what} are too many`);
      const next = word(bytes, version + 12);
      if (next === 0) break;
      version += next;
    }
    needs.push({ library: word(bytes, at + 4), versions });
    if ((total += 1) > atMost.strings) throw new MalformedError(`${what} are too many`);
    const next = word(bytes, at + 12);
    if (next === 0) break;
    at += next;
  }
  return needs;
}

/** Reads the names at these places of the table, and answers a way to look them up. */
function strings(source: RangeSource, table: Range, places: readonly number[]): (place: number) => string {
  if (places.length > atMost.strings) throw new MalformedError("it has too many names");
  checkRange(source, table, "its names");
  const ranges = places.map((place) => {
    if (place >= table.length) throw new MalformedError("a name would lie beyond its table");
    return { offset: table.offset + place, length: Math.min(atMost.stringBytes, table.length - place) };
  });
  const read = source.read(ranges);
  const texts = new Map(
    places.map((place, index) => {
      const bytes = read[index] ?? Buffer.alloc(0);
      const end = bytes.indexOf(0);
      if (end < 0) throw new MalformedError("a name has no end");
      return [place, bytes.toString("utf8", 0, end)];
    }),
  );
  return (place) => texts.get(place) ?? "";
}
