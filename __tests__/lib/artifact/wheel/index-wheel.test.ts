import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
    const entry = join(folder, "cache", "wheel-index-1", `${index.sha256}.json`);
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
    const cache = join(folder, "cache", "wheel-index-1");
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
    const cache = join(folder, "cache", "wheel-index-1");
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
