import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { type ZipRecord, readCentralDirectory } from "../../../../lib/artifact/zip/central-directory";
import { contentOf, onePieceLimit } from "../../../../lib/artifact/zip/entry-content";
import { withFile } from "../../../../lib/artifact/zip/read-range";
import { errorText, inTemporaryFolder } from "../temporary-folder";

const whole = Buffer.from(zipSync({ "a.py": Buffer.from("a = 1\n"), "b/c.txt": Buffer.from("c".repeat(300)) }, { level: 6 }));
const central = whole.indexOf("PK\u0001\u0002");
const end = whole.indexOf("PK\u0005\u0006");

/** A copy with some bytes changed. */
function changed(change: (bytes: Buffer) => unknown, from = whole): Buffer {
  const bytes = Buffer.from(from);
  change(bytes);
  return bytes;
}

/** A ZIP with one entry whose name is replaced, byte for byte, wherever it stands. */
function named(name: string | Buffer): Buffer {
  const wanted = Buffer.from(name);
  const bytes = Buffer.from(zipSync({ ["n".repeat(wanted.length)]: Buffer.from("x") }));
  for (let at = bytes.indexOf("n".repeat(wanted.length)); at >= 0; at = bytes.indexOf("n".repeat(wanted.length), at + 1))
    wanted.copy(bytes, at);
  return bytes;
}

function reading<T>(bytes: Buffer, action: (records: ZipRecord[], folder: string) => T): T {
  return inTemporaryFolder((folder) => {
    const path = join(folder, "broken.zip");
    writeFileSync(path, bytes);
    return action(withFile(path, readCentralDirectory), folder);
  });
}

function faultOf(bytes: Buffer): string {
  return inTemporaryFolder((folder) => {
    const path = join(folder, "broken.zip");
    writeFileSync(path, bytes);
    const read = (): unknown => withFile(path, (file) => readCentralDirectory(file).map((record) => contentOf(file, record)));
    return (
      errorText(folder, read)
        .replace(/^UserError\n/, "")
        .split("\n")[0] ?? ""
    );
  });
}

test("a whole ZIP is read in the order of its list", () => {
  reading(whole, (records) => {
    expect(records.map(({ name, size, method }) => [name, size, method])).toEqual([
      ["a.py", 6, 8],
      ["b/c.txt", 300, 8],
    ]);
  });
});

test("a comment at the end and bytes in front are no trouble where the list fits", () => {
  const comment = Buffer.from("PK not the end");
  const withComment = changed((bytes) => bytes.writeUInt16LE(comment.length, end + 20));
  reading(Buffer.concat([withComment, comment]), (records) => {
    expect(records).toHaveLength(2);
  });
});

const broken: readonly (readonly [string, Buffer])[] = [
  ["nothing at all", Buffer.alloc(0)],
  ["no ZIP", Buffer.from("this is a web page that says 404, not found, sorry")],
  ["a ZIP that was cut short", whole.subarray(0, whole.length - 30)],
  ["a ZIP without its beginning", whole.subarray(40)],
  ["only an end", whole.subarray(end)],
  ["a ZIP in parts", changed((bytes) => bytes.writeUInt16LE(1, end + 4))],
  ["a list of other length", changed((bytes) => bytes.writeUInt16LE(7, end + 10))],
  ["a list that is elsewhere", changed((bytes) => bytes.writeUInt32LE(central + 5, end + 16))],
  ["a list beyond the end", changed((bytes) => bytes.writeUInt32LE(0xfffffff0, end + 16))],
  ["an encrypted entry", changed((bytes) => bytes.writeUInt16LE(1, central + 8))],
  ["an unknown method", changed((bytes) => bytes.writeUInt16LE(14, central + 10))],
  ["a wrong CRC", changed((bytes) => bytes.writeUInt32LE(1, central + 16))],
  ["a size that is too small", changed((bytes) => bytes.writeUInt32LE(5, central + 24))],
  ["a size that is too large", changed((bytes) => bytes.writeUInt32LE(7, central + 24))],
  ["an entry that is longer than the file", changed((bytes) => bytes.writeUInt32LE(0x7fffffff, central + 20))],
  ["an entry whose header is elsewhere", changed((bytes) => bytes.writeUInt32LE(3, central + 42))],
  ["a header that has another name", changed((bytes) => bytes.write("z", 30))],
  ["a damaged stream", changed((bytes) => bytes.fill(0xff, 34, 38))],
  ["a name that leads out", named("../evil.py")],
  ["a name that leads out in the middle", named("a/../../evil")],
  ["an absolute name", named("/etc/passwd")],
  ["a name with a drive", named("C:/x.py")],
  ["a name with backslashes", named("a\\b.py")],
  ["a name with a newline", named("a\nb.py")],
  ["a name with NUL", named("a\0b.py")],
  ["a name that is not UTF-8", named(Buffer.from([0x61, 0xff, 0x62]))],
  ["a name beyond ASCII without the mark", named("é.py")],
];

