import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readCentralDirectory } from "../../../../lib/artifact/zip/central-directory";
import { pack } from "../../../../lib/artifact/zip/deflate";
import { contentOf } from "../../../../lib/artifact/zip/entry-content";
import { withFile } from "../../../../lib/artifact/zip/read-range";
import { verifyEntries } from "../../../../lib/artifact/zip/verify-entries";
import { type WritableEntry, writeZip } from "../../../../lib/artifact/zip/writer";
import { errorText, inTemporaryFolder } from "../temporary-folder";

function entry(name: string, content = "", executable = false): WritableEntry {
  return {
    name,
    executable,
    content: () => {
      const packed = pack(Buffer.from(content));
      return { kind: "bytes", ...packed, compressedSize: packed.data.length };
    },
  };
}

/** Name, mode, content, time and length of the extra field of every entry of every ZIP, as Python's zipfile reads them. */
function readByPython(folder: string): unknown {
  const script = `
import glob, json, sys, zipfile
def read(path):
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        return [[i.filename, oct(i.external_attr >> 16), z.read(i).hex(), i.date_time, len(i.extra)] for i in z.infolist()]
print(json.dumps([read(path) for path in sorted(glob.glob(sys.argv[1] + "/*.zip"))]))`;
  return JSON.parse(execFileSync("python3", ["-c", script, folder], { encoding: "utf8" }));
}

const segment = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .map((text) => `n${text.replace(/[\p{Cc}\p{Cs}\\/:]/gu, "_")}`);
const files = fc.dictionary(
  fc.array(segment, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/")),
  fc.tuple(fc.string({ maxLength: 400 }), fc.boolean()),
  { minKeys: 1, maxKeys: 12 },
);

test("what is written is read back by our reader and by Python, whatever names, contents and modes", () => {
  inTemporaryFolder((folder) => {
    const expected: unknown[] = [];
    fc.assert(
      fc.property(files, (wanted) => {
        const path = join(folder, `${String(expected.length).padStart(3, "0")}.zip`);
        const written = Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1));
        const entries = written.map(([name, [content, executable]]) => entry(name, content, executable));
        const { sha256, bytes } = writeZip(path, entries.reverse());
        const zip = readFileSync(path);
        expect([sha256, bytes]).toEqual([sha256Of(zip), zip.length]);
        withFile(path, (file) => {
          const records = readCentralDirectory(file);
          expect(records.map((record) => [record.name, record.unixMode, contentOf(file, record).toString()])).toEqual(
            written.map(([name, [content, executable]]) => [name, executable ? 0o100755 : 0o100644, content]),
          );
          expect(verifyEntries(file, records)).toEqual(written.map(([, [content]]) => sha256Of(content)));
        });
        const modeOf = (executable: boolean): string => (executable ? "0o100755" : "0o100644");
        expected.push(
          written.map(([name, [content, executable]]) => [
            ...[name, modeOf(executable), Buffer.from(content).toString("hex")],
            ...[[1980, 1, 1, 0, 0, 0], 0],
          ]),
        );
      }),
      { numRuns: 100 },
    );
    expect(readByPython(folder)).toEqual(expected);
  });
});

function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

test("copied ranges of any length come out as they went in, also where they are larger than the buffer", () => {
  inTemporaryFolder((folder) => {
    const source = join(folder, "source.bin");
    const bytes = Buffer.alloc(3_500_000, "0123456789abcdefghijklmnopqrstuvwxyz!");
    writeFileSync(source, bytes);
    withFile(source, (file) => {
      const ranges = [
        [0, 0],
        [7, 1],
        [100, 1_048_576],
        [3, 3_400_000],
      ] as const;
      const entries = ranges.map(([offset, size], index): WritableEntry => ({
        name: `${index}.bin`,
        executable: false,
        content: () => {
          const { crc32 } = pack(bytes.subarray(offset, offset + size));
          return { kind: "copied", file, offset, method: 0, size, compressedSize: size, crc32 };
        },
      }));
      const output = join(folder, "a.zip");
      writeZip(output, entries);
      withFile(output, (zip) => {
        const records = readCentralDirectory(zip);
        verifyEntries(zip, records);
        expect(records.map(({ size }) => size)).toEqual(ranges.map(([, size]) => size));
        records.forEach((record, index) => {
          const [offset, size] = ranges[index] ?? [0, 0];
          expect(contentOf(zip, record).equals(bytes.subarray(offset, offset + size))).toBe(true);
        });
      });
    });
  });
});

