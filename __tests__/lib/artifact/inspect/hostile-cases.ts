import { extraField, makeZip, type MadeEntry, wide } from "./make-zip";

const good: MadeEntry = { name: "index.py", content: "def handler(event, context): ...\n" };
const goodZip = makeZip([good]);
const zeros = Buffer.alloc(100 * 1024 * 1024);

/** What is wrong with a ZIP, its bytes, and what is done with it: told by its first line, or the files that were seen. */
type HostileCase = readonly [string, () => Buffer, string];

const cases: readonly HostileCase[] = [
  ["an empty file", () => Buffer.alloc(0), "is damaged: no ZIP ends here; it is cut short or something else"],
  [
    "no ZIP",
    () => Buffer.from("#!/bin/sh\necho hello\n".repeat(9)),
    "is damaged: no ZIP ends here; it is cut short or something else",
  ],
  [
    "a ZIP that was cut short",
    () => goodZip.subarray(0, goodZip.length - 30),
    "is damaged: no ZIP ends here; it is cut short or something else",
  ],
  [
    "a list that was cut short",
    () => makeZip([good, good], { entryCount: 9 }),
    "is damaged: it says it has 9 entries, and lists 2",
  ],
  [
    "bytes in front of it",
    () => makeZip([good], { prefix: Buffer.from("#!/usr/bin/python\n"), directoryOffset: goodZip.length - 22 - 54 }),
    "is damaged: its list of entries is not where the end of the ZIP says",
  ],
  ["bytes in front that its list counts in", () => makeZip([good], { prefix: Buffer.from("#!/usr/bin/python\n") }), "index.py"],
  [
    "bytes between list and end",
    () => makeZip([good], { before: Buffer.from("junk") }),
    "is damaged: its list of entries is not where the end of the ZIP says",
  ],
  [
    "a comment with another end in it",
    () => makeZip([good], { comment: goodZip.subarray(goodZip.length - 22) }),
    "is refused: its comment holds the end of another ZIP",
  ],
  ["a comment with escapes", () => makeZip([good], { comment: Buffer.from("\u001B]0;evil\u0007") }), "index.py"],
  [
    "a way out",
    () => makeZip([{ name: "../evil.py" }]),
    "is refused: the entry ../evil.py has a name that leads out of the folder",
  ],
  [
    "an absolute name",
    () => makeZip([{ name: "/etc/cron.d/evil" }]),
    "is refused: the entry /etc/cron.d/evil has a name that is absolute",
  ],
  [
    "backslashes",
    () => makeZip([{ name: "..\\evil.py" }]),
    "is refused: the entry ..\\\\evil.py has a name that has a backslash",
  ],
  ["a drive", () => makeZip([{ name: "C:evil.py" }]), "is refused: the entry C:evil.py has a name that has a drive letter"],
  [
    "a name with an escape",
    () => makeZip([{ name: "\u001B[2Jevil.py" }]),
    "is refused: the entry \\x1b[2Jevil.py has a name that has a control character",
  ],
  [
    "a name with a C1 escape",
    () => makeZip([{ name: "\u009B2Jevil.py" }]),
    "is refused: the entry \\x9b2Jevil.py has a name that has a control character",
  ],
  [
    "a name with NUL",
    () => makeZip([{ name: "evil.py\0.txt" }]),
    "is refused: the entry evil.py\\x00.txt has a name that has a control character",
  ],
  [
    "a name that is not UTF-8",
    () => makeZip([{ name: Buffer.from([0x61, 0xff]), flags: 0x800 }]),
    "is refused: the entry a\\xff has a name that is not UTF-8",
  ],
  ["a name that runs backwards", () => makeZip([{ name: "evil\u202Eyp.txt" }]), "evil\\u202eyp.txt"],
  ["a name that cannot be seen", () => makeZip([{ name: "in\u200Bdex.py" }]), "in\\u200bdex.py"],
  ["a name of 60,000 letters", () => makeZip([{ name: "a".repeat(60_000) }]), "aaaa"],
  ["an empty name", () => makeZip([{ name: "" }]), "is refused: the entry  has a name that is empty"],
  ["a name that is there twice", () => makeZip([good, good]), "is refused: the entry index.py is there twice"],
  [
    "entries over each other",
    () =>
      makeZip([
        { ...good, stored: true },
        { name: "b.py", listedOffset: 0 },
      ]),
    "is damaged: the entry b.py does not begin where the list says",
  ],
  ["one content for two entries", () => overlapping(), "is refused: the entry a.py overlaps the next one"],
  [
    "a wrong CRC",
    () => makeZip([{ ...good, crc: 1 }]),
    "is damaged: the content of index.py does not fit: its CRC-32 is another",
  ],
  [
    "headers that disagree",
    () => makeZip([{ ...good, listedSize: 5 }]),
    "is damaged: the entry index.py has a header of its own that says otherwise than the list",
  ],
  [
    "less than it says",
    () => makeZip([{ ...good, size: 99_999 }]),
    "is damaged: the content of index.py does not fit: it is shorter than the ZIP says",
  ],
  [
    "more than it says",
    () => makeZip([{ name: "bomb", content: zeros, size: 10 }]),
    "is damaged: the content of bomb does not fit: it is longer than the ZIP says",
  ],
  ["a thousand to one", () => makeZip([{ name: "bomb", content: zeros }]), "bomb"],
  [
    "ten times that",
    () => makeZip(Array.from({ length: 10 }, (_, index) => ({ name: `bomb${index}`, content: zeros }))),
    "is refused: by its own list it unpacks to 1,048,576,000 bytes",
  ],
  [
    "a petabyte by ZIP64",
    () => makeZip([{ ...good, size: 0xffffffff, extra: extraField(1, wide(2n ** 50n)) }]),
    "is refused: by its own list it unpacks to 1,125,899,906,842,624 bytes",
  ],
  [
    "a size beyond all numbers",
    () => makeZip([{ ...good, size: 0xffffffff, extra: extraField(1, wide(2n ** 63n)) }]),
    "is damaged: the entry index.py has impossible sizes",
  ],
  [
    "ZIP64 sizes without their field",
    () => makeZip([{ ...good, size: 0xffffffff }]),
    "is damaged: the entry index.py has impossible sizes",
  ],
  ["an encrypted entry", () => makeZip([{ ...good, flags: 1 }]), "is refused: the entry index.py is encrypted"],
  [
    "a method nobody knows",
    () => makeZip([{ ...good, method: 99 }]),
    "is refused: the entry index.py is compressed by method 99; known are 0 (stored) and 8 (deflated)",
  ],
  ["a device", () => makeZip([{ ...good, unixMode: 0o020666 }]), "is refused: the entry index.py is a device"],
  [
    "a link to what is secret",
    () => makeZip([{ name: "lib.so", content: "/etc/\u001B[31mshadow", unixMode: 0o120777 }]),
    "lib.so",
  ],
  [
    "a link of a megabyte",
    () => makeZip([{ name: "lib.so", content: Buffer.alloc(1024 * 1024, "a"), unixMode: 0o120777 }]),
    "lib.so",
  ],
  [
    "a folder with content",
    () => makeZip([{ name: "folder/", content: "x" }]),
    "is damaged: the entry folder/ has impossible sizes",
  ],
  ["a file that is a folder too", () => makeZip([{ name: "a" }, { name: "a/b.py" }]), "a a/b.py"],
  [
    "a RECORD that lies",
    () =>
      makeZip([
        { name: "x-1.dist-info/RECORD", content: '../../etc/passwd,sha256=zz,1\n"a""\u001B[0m\n,,,\nindex.py,sha256=AAAA,1\n' },
        good,
      ]),
    "index.py x-1.dist-info/RECORD",
  ],
  [
    "metadata that is a terminal's",
    () => makeZip([{ name: "x-1.dist-info/METADATA", content: "Name: \u001B[31mx\nVersion: \u009B0m\u202E1\n" }]),
    "x-1.dist-info/METADATA",
  ],
  [
    "an ELF file of lies",
    () =>
      makeZip([
        { name: "x.so", content: Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(600, 0xff)]) },
      ]),
    "x.so",
  ],
  ["Python that is none", () => makeZip([{ ...good, content: "(".repeat(100_000) }]), "index.py"],
  ["200,001 entries", () => manyEntries(200_001), "is refused: it lists 200001 entries"],
];

