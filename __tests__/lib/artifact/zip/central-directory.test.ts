import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { type ZipRecord, readCentralDirectory } from "../../../../lib/artifact/zip/central-directory";
import { contentOf } from "../../../../lib/artifact/zip/entry-content";
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

test.each([
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
])("%s is refused", (_what, bytes) => {
  expect(faultOf(bytes)).toMatch(/^broken\.zip is (?:damaged|refused): /);
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
