import { join } from "node:path";
import type { Artifact } from "../../../../lib/artifact/build/build-artifact";
import { inTemporaryFolder } from "../temporary-folder";
import type { MadeWheel } from "../wheel/make-wheel";
import { artifactOf, oddFiles, oddWheels, writeFunction } from "./made-function";
import { type ReadFile, readByInfoZip, readByPython, readByYauzl, unpackByInfoZip } from "./zip-readers";

const many: MadeWheel = {
  name: "many",
  files: Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`many/part${index % 100}/module${index}.py`, `NUMBER = ${index}\n`]),
  ),
};

interface Made {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly wheels?: readonly MadeWheel[];
  readonly strategy?: "layer" | "bundle";
  /** The one to read back. */
  readonly of: (artifact: Artifact) => Artifact["layer"];
  /** What it holds at least: path to mode. */
  readonly holds: Readonly<Record<string, string>>;
  /** How many files it holds at least. */
  readonly atLeast?: number;
}

const code: Made["of"] = (artifact) => artifact.code;
const layer: Made["of"] = (artifact) => artifact.layer;

const made: readonly Made[] = [
  {
    what: "a bundle with odd names, executable and empty files",
    strategy: "bundle",
    of: code,
    holds: {
      ...{ "index.py": "0644", "bin/start": "0755", empty: "0644", "Größe/😀.py": "0644" },
      ...{ "tool/run": "0755", "tool/stored.txt": "0644", "pure/größe.py": "0644", "other/😀.py": "0644", "other/empty": "0644" },
    },
  },
  { what: "a layer", of: layer, holds: { "python/tool/run": "0755", "python/other/😀.py": "0644" } },
  { what: "a function beside its layer", of: code, holds: { "index.py": "0644", "bin/start": "0755" } },
  { what: "nothing but an empty file", files: { empty: "" }, wheels: [], of: code, holds: { empty: "0644" } },
  { what: "20,000 files", wheels: [many], of: layer, holds: { "python/many/part99/module19999.py": "0644" }, atLeast: 20_000 },
];

const saidOf = (zip: Artifact["layer"]): ReadFile[] =>
  (zip?.contents.files ?? []).map(({ path, bytes, sha256, mode }) => ({ path, bytes, sha256, mode }));

test.each(made)(
  "a ZIP of $what is the same to Python's zipfile, to Info-ZIP, to yauzl and in what is said of it",
  async ({ files = oddFiles, wheels = oddWheels, strategy = "layer", of, holds, atLeast = 1 }) => {
    await inTemporaryFolder(async (folder) => {
      writeFunction(folder, files, wheels);
      const zip = of(artifactOf(folder, { strategy }));
      const said = saidOf(zip);
      expect(Object.fromEntries(said.map(({ path, mode }) => [path, mode]))).toMatchObject(holds);
      expect(said.length).toBeGreaterThanOrEqual(atLeast);
      const path = zip?.path ?? "";
      expect(readByPython(path)).toEqual(said);
      expect(readByInfoZip(path)).toEqual(said.map(({ path: name, bytes, mode }) => ({ path: name, bytes, mode })));
      expect(await readByYauzl(path)).toEqual(said);
    });
  },
  60_000,
);

test("what Info-ZIP unpacks is what is said of the ZIP", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const { code } = artifactOf(folder, { strategy: "bundle" });
    expect(unpackByInfoZip(code.path, join(folder, "unpacked"))).toEqual(saidOf(code));
  });
});
