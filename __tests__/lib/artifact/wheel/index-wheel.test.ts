import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { indexWheel } from "../../../../lib/artifact/wheel/index-wheel";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { indexedWheel, makeWheel, type MadeWheel, sha256Of } from "./make-wheel";

const made: MadeWheel = {
  name: "py_thing",
  metadata: ["Requires-Dist: six>=1.5", 'Requires-Dist: numpy; extra == "fast"', "Requires-Python: >=3.8"],
  files: {
    "thing/__init__.py": "import os\nfrom . import inner\nfrom .inner import deep\n",
    "thing/inner.py": "",
    "py_thing-1.0.data/purelib/thing/moved.py": "",
    "py_thing-1.0.data/platlib/thing/native.so": "\u007fELF",
    "py_thing-1.0.data/scripts/thing": "#!python\n",
    "py_thing-1.0.data/headers/thing.h": "",
    "py_thing-1.0.data/data/share/man/thing.1": "",
  },
};

test("an index says what an installer would put where, and what has no place in an artifact", () => {
  inTemporaryFolder((folder) => {
    const { index } = indexedWheel(folder, made);
    expect(index.entries.map(({ path }) => path).filter((path) => path.startsWith("thing/"))).toEqual([
      "thing/__init__.py",
      "thing/inner.py",
      "thing/moved.py",
      "thing/native.so",
    ]);
    expect(index.left.map(({ rule }) => rule).sort()).toEqual(["wheel-data", "wheel-headers", "wheel-scripts"]);
  });
});

test("an index says what the distribution is, requires and imports", () => {
  inTemporaryFolder((folder) => {
    const { index } = indexedWheel(folder, made);
    expect(index).toMatchObject({
      name: "py_thing",
      version: "1.0",
      requiresDist: ["six>=1.5", 'numpy; extra == "fast"'],
      requiresPython: ">=3.8",
      importNames: ["thing"],
    });
    expect(index.imports).toEqual(expect.arrayContaining(["os", "thing", "thing.inner"]));
  });
});

test("a second look comes from the cache, and is the same", () => {
  inTemporaryFolder((folder) => {
    const first = indexedWheel(folder, made);
    writeFileSync(first.path, "no wheel any more"); // so that a second reading of it could not succeed
    expect(indexWheel({ path: first.path, sha256: first.index.sha256 }, join(folder, "cache")).index).toEqual(first.index);
  });
});

test.each([
  ["cut short", (text: string) => text.slice(0, 100)],
  ["changed", (text: string) => text.replace('"version":"1.0"', '"version":"2.0"')],
  ["empty", () => ""],
  ["not JSON", () => "{"],
])("an entry of the cache that is %s is made anew", (_what, damage) => {
  inTemporaryFolder((folder) => {
    const { index } = indexedWheel(folder, made);
    const entry = join(folder, "cache", "wheel-index-2", `${index.sha256}.json`);
    writeFileSync(entry, damage(readFileSync(entry, "utf8")));
    expect(indexedWheel(folder, made).index).toEqual(index);
  });
});

test("a file beside the index that went away is made anew", () => {
  inTemporaryFolder((folder) => {
    const stored: MadeWheel = { name: "stored", files: { "large.txt": { content: "abc".repeat(1_000), stored: true } } };
    const { recompressedPath = "" } = indexedWheel(folder, stored);
    rmSync(recompressedPath);
    indexedWheel(folder, stored);
    expect(existsSync(recompressedPath)).toBe(true);
  });
});

test("the cache holds no path of this machine and nothing half-made", () => {
  inTemporaryFolder((folder) => {
    indexedWheel(folder, made);
    const cache = join(folder, "cache", "wheel-index-2");
    expect(readdirSync(cache).filter((name) => !/^[0-9a-f]{64}\.(?:json|deflated)$/.test(name))).toEqual([]);
    expect(
      readdirSync(cache)
        .map((name) => readFileSync(join(cache, name), "utf8"))
        .join(),
    ).not.toContain(folder);
  });
});

test("a wheel with another sha256 than the lock's is refused, and nothing is cached", () => {
  inTemporaryFolder((folder) => {
    const path = makeWheel(folder, made);
    const wanted = "0".repeat(64);
    expect(errorText(folder, () => indexWheel({ path, sha256: wanted }, join(folder, "cache")))).toBe(
      [
        "UserError",
        `py_thing-1.0-py3-none-any.whl is damaged: its sha256 is ${sha256Of(path)}, and should be ${wanted}`,
        "  where: ~/py_thing-1.0-py3-none-any.whl",
        "  fix:   remove it and fetch it again",
      ].join("\n"),
    );
    const cache = join(folder, "cache", "wheel-index-2");
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });
});