test("each ZIP that is broken or hostile is refused by a sentence of its own", () => {
  expect(broken.map(([what, bytes]) => `${what}: ${faultOf(bytes).replace("broken.zip is ", "")}`).join("\n"))
    .toMatchInlineSnapshot(`
    "nothing at all: damaged: no ZIP ends here; it is cut short or something else
    no ZIP: damaged: no ZIP ends here; it is cut short or something else
    a ZIP that was cut short: damaged: no ZIP ends here; it is cut short or something else
    a ZIP without its beginning: damaged: its list of entries is not where the end of the ZIP says
    only an end: damaged: its list of entries is not where the end of the ZIP says
    a ZIP in parts: refused: it is one part of a ZIP in several
    a list of other length: refused: it is one part of a ZIP in several
    a list that is elsewhere: damaged: its list of entries is not where the end of the ZIP says
    a list beyond the end: damaged: its list of entries is not where the end of the ZIP says
    an encrypted entry: refused: the entry a.py is encrypted
    an unknown method: refused: the entry a.py is compressed by method 14; known are 0 (stored) and 8 (deflated)
    a wrong CRC: damaged: the entry a.py has a header of its own that says otherwise than the list
    a size that is too small: damaged: the entry a.py has a header of its own that says otherwise than the list
    a size that is too large: damaged: the entry a.py has a header of its own that says otherwise than the list
    an entry that is longer than the file: damaged: the entry a.py lies beyond the end of the file
    an entry whose header is elsewhere: damaged: the entry a.py does not begin where the list says
    a header that has another name: damaged: the entry a.py does not begin where the list says
    a damaged stream: damaged: the content of a.py does not fit: invalid block type
    a name that leads out: refused: the entry ../evil.py has a name that leads out of the folder
    a name that leads out in the middle: refused: the entry a/../../evil has a name that leads out of the folder
    an absolute name: refused: the entry /etc/passwd has a name that is absolute
    a name with a drive: refused: the entry C:/x.py has a name that has a drive letter
    a name with backslashes: refused: the entry a\\\\b.py has a name that has a backslash
    a name with a newline: refused: the entry a\\nb.py has a name that has a control character
    a name with NUL: refused: the entry a\\x00b.py has a name that has a control character
    a name that is not UTF-8: refused: the entry a\\xffb has a name that is not UTF-8
    a name beyond ASCII without the mark: refused: the entry é.py has a name beyond ASCII that is not marked as UTF-8"
  `);
});

test("what is damaged is to be fetched again, what is refused needs another release", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, "broken.zip");
    const textOf = (bytes: Buffer): string => {
      writeFileSync(path, bytes);
      return errorText(folder, () => withFile(path, readCentralDirectory));
    };
    expect([textOf(whole.subarray(0, 50)), textOf(named("../evil.py"))].join("\n")).toMatchInlineSnapshot(`
      "UserError
      broken.zip is damaged: no ZIP ends here; it is cut short or something else
        where: ~/broken.zip
        fix:   remove it and fetch it again
      UserError
      broken.zip is refused: the entry ../evil.py has a name that leads out of the folder
        where: ~/broken.zip
        fix:   use another release of it, or ask who published it to mend it"
    `);
  });
});

