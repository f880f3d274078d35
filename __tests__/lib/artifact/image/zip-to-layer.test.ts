import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { type Layer, writeLayer } from "../../../../lib/artifact/image/zip-to-layer";
import { writeZip } from "../../../../lib/artifact/zip/writer";
import { changeByte } from "../build/kept-files";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { listByTar, type Member, readByPython, sha256, testByGzip, unpackByTar } from "./layer-readers";
import { type MadeFile, makeZip } from "./made-zip";

interface Made {
  readonly path: string;
  readonly layer: Layer;
}

/** Makes a ZIP and the layer of it, in a folder of their own below this one. */
function layerIn(folder: string, files: Readonly<Record<string, MadeFile>>, stripPrefix: "" | "python/" = ""): Made {
  const place = mkdtempSync(join(folder, "layer-"));
  const zip = makeZip(join(place, "a.zip"), files);
  const path = join(place, "layer.tar.gz");
  return { path, layer: writeLayer({ path: zip.path, stripPrefix }, path) };
}

/** What a reader should see: each file in the order of the ZIP, and each folder before the first file in it. */
function expectedMembers(files: Readonly<Record<string, MadeFile>>): Member[] {
  const folders = new Set<string>();
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([path, { content, executable = false }]) => {
    const steps = path.split("/").slice(0, -1);
    const above = steps.map((_, index) => `var/task/${steps.slice(0, index + 1).join("/")}`).filter((each) => !folders.has(each));
    for (const each of above) folders.add(each);
    return [
      ...above.map((each): Member => ({ path: each, type: "folder", mode: "0755", sha256: "" })),
      { path: `var/task/${path}`, type: "file", mode: executable ? "0755" : "0644", sha256: sha256(Buffer.from(content)) },
    ];
  });
}

const short = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 6 })
  .map((text) => `n${text.replace(/[\p{Cc}\p{Cs}\\/:]/gu, "_")}`)
  .filter((text) => Buffer.byteLength(text) < 200);
const long = fc.tuple(fc.constantFrom("n", "é", "😀"), fc.integer({ min: 20, max: 110 })).map(([unit, count]) => {
  return unit.repeat(Math.floor((count * 2) / Buffer.byteLength(unit)));
});
const step = fc.oneof({ arbitrary: short, weight: 3 }, { arbitrary: long, weight: 1 });
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 1, 511, 512, 513, 65_535, 65_536, 150_000).map((size) => Buffer.alloc(size, "some text, again and again; ")),
);
const files = fc.dictionary(
  // No file has the name of a folder.
  fc
    .tuple(fc.array(step, { maxLength: 4 }), step)
    .map(([folders, name]) => [...folders.map((each) => `${each}-`), name].join("/")),
  fc.record({ content, executable: fc.boolean(), stored: fc.boolean() }),
  { minKeys: 1, maxKeys: 10 },
);

test("whatever a ZIP holds, its layer holds below var/task, as gzip, tar and Python read it", () => {
  inTemporaryFolder((folder) => {
    const made: { readonly path: string; readonly members: Member[] }[] = [];
    fc.assert(
      fc.property(files, (wanted) => {
        const { path, layer } = layerIn(folder, wanted);
        const members = expectedMembers(wanted);
        made.push({ path, members });
        testByGzip(path);
        const blob = readFileSync(path);
        expect(layer).toEqual({
          digest: `sha256:${sha256(blob)}`,
          bytes: blob.length,
          diffId: `sha256:${sha256(gunzipSync(blob))}`,
        });
        const outside = ["var", "var/task"].map((each): Member => ({ path: each, type: "folder", mode: "0755", sha256: "" }));
        const unpacked = unpackByTar(path, `${path}.unpacked`).map((each) =>
          ["var", "var/task"].includes(each.path) ? { ...each, mode: "0755" } : each,
        );
        expect(unpacked).toEqual([...outside, ...members].sort((a, b) => (a.path < b.path ? -1 : 1)));
      }),
      { numRuns: 60 },
    );
    for (const mode of ["r|gz", "r:gz"] as const) {
      const read = readByPython(
        made.map(({ path }) => path),
        mode,
      );
      expect(read.map((each) => each.map(({ path, type, mode, sha256 }): Member => ({ path, type, mode, sha256 })))).toEqual(
        made.map(({ members }) => members),
      );
    }
  });
});

const python = { content: "print()\n".repeat(40) };