/** `a.py` says it is as long as itself and all of `b.py`. */
function overlapping(): Buffer {
  const zip = makeZip([
    { name: "a.py", content: "aaaa", stored: true, size: 42, compressedSize: 42 },
    { name: "b.py", content: "bbbb", stored: true },
  ]);
  return zip;
}

/** Entries without content in a ZIP64, which alone can count them. */
export function manyEntries(count: number): Buffer {
  const line = makeZip([{ name: "0000000", content: "", stored: true }]);
  const local = line.subarray(0, 37);
  const listed = line.subarray(37, 37 + 53);
  const locals = Buffer.alloc(count * local.length);
  const directory = Buffer.alloc(count * listed.length);
  for (let index = 0; index < count; index += 1) {
    const name = String(index).padStart(7, "0");
    local.copy(locals, index * local.length);
    locals.write(name, index * local.length + 30);
    listed.copy(directory, index * listed.length);
    directory.writeUInt32LE(index * local.length, index * listed.length + 42);
    directory.write(name, index * listed.length + 46);
  }
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  wide(BigInt(count), BigInt(count), BigInt(directory.length), BigInt(locals.length)).copy(record, 24);
  const locator = Buffer.concat([
    Buffer.from("PK\u0006\u0007\0\0\0\0"),
    wide(BigInt(locals.length + directory.length)),
    Buffer.from([1, 0, 0, 0]),
  ]);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([locals, directory, record, locator, end]);
}

/** Every case, made when it is its turn. */
export function hostileCases(): readonly HostileCase[] {
  return cases;
}