test.each([
  ["two entries that go to one path", { "x.py": "", "py_bad-1.0.data/purelib/x.py": "" }, "two of its entries go to x.py"],
  ["a scheme that wheels do not know", { "py_bad-1.0.data/lib/x.py": "" }, "belongs to no scheme that wheels know"],
])("%s are refused", (_what, files, message) => {
  inTemporaryFolder((folder) => {
    expect(errorText(folder, () => indexedWheel(folder, { name: "py_bad", files }))).toContain(message);
  });
});

test("a file that is named as another distribution's wheel is refused", () => {
  inTemporaryFolder((folder) => {
    const path = makeWheel(folder, made);
    const renamed = join(folder, "other-1.0-py3-none-any.whl");
    writeFileSync(renamed, readFileSync(path));
    expect(errorText(folder, () => indexWheel({ path: renamed, sha256: sha256Of(renamed) }, join(folder, "cache")))).toMatch(
      /^UserError\n/,
    );
  });
});

const info = "py_bad-1.0.dist-info";
const wheelFile = { [`${info}/WHEEL`]: Buffer.from("Wheel-Version: 1.0\n") };
const metadataFile = { [`${info}/METADATA`]: Buffer.from("Name: py-bad\nVersion: 1.0\n") };
const sound: Zippable = { ...wheelFile, ...metadataFile };
const link = (0o120777 << 16) >>> 0;

const brokenWheels: readonly (readonly [string, Zippable])[] = [
  ["no dist-info", { "x.py": Buffer.from("") }],
  ["two dist-infos", { ...sound, "other-2.dist-info/METADATA": Buffer.from("") }],
  ["no WHEEL", metadataFile],
  ["no METADATA", wheelFile],
  ["a WHEEL without its version", { ...sound, [`${info}/WHEEL`]: Buffer.from("Generator: none\n") }],
  ["a wheel of a later format", { ...sound, [`${info}/WHEEL`]: Buffer.from("Wheel-Version: 2.0\n") }],
  ["METADATA without a name", { ...sound, [`${info}/METADATA`]: Buffer.from("Version: 1.0\n") }],
  ["METADATA of another distribution", { ...sound, [`${info}/METADATA`]: Buffer.from("Name: other\nVersion: 1.0\n") }],
  ["a link", { ...sound, "lib.so": [Buffer.from("/etc/passwd"), { os: 3, attrs: link }] }],
];

test("each wheel that is none, or holds what it should not, is refused by a sentence of its own", () => {
  const lines = brokenWheels.map(([what, files]) =>
    inTemporaryFolder((folder) => {
      const path = join(folder, "py_bad-1.0-py3-none-any.whl");
      writeFileSync(path, zipSync(files));
      const text = errorText(folder, () => indexWheel({ path, sha256: sha256Of(path) }, join(folder, "cache")));
      return `${what}: ${text.split("\n")[1]?.replace("py_bad-1.0-py3-none-any.whl is ", "") ?? text}`;
    }),
  );
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "no dist-info: refused: it is no wheel: it has no .dist-info folder
    two dist-infos: refused: it has two .dist-info folders, py_bad-1.0.dist-info and other-2.dist-info
    no WHEEL: refused: it is no wheel: py_bad-1.0.dist-info/WHEEL is missing
    no METADATA: refused: it is no wheel: py_bad-1.0.dist-info/METADATA is missing
    a WHEEL without its version: refused: py_bad-1.0.dist-info/WHEEL names no Wheel-Version
    a wheel of a later format: refused: it is of the wheel format 2, and known is 1
    METADATA without a name: refused: py_bad-1.0.dist-info/METADATA names no name and version
    METADATA of another distribution: refused: it holds other, which is not what its name says
    a link: refused: the entry lib.so is a link or a device"
  `);
});

test("a wheel with a wrong CRC is found out when it is indexed, and nothing is cached", () => {
  inTemporaryFolder((folder) => {
    const path = makeWheel(folder, made);
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf("PK\u0003\u0004"); at >= 0; at = bytes.indexOf("PK\u0003\u0004", at + 1))
      bytes.writeUInt32LE(7, at + 14);
    for (let at = bytes.indexOf("PK\u0001\u0002"); at >= 0; at = bytes.indexOf("PK\u0001\u0002", at + 1))
      bytes.writeUInt32LE(7, at + 16);
    writeFileSync(path, bytes);
    const text = errorText(folder, () => indexWheel({ path, sha256: sha256Of(path) }, join(folder, "cache")));
    expect(text).toContain("the content of thing/__init__.py does not fit: its CRC-32 is another");
    expect(readdirSync(join(folder, "cache", "wheel-index-2"))).toEqual([]);
  });
});