test("names that no unpacker should see are refused together, and nothing is written", () => {
  inTemporaryFolder((folder) => {
    const names = ["", "../up", "/root", "a\\b", "c:d", "a//b", "a/./b", "line\nfeed", "folder/", "half\ud800"];
    expect(
      errorText(folder, () =>
        writeZip(
          join(folder, "a.zip"),
          names.map((name) => entry(name)),
        ),
      )
        .split("\n")
        .filter((line) => line.startsWith("the name")),
    ).toMatchInlineSnapshot(`
      [
        "the name  is empty",
        "the name ../up leads out of the folder",
        "the name /root is absolute",
        "the name a/./b has an empty step in it",
        "the name a//b has an empty step in it",
        "the name a\\\\b has a backslash",
        "the name c:d has a drive letter",
        "the name folder/ is that of a folder",
        "the name half� is not Unicode",
        "the name line\\nfeed has a control character",
      ]
    `);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("two entries of one name are refused", () => {
  inTemporaryFolder((folder) => {
    expect(errorText(folder, () => writeZip(join(folder, "a.zip"), [entry("x"), entry("y"), entry("x")]))).toMatchInlineSnapshot(`
      "UserError
      the name x is there twice
        where: ~/a.zip
        fix:   rename it, or leave it out"
    `);
  });
});

const nothing = { kind: "bytes", data: Buffer.alloc(0), method: 0, crc32: 0, compressedSize: 0, size: 0 } as const;

test("65,535 files fit, one more does not", () => {
  inTemporaryFolder((folder) => {
    const many = Array.from({ length: 65_536 }, (_, index) => ({ ...entry(String(index)), content: () => nothing }));
    const output = join(folder, "a.zip");
    expect(errorText(folder, () => writeZip(output, many))).toMatchInlineSnapshot(`
      "UserError
      65536 files are more than the 65,535 a ZIP can hold
        where: ~/a.zip
        fix:   leave something out; Lambda takes 250 MB unzipped, or an image of 10 GB"
    `);
    expect(existsSync(output)).toBe(false);
    writeZip(output, many.slice(1));
    expect(withFile(output, readCentralDirectory)).toHaveLength(65_535);
  });
});

test("more than 4 GiB is refused before it is written", () => {
  inTemporaryFolder((folder) => {
    const huge: WritableEntry = {
      name: "huge.bin",
      executable: false,
      content: () => ({ ...nothing, method: 8, size: 2 ** 32 }),
    };
    expect(errorText(folder, () => writeZip(join(folder, "a.zip"), [huge]))).toContain("4 GiB");
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("a source that ends too early is an error, and neither the ZIP nor anything beside it is left", () => {
  inTemporaryFolder((folder) => {
    const source = join(folder, "short.whl");
    writeFileSync(source, "abc");
    const text = withFile(source, (file) =>
      errorText(folder, () => {
        const content = { kind: "copied", file, offset: 1, method: 0, crc32: 0, size: 9, compressedSize: 9 } as const;
        writeZip(join(folder, "a.zip"), [{ name: "x", executable: false, content: () => content }]);
      }),
    );
    expect(text).toMatchInlineSnapshot(`
      "UserError
      short.whl is damaged: it ends at byte 3, before its content does
        where: ~/short.whl
        fix:   remove it and fetch it again"
    `);
    expect(readdirSync(folder)).toEqual(["short.whl"]);
  });
});

test("a place where nothing can be written is an error that names it", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "taken.zip"));
    expect(errorText(folder, () => writeZip(join(folder, "file", "a.zip"), [entry("x")]))).toMatchInlineSnapshot(`
      "UserError
      the file cannot be written: EEXIST: file already exists, mkdir '~/file'
        where: ~/file/a.zip
        fix:   make room, or give yourself the right to write there"
    `);
    expect(errorText(folder, () => writeZip(join(folder, "taken.zip"), [entry("x")]))).toContain(
      "the file cannot be written: EISDIR",
    );
    expect(readdirSync(folder).sort()).toEqual(["file", "taken.zip"]);
  });
});