test("tar lists a layer with the modes, owners and times of the engine", () => {
  inTemporaryFolder((folder) => {
    const { path } = layerIn(folder, {
      "index.py": python,
      "bin/run": { content: "#!/bin/sh\n", executable: true },
      "größe/leer.txt": { content: "" },
      "größe/stored.bin": { content: "stored", stored: true },
    });
    expect(listByTar(path)).toMatchInlineSnapshot(`
      [
        "drwxr-xr-x 0/0 0 1980-01-01 00:00 var/task/bin/",
        "-rwxr-xr-x 0/0 10 1980-01-01 00:00 var/task/bin/run",
        "drwxr-xr-x 0/0 0 1980-01-01 00:00 var/task/größe/",
        "-rw-r--r-- 0/0 0 1980-01-01 00:00 var/task/größe/leer.txt",
        "-rw-r--r-- 0/0 6 1980-01-01 00:00 var/task/größe/stored.bin",
        "-rw-r--r-- 0/0 320 1980-01-01 00:00 var/task/index.py",
      ]
    `);
  });
});

test("what all names of a ZIP for a Lambda layer begin with is left off", () => {
  inTemporaryFolder((folder) => {
    const { path } = layerIn(folder, { "python/tool/__init__.py": python, "python/one.py": python }, "python/");
    const [members = []] = readByPython([path], "r|gz");
    expect(members.map((member) => member.path)).toEqual(["var/task/one.py", "var/task/tool", "var/task/tool/__init__.py"]);
  });
});

test("nothing is compressed again: but for first and last byte the bytes of each entry are in the blob as the ZIP has them", () => {
  inTemporaryFolder((folder) => {
    const odd = { content: Array.from({ length: 3_000 }, (_, index) => index * index).join() };
    const zip = makeZip(join(folder, "a.zip"), { "a.py": python, "odd.bin": odd });
    writeLayer({ path: zip.path, stripPrefix: "" }, join(folder, "layer.tar.gz"));
    const [bytes, blob] = [readFileSync(zip.path), readFileSync(join(folder, "layer.tar.gz"))];
    for (const name of ["a.py", "odd.bin"]) {
      const at = bytes.indexOf(name);
      const data = bytes.subarray(at + name.length, at + name.length + bytes.readUInt32LE(at - 12)).subarray(1, -1);
      expect(data.length).toBeGreaterThan(10);
      expect(blob.includes(data)).toBe(true);
    }
  });
});

test("an empty ZIP makes a layer without files", () => {
  inTemporaryFolder((folder) => {
    const { path } = layerIn(folder, {});
    testByGzip(path);
    expect([listByTar(path), gunzipSync(readFileSync(path))]).toEqual([[], Buffer.alloc(1024)]);
  });
});

test("names that mean a removal in an image are refused, all of them, and nothing is written", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), {
      ".wh.a": python,
      "b/.wh..wh..opq": python,
      "c/d.wh.e": python,
      ".wh/f": python,
    });
    expect(errorText(folder, () => writeLayer({ path: zip.path, stripPrefix: "" }, join(folder, "layer.tar.gz"))))
      .toMatchInlineSnapshot(`
      "UserError
      the name .wh.a cannot be in an image, where .wh. at its beginning means that something is removed
        where: ~/a.zip
        fix:   rename it, or leave it out
      the name b/.wh..wh..opq cannot be in an image, where .wh. at its beginning means that something is removed
        where: ~/a.zip
        fix:   rename it, or leave it out"
    `);
    expect(readdirSync(folder)).toEqual(["a.zip"]);
  });
});

test("a ZIP whose content is not what it says is refused, and nothing is left", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), { a: { content: "x".repeat(1_000), stored: true } });
    changeByte(zip.path);
    expect(errorText(folder, () => writeLayer({ path: zip.path, stripPrefix: "" }, join(folder, "layer.tar.gz"))))
      .toMatchInlineSnapshot(`
      "UserError
      a.zip is damaged: the content of a does not fit: its CRC-32 is another
        where: ~/a.zip
        fix:   remove it and fetch it again"
    `);
    expect(readdirSync(folder)).toEqual(["a.zip"]);
  });
});

test.each([1_000, 9_000_000])("an entry of %i bytes that has something after its end is refused", (size) => {
  inTemporaryFolder((folder) => {
    const [content, path] = [Buffer.alloc(size, "x"), join(folder, "a.zip")];
    const data = Buffer.concat([deflateRawSync(content), Buffer.from("more")]);
    const head = { method: 8, crc32: crc32(content), size, compressedSize: data.length } as const;
    writeZip(path, [{ name: "a", executable: false, content: () => ({ kind: "bytes", data, ...head }) }]);
    expect(errorText(folder, () => writeLayer({ path, stripPrefix: "" }, join(folder, "layer.tar.gz")))).toContain(
      "a.zip is damaged: the content of a does not fit: something comes after its end",
    );
    expect(readdirSync(folder)).toEqual(["a.zip"]);
  });
});

test("a place where nothing can be written is an error that names it", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), { a: python });
    writeFileSync(join(folder, "file"), "");
    expect(errorText(folder, () => writeLayer({ path: zip.path, stripPrefix: "" }, join(folder, "file/layer.tar.gz")))).toContain(
      "the file cannot be written",
    );
  });
});
