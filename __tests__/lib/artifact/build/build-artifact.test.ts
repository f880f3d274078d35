import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { KeptZip } from "../../../../lib/artifact/build/kept-zip";
import { selectSource } from "../../../../lib/artifact/stage";
import { inTemporaryFolder, write } from "../temporary-folder";
import type { MadeWheel } from "../wheel/make-wheel";
import { artifactOf, oddFiles, oddWheels, writeFunction } from "./made-function";

const pathsIn = (zip: KeptZip | undefined): string[] => (zip?.contents.files ?? []).map(({ path }) => path);

test("a bundle holds the function's files and its dependencies, each said to come from where it does", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const { code, layer, resolution } = artifactOf(folder, { strategy: "bundle" });
    expect(layer).toBeUndefined();
    expect(resolution?.locked).toBe(true);
    const origins = Object.fromEntries(code.contents.files.map(({ path, origin, mode }) => [path, `${origin} ${mode}`]));
    expect(origins).toEqual({
      ...Object.fromEntries([...Object.keys(oddFiles), "pylock.toml"].map((path) => [path, "first-party 0644"])),
      "bin/start": "first-party 0755",
      "tool/__init__.py": "tool 0644",
      "tool/run": "tool 0755",
      "tool/stored.txt": "tool 0644",
      "tool/tiny.txt": "tool 0644",
      "pure/größe.py": "tool 0644",
      "other/😀.py": "other 0644",
      "other/empty": "other 0644",
      ...Object.fromEntries(
        ["other", "tool"].flatMap((name) =>
          ["METADATA", "RECORD", "WHEEL"].map((file) => [`${name}-1.0.dist-info/${file}`, `${name} 0644`]),
        ),
      ),
    });
    expect(code.contents.left).toEqual([{ path: "tool-1.0.data/scripts/tool", rule: "wheel-scripts", distribution: "tool" }]);
    expect(code.contents.distributions.map(({ name, version, requiredBy }) => [name, version, requiredBy])).toEqual([
      ["other", "1.0", []],
      ["tool", "1.0", ["other"]],
    ]);
  });
});

test("a layer holds the dependencies below python/, the function's ZIP its own files, and nothing is in both", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const { code, layer } = artifactOf(folder);
    const bundle = artifactOf(folder, { strategy: "bundle" }).code;
    expect(pathsIn(code)).toEqual([...Object.keys(oddFiles), "pylock.toml"].sort());
    expect(code.contents.distributions).toEqual([]);
    expect(pathsIn(layer).every((path) => path.startsWith("python/"))).toBe(true);
    const below = pathsIn(layer).map((path) => path.slice("python/".length));
    expect([...pathsIn(code), ...below].sort()).toEqual(pathsIn(bundle));
    expect(new Set([...pathsIn(code), ...below]).size).toBe(pathsIn(bundle).length);
    expect(layer?.contents.distributions).toEqual(bundle.contents.distributions);
  });
});

test("what is said of a ZIP is what it holds", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const { code, layer } = artifactOf(folder);
    for (const zip of [code, layer, artifactOf(folder, { strategy: "bundle" }).code]) {
      const { files, bytes, unzippedBytes, distributions } = zip?.contents ?? code.contents;
      const unzipped = unzipSync(readFileSync(zip?.path ?? ""));
      expect(Object.entries(unzipped).map(([path, content]) => [path, content.length])).toEqual(
        files.map((file) => [file.path, file.bytes]),
      );
      expect(bytes).toBe(statSync(zip?.path ?? "").size);
      const own = files.filter(({ origin }) => origin === "first-party").map((file) => file.bytes);
      const parts = [...own, ...distributions.map((each) => each.unzippedBytes)];
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(unzippedBytes);
    }
  });
});

test("without dependencies there is no layer, and the function's ZIP is the same by either strategy", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, oddFiles, []);
    const { code, layer, resolution } = artifactOf(folder);
    expect([layer, resolution]).toEqual([undefined, undefined]);
    expect(artifactOf(folder, { strategy: "bundle" })).toEqual({ code, layer, resolution });
  });
});

test("a manifest that asks for nothing makes no layer either", () => {
  inTemporaryFolder((folder) => {
    write(folder, { "source/index.py": "", "source/requirements.txt": "# nothing yet\n" });
    const { code, layer, resolution } = artifactOf(folder);
    expect([layer, resolution?.distributions]).toEqual([undefined, []]);
    expect(pathsIn(code)).toEqual(["index.py", "requirements.txt"]);
  });
});

const tested: MadeWheel = {
  name: "tested",
  files: {
    "tested/__init__.py": "",
    "tested/__init__.pyi": "",
    "tested/core.c": "",
    "tested/tests/__init__.py": "",
    "tested/tests/test_a.py": "",
  },
};

test("what a running program does not read stays behind, and ships where slimming is off", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, { "index.py": "import tested\n" }, [tested]);
    const slim = artifactOf(folder).layer;
    expect(slim?.contents.left.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      "python/tested/__init__.pyi type-stubs",
      "python/tested/core.c c-sources",
      "python/tested/tests/ tests",
    ]);
    for (const strategy of ["layer", "bundle"] as const) {
      const { code, layer } = artifactOf(folder, { strategy, slim: false });
      const prefix = strategy === "layer" ? "python/" : "";
      expect(pathsIn(layer ?? code)).toEqual(expect.arrayContaining(Object.keys(tested.files).map((path) => `${prefix}${path}`)));
      expect((layer ?? code).contents.left).toEqual([]);
    }
    expect(artifactOf(folder).layer).toEqual(slim); // the one does not stand for the other
  });
});

test.each(["layer", "bundle"] as const)("tests that the function's code imports ship in the %s", (strategy) => {
  inTemporaryFolder((folder) => {
    const shipped = (code: string): boolean => {
      writeFunction(folder, { "index.py": code }, [tested]);
      const artifact = artifactOf(folder, { strategy });
      return pathsIn(artifact.layer ?? artifact.code).some((path) => path.endsWith("tested/tests/test_a.py"));
    };
    expect(shipped("import tested\n")).toBe(false);
    expect(shipped("from tested.tests import test_a\n")).toBe(true);
    expect(shipped("import tested.core\n")).toBe(false);
  });
});

test("two functions with the same needs have one layer, as long as neither imports a dependency's tests", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, { "index.py": "import tested\n" }, [tested, ...oddWheels]);
    const lock = readFileSync(join(folder, "source/pylock.toml"), "utf8");
    const layerOf = (name: string, code: string): KeptZip | undefined => {
      write(folder, { [`${name}/main.py`]: code, [`${name}/pylock.toml`]: lock });
      const source = join(folder, name);
      return artifactOf(folder, { source, selected: selectSource({ source }) }).layer;
    };
    const first = artifactOf(folder).layer;
    expect(layerOf("second", "import tool\n")).toEqual(first);
    expect(layerOf("third", "import nowhere.tests\n")?.contents).toEqual(first?.contents);
    expect(layerOf("fourth", "import tested.tests\n")?.contents.sha256).not.toBe(first?.contents.sha256);
  });
});