test("all that is wrong is said at once, the first ten and how many more", () => {
  const names = Array.from({ length: 12 }, (_, index) => `x/${String.fromCharCode(97 + index)}.py`);
  const bytes = Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, Buffer.from("")]))));
  for (let at = bytes.indexOf("x/"); at >= 0; at = bytes.indexOf("x/", at)) bytes.write("/x", at);
  inTemporaryFolder((folder) => {
    const path = join(folder, "broken.zip");
    writeFileSync(path, bytes);
    const text = errorText(folder, () => withFile(path, readCentralDirectory));
    expect(text.match(/has a name that is absolute/g)).toHaveLength(10);
    expect(text).toContain("and 2 more of the kind");
  });
});

test.each([
  ["a ZIP64 record and sizes of 64 bits, where 32 would do", "zipfile.ZIP64_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT = 1"],
  ["sizes that follow the data", ""],
])("%s are read", (_what, setting) => {
  const script = [
    "import sys, zipfile, io",
    "class Pipe(io.RawIOBase):",
    "    def writable(self): return True",
    "    def write(self, data): return sys.stdout.buffer.write(data)",
    setting,
    `out = ${setting === "" ? "Pipe()" : "io.BytesIO()"}`,
    "with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:",
    "    z.writestr('a.py', 'a' * 500)",
    "    z.writestr('größe.txt', 'b' * 500)",
    "if isinstance(out, io.BytesIO): sys.stdout.buffer.write(out.getvalue())",
  ].join("\n");
  inTemporaryFolder((folder) => {
    const path = join(folder, "made.zip");
    writeFileSync(path, execFileSync("python3", ["-c", script]));
    const contents = withFile(path, (file) =>
      readCentralDirectory(file).map((record) => [record.name, contentOf(file, record).toString()]),
    );
    expect(contents).toEqual([
      ["a.py", "a".repeat(500)],
      ["größe.txt", "b".repeat(500)],
    ]);
  });
});

test.each([
  ["stored", 0 as const],
  ["deflated", 6 as const],
])("%s content larger than is inflated at once comes out whole, and a wrong byte in it is noticed", (_what, level) => {
  const content = Buffer.alloc(onePieceLimit + 100_000, "0123456789abcdefghijklmnopqrstuvw");
  const bytes = Buffer.from(zipSync({ "large.bin": content }, { level }));
  reading(bytes, (records, folder) => {
    const [record] = records;
    if (record === undefined) throw new Error("no entry");
    withFile(join(folder, "broken.zip"), (file) => {
      expect(contentOf(file, record).equals(content)).toBe(true);
    });
  });
  const at = 30 + "large.bin".length + 5_000;
  expect(faultOf(changed((copy) => copy.writeUInt8(copy.readUInt8(at) ^ 1, at), bytes))).toMatch(
    /^broken\.zip is damaged: the content of large\.bin does not fit: /,
  );
});

test("an entry that reaches into the next one is refused", () => {
  const bytes = Buffer.from(zipSync({ "a.py": Buffer.from("aaaa"), "b.py": Buffer.from("bbbb") }, { level: 0 }));
  for (const at of [18, 22, bytes.indexOf("PK\u0001\u0002") + 20, bytes.indexOf("PK\u0001\u0002") + 24])
    bytes.writeUInt32LE(10, at);
  expect(faultOf(bytes)).toBe("broken.zip is refused: the entry a.py overlaps the next one");
});

test("two entries of one name are refused by the name", () => {
  const bytes = Buffer.from(zipSync({ "x.py": Buffer.from("1"), "y.py": Buffer.from("2") }));
  for (let at = bytes.indexOf("y.py"); at >= 0; at = bytes.indexOf("y.py")) bytes.write("x.py", at);
  expect(faultOf(bytes)).toBe("broken.zip is refused: the entry x.py is there twice");
});

test("whatever single byte is wrong, a ZIP is read as it was or refused by a sentence", () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const fault = faultOf(changed((bytes) => bytes.writeUInt8((bytes.readUInt8(at) + by) % 256, at)));
      expect(fault).toMatch(/^broken\.zip is (?:damaged|refused): |^no error$/);
    }),
    { numRuns: 400 },
  );
});
