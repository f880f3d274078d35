import { ElfScan } from "../../../../lib/artifact/elf/elf-scan";
import { bytesSource } from "../../../../lib/artifact/elf/ranges";
import { readElf } from "../../../../lib/artifact/elf/read-elf";
import { makeElf, type MadeElf } from "./make-elf";

const megabyte = 1024 * 1024;
const says: MadeElf = {
  needed: ["libc.so.6"],
  soname: "libbig.so",
  versionNeeds: [{ library: "libc.so.6", versions: ["GLIBC_2.28"] }],
};

/** Sends files by in pieces of the given length, and counts how often one had to be gone through again. */
function scan(files: Readonly<Record<string, Buffer>>, pieceLength: number) {
  const scanned = new ElfScan();
  let again = 0;
  const pieces = (bytes: Buffer, consumer: (piece: Buffer) => void): void => {
    const reused = Buffer.alloc(pieceLength); // a piece is valid only during the call
    for (let at = 0; at < bytes.length; at += pieceLength) {
      const length = bytes.copy(reused, 0, at, at + pieceLength);
      consumer(reused.subarray(0, length));
      reused.fill(0);
    }
  };
  for (const [path, bytes] of Object.entries(files)) {
    pieces(bytes, (piece) => {
      scanned.see(path, bytes.length, piece);
    });
  }
  const facts = scanned.result((path, consumer) => {
    again += 1;
    pieces(files[path] ?? Buffer.alloc(0), consumer);
  });
  return { facts, again };
}

test.each<[string, MadeElf, number]>([
  ["has all near its beginning", { padding: 1000 }, 0],
  ["has its names in a segment at the end", { names: "moved", padding: 1000, beforeNames: 1000 }, 0],
  ["has its names in the piece that completes the head", { padding: 65_600 }, 0],
  ["has its names on both sides of the head's end", { padding: 50_000, beforeNames: 20_000 }, 0],
  ["has its names far into a segment", { padding: 3 * megabyte }, 2],
  ["has its names far into a segment at the end", { names: "moved", beforeNames: 2 * megabyte }, 1],
])("a file that comes in pieces and %s says what it says in one", (_what, shape, passes) => {
  const bytes = Buffer.concat([makeElf({ ...says, ...shape }), Buffer.alloc(100_000)]);
  const { facts, again } = scan({ "lib/libbig.so": bytes }, 10_000);
  expect(facts).toEqual([readElf("lib/libbig.so", bytesSource(bytes))]);
  expect(facts).toMatchObject([{ needed: ["libc.so.6"], soname: "libbig.so", versionNeeds: says.versionNeeds }]);
  expect(again).toBe(passes);
});

test("only what begins as an ELF file does is looked at", () => {
  const text = Buffer.from("import os\n".repeat(5_000));
  const inside = Buffer.concat([Buffer.from("x"), makeElf(says)]);
  const { facts } = scan({ "a.py": text, "b.bin": inside, "c.so": makeElf(says), "d.py": text }, 30_000);
  expect(facts.map(({ path }) => path)).toEqual(["c.so"]);
});

test("a piece in the middle of a file is not taken for the beginning of one", () => {
  const bytes = Buffer.alloc(40_000);
  makeElf(says).copy(bytes, 20_000);
  expect(scan({ "data.bin": bytes }, 20_000).facts).toEqual([]);
});

test("two large files that follow each other are told apart, and are sorted by path", () => {
  const files = {
    "z.so": makeElf({ ...says, padding: 90_000 }),
    "a.so": makeElf({ ...says, soname: "liba.so", padding: 80_000 }),
  };
  expect(scan(files, 7_000).facts).toMatchObject([
    { path: "a.so", soname: "liba.so" },
    { path: "z.so", soname: "libbig.so" },
  ]);
});

test("a large file that is malformed says so", () => {
  const bytes = makeElf({ ...says, padding: 90_000 });
  bytes.writeUInt16LE(8, 54);
  expect(scan({ "x.so": bytes }, 7_000).facts).toEqual([
    { path: "x.so", malformed: "its program headers have an impossible size" },
  ]);
});
