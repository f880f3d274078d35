import fc from "fast-check";
import type { SoundElf } from "../../../../lib/artifact/elf/elf-facts";
import { bytesSource } from "../../../../lib/artifact/elf/ranges";
import { readElf } from "../../../../lib/artifact/elf/read-elf";
import { makeElf, type MadeElf } from "./make-elf";

const rich: MadeElf = {
  needed: ["libm.so.6", "libopenblas-1a2b.so", "libc.so.6"],
  soname: "libthing.so.1",
  runPaths: ["$ORIGIN/../thing.libs", "$ORIGIN"],
  versionNeeds: [
    { library: "libm.so.6", versions: ["GLIBC_2.27"] },
    { library: "libc.so.6", versions: ["GLIBC_2.2.5", "GLIBC_2.14"] },
  ],
};

function read(bytes: Buffer) {
  return readElf("x.so", bytesSource(bytes));
}

test.each<[string, MadeElf]>([
  ["64 bits", {}],
  ["32 bits", { bits: 32, machine: 3 }],
  ["the other byte order", { endianness: "big", machine: 22 }],
  ["32 bits in the other byte order", { bits: 32, endianness: "big", machine: 20 }],
  ["names moved to the end", { names: "moved", beforeNames: 5000 }],
])("all that a loader follows is read from a file without section headers: %s", (_what, shape) => {
  const { bits = 64, endianness = "little", machine = 62 } = shape;
  expect(read(makeElf({ ...rich, ...shape }))).toEqual({
    ...{ path: "x.so", type: "shared", bits, endianness, machine: machine === 62 ? "x86_64" : `EM_${machine}` },
    ...{ needed: rich.needed, soname: rich.soname, runPaths: rich.runPaths, versionNeeds: rich.versionNeeds },
  });
});

test("AArch64 and object files are told apart", () => {
  expect(read(makeElf({ machine: 183 }))).toMatchObject({ machine: "aarch64", type: "shared" });
  expect(read(makeElf({ type: 1 }))).toMatchObject({ type: "relocatable" });
});

test("a program that is linked with nothing needs nothing", () => {
  const file = makeElf({ type: 2 });
  file.writeUInt16LE(0, 56); // no program headers
  expect(read(file)).toEqual({
    ...{ path: "x.so", type: "executable", bits: 64, endianness: "little", machine: "x86_64" },
    ...{ needed: [], runPaths: [], versionNeeds: [] },
  });
});

test("what is malformed is said, and is no crash", () => {
  const sound = makeElf(rich);
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(sound);
    change(bytes);
    return bytes;
  };
  const dynamicHeader = 64 + 2 * 56;
  const dynamicAt = Number(sound.readBigUInt64LE(dynamicHeader + 8));
  const said = Object.entries({
    "only the magic": sound.subarray(0, 4),
    "a header cut short": sound.subarray(0, 63),
    "program headers cut short": sound.subarray(0, 100),
    "cut short before its names": sound.subarray(0, -10),
    "class 9": changed((bytes) => (bytes[4] = 9)),
    "tiny program headers": changed((bytes) => bytes.writeUInt16LE(8, 54)),
    "65535 program headers": changed((bytes) => bytes.writeUInt16LE(65535, 56)),
    "a dynamic segment beyond the end": changed((bytes) => bytes.writeBigUInt64LE(2n ** 40n, dynamicHeader + 8)),
    "a huge dynamic segment": changed((bytes) => bytes.writeBigUInt64LE(2n ** 40n, dynamicHeader + 32)),
    "a name beyond its table": changed((bytes) => bytes.writeBigUInt64LE(2n ** 20n, dynamicAt + 8)),
    "names in no segment": changed((bytes) => bytes.writeBigUInt64LE(7n, dynamicAt + 5 * 16 + 8)),
    "a name without an end": changed((bytes) => bytes.fill(65, bytes.length - 1)),
  }).map(([what, bytes]) => {
    const facts = read(bytes);
    return `${what}: ${"malformed" in facts ? facts.malformed : "nothing wrong"}`;
  });
  expect(said.join("\n")).toMatchInlineSnapshot(`
    "only the magic: its header is cut short
    a header cut short: its header is cut short
    program headers cut short: its program headers would lie beyond its end
    cut short before its names: its names would lie beyond its end
    class 9: its header names no known class
    tiny program headers: its program headers have an impossible size
    65535 program headers: its program headers have an impossible size
    a dynamic segment beyond the end: its dynamic segment would lie beyond its end
    a huge dynamic segment: its dynamic segment has an impossible size
    a name beyond its table: a name would lie beyond its table
    names in no segment: its names would lie in no segment
    a name without an end: a name has no end"
  `);
});

test("version needs that lead back into themselves come to an end", () => {
  const sound = makeElf(rich);
  const needs = makeElf({ ...rich, versionNeeds: [] }).length;
  expect(needs).toBeLessThan(sound.length);
  const dynamicAt = Number(sound.readBigUInt64LE(64 + 2 * 56 + 8));
  const count = dynamicAt + 8 * 16 + 8;
  expect(sound.readBigUInt64LE(count)).toBe(2n);
  sound.writeBigUInt64LE(2n ** 32n, count);
  const needsAt = Number(sound.readBigUInt64LE(dynamicAt + 7 * 16 + 8)) - 0x10000;
  sound.writeUInt32LE(32, needsAt + 12);
  sound.writeUInt32LE(2 ** 32 - 32, needsAt + 32 + 12);
  expect(read(sound)).toMatchObject({ malformed: "its version needs lead beyond their end" });
});

test("no change of bytes makes the reader crash, and what it says is always plain data", () => {
  const files = [makeElf(rich), makeElf({ ...rich, bits: 32, machine: 3 }), makeElf({ ...rich, names: "moved" })];
  const file = fc.constantFrom(...files);
  const edit = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), run: fc.integer({ min: 1, max: 8 }) });
  let malformed = 0;
  fc.assert(
    fc.property(file, fc.array(edit, { minLength: 1, maxLength: 6 }), fc.nat(), (sound, edits, cut) => {
      const bytes = Buffer.from(sound);
      for (const { at, byte, run } of edits) {
        const start = 4 + (at % (bytes.length - 4));
        bytes.fill(byte, start, Math.min(start + run, bytes.length));
      }
      const facts = read(cut % 4 === 0 ? bytes.subarray(0, 4 + (cut % bytes.length)) : bytes);
      if ("malformed" in facts) malformed += 1;
      expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
      if (!("malformed" in facts)) expect(facts).toMatchObject({ needed: expect.any(Array) as SoundElf["needed"] });
    }),
    { numRuns: 3000 },
  );
  expect(malformed).toBeGreaterThan(100);
});
