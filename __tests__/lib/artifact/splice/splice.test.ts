import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { unzipSync } from "fflate";
import { type Entry, fromBuffer } from "yauzl";
import { splice, type Splice, type SpliceProps } from "../../../../lib/artifact/splice/splice";
import type { SourceFile } from "../../../../lib/artifact/source-tree";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { indexedWheel, type MadeWheel, sha256Of } from "../wheel/make-wheel";

const ours = (path: string, content = "", executable = false): SpliceProps["files"][number] => ({
  path,
  executable,
  content: Buffer.from(content),
});

function spliced(folder: string, wheels: readonly MadeWheel[], props: Partial<SpliceProps> = {}): Splice & { output: string } {
  const output = join(folder, "out", "artifact.zip");
  return {
    output,
    ...splice({ wheels: wheels.map((wheel) => indexedWheel(folder, wheel)), files: [], prefix: "", output, ...props }),
  };
}

interface ReadEntry {
  readonly name: string;
  readonly mode: string;
  readonly date: readonly number[];
  readonly extra: number;
}

/** Every entry as yauzl reads it: name, mode, date and time fields, and the length of its extra field. */
async function read(path: string): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  await new Promise<void>((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: false, strictFileNames: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      zip.on("entry", (entry: Entry) => {
        const mode = (entry.externalFileAttributes >>> 16).toString(8);
        entries.push({
          name: entry.fileName,
          mode,
          date: [entry.lastModFileDate, entry.lastModFileTime],
          extra: entry.extraFieldLength,
        });
      });
      zip.on("end", resolve).on("error", reject);
    });
  });
  return entries;
}

const tool: MadeWheel = {
  name: "tool",
  files: {
    "tool/__init__.py": "VERSION = 1\n",
    "tool/run": { content: "#!/bin/sh\n", executable: true },
    "tool/data.bin": "\0\u0001",
  },
};

test("a ZIP holds the wheel's files and the first-party ones: sorted, with fixed times and modes, and no extra fields", async () => {
  await inTemporaryFolder(async (folder) => {
    const { output } = spliced(folder, [tool], { files: [ours("index.py", "import tool\n"), ours("bin/start", "", true)] });
    const entries = await read(output);
    expect(entries.map(({ name, mode }) => `${mode} ${name}`)).toEqual([
      "100755 bin/start",
      "100644 index.py",
      "100644 tool-1.0.dist-info/METADATA",
      "100644 tool-1.0.dist-info/RECORD",
      "100644 tool-1.0.dist-info/WHEEL",
      "100644 tool/__init__.py",
      "100644 tool/data.bin",
      "100755 tool/run",
    ]);
    expect(new Set(entries.map(({ date }) => date.join()))).toEqual(new Set([String([33, 0])]));
    expect(entries.every(({ extra }) => extra === 0)).toBe(true);
  });
});

test("the bytes of a wheel's entry are the wheel's own, not compressed anew", () => {
  inTemporaryFolder((folder) => {
    const content = "x = 1\n".repeat(2_000);
    const { output, entries } = spliced(folder, [{ name: "big", files: { "big.py": content } }]);
    const wheel = readFileSync(join(folder, "big-1.0-py3-none-any.whl"));
    const { compressedBytes = 0 } = entries.find(({ path }) => path === "big.py") ?? {};
    const at = wheel.indexOf("big.py") + "big.py".length;
    expect(readFileSync(output).includes(wheel.subarray(at, at + compressedBytes))).toBe(true);
    expect(compressedBytes).toBeLessThan(content.length / 10);
  });
});

test("an entry that a wheel stores is deflated where that makes it smaller", () => {
  inTemporaryFolder((folder) => {
    const files = { "large.txt": { content: "abc".repeat(1_000), stored: true }, "tiny.txt": { content: "a", stored: true } };
    const { entries, output } = spliced(folder, [{ name: "stored", files }]);
    const sizes = Object.fromEntries(entries.map(({ path, bytes, compressedBytes }) => [path, compressedBytes < bytes]));
    expect([sizes["large.txt"], sizes["tiny.txt"]]).toEqual([true, false]);
    expect(Buffer.from(unzipSync(readFileSync(output))["large.txt"] ?? []).toString()).toBe("abc".repeat(1_000));
  });
});

test("what the splice says of the ZIP is what the ZIP holds", () => {
  inTemporaryFolder((folder) => {
    const { output, entries, sha256, sha256Base64, bytes, unzippedBytes } = spliced(folder, [tool], {
      files: [ours("index.py", "pass\n")],
    });
    expect(sha256).toBe(sha256Of(output));
    expect(Buffer.from(sha256Base64, "base64").toString("hex")).toBe(sha256);
    expect(bytes).toBe(statSync(output).size);
    const unzipped = unzipSync(readFileSync(output));
    const listed = Object.entries(unzipped).map(([path, content]) => ({ path, bytes: content.length, sha256: hash(content) }));
    expect(entries.map((entry) => ({ path: entry.path, bytes: entry.bytes, sha256: entry.sha256 }))).toEqual(listed);
    expect(unzippedBytes).toBe(listed.reduce((sum, entry) => sum + entry.bytes, 0));
  });
});

test("Python's zipfile and Info-ZIP find nothing wrong with it", () => {
  inTemporaryFolder((folder) => {
    const { output } = spliced(folder, [tool], { files: [ours("größe/😀.py", "pass\n"), ours("empty", "")] });
    const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))";
    expect(execFileSync("python3", ["-c", script, output], { encoding: "utf8" })).toBe("None 8\n");
    expect(execFileSync("unzip", ["-t", output], { encoding: "utf8" })).toContain("No errors detected");
  });
});

describe("a first-party file too large for memory", () => {
  const compressible = Buffer.alloc(9_000_000, "abcdefghijklmnopqrstuvwxyz0123456789\n");
  const noise = Buffer.concat(Array.from({ length: 290_000 }, (_, index) => createHash("sha256").update(String(index)).digest()));
  const source = (folder: string, path: string, content: Buffer): SourceFile => {
    const absolutePath = join(folder, path);
    writeFileSync(absolutePath, content);
    return { path, absolutePath, executable: false, size: content.length, sha256: hash(content) };
  };

  test("is deflated, or stored where that is no larger, and leaves nothing beside the ZIP", () => {
    inTemporaryFolder((folder) => {
      const files = [source(folder, "model.txt", compressible), source(folder, "noise.bin", noise)];
      const { output, entries } = spliced(folder, [], { files });
      expect(entries.map(({ path, bytes, compressedBytes, sha256 }) => [path, bytes, compressedBytes < bytes, sha256])).toEqual([
        ["model.txt", compressible.length, true, hash(compressible)],
        ["noise.bin", noise.length, false, hash(noise)],
      ]);
      const unzipped = unzipSync(readFileSync(output));
      expect([hash(unzipped["model.txt"] ?? noise), hash(unzipped["noise.bin"] ?? noise)]).toEqual([
        hash(compressible),
        hash(noise),
      ]);
      expect(readdirSync(join(folder, "out"))).toEqual(["artifact.zip"]);
    });
  });

  test.each([
    ["changed", (content: Buffer) => Buffer.concat([content.subarray(1), Buffer.from("!")])],
    ["grew", (content: Buffer) => Buffer.concat([content, Buffer.from("!")])],
    ["shrank", (content: Buffer) => content.subarray(1)],
  ])("that %s since it was selected is an error, and no ZIP is left", (_what, change) => {
    inTemporaryFolder((folder) => {
      const file = source(folder, "model.txt", compressible);
      writeFileSync(file.absolutePath, change(compressible));
      expect(errorText(folder, () => spliced(folder, [], { files: [file] }))).toContain(
        "model.txt changed while it was being packed\n  where: ~/model.txt",
      );
      expect(readdirSync(join(folder, "out"))).toEqual([]);
    });
  });
});

test("a function's code outside a layer keeps the tests it imports", () => {
  inTemporaryFolder((folder) => {
    const wheel: MadeWheel = { name: "pkg", files: { "pkg/__init__.py": "", "pkg/tests/test_a.py": "" } };
    const paths = (importers: SpliceProps["importers"]): string[] =>
      spliced(folder, [wheel], { prefix: "python/", importers }).entries.map(({ path }) => path);
    expect(paths([])).not.toContain("python/pkg/tests/test_a.py");
    expect(paths([ours("index.py", "from pkg.tests import test_a\n")])).toContain("python/pkg/tests/test_a.py");
  });
});

test("a layer has everything under python/", () => {
  inTemporaryFolder((folder) => {
    const { entries } = spliced(folder, [tool], { prefix: "python/" });
    expect(entries.every(({ path }) => path.startsWith("python/"))).toBe(true);
  });
});

describe("the same content has the same bytes", () => {
  const contents = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\.py$/), fc.tuple(fc.string(), fc.boolean()), {
    minKeys: 1,
    maxKeys: 8,
  });

  test("in whatever order files and wheels come", () => {
    fc.assert(
      fc.property(contents, fc.integer(), (files, seed) => {
        inTemporaryFolder((folder) => {
          const all = Object.entries(files).map(([path, [content, executable]]) => ours(path, content, executable));
          const other: MadeWheel = { name: "other", files: { "other.py": "" } };
          const shuffled = [...all].sort((a, b) =>
            hash(Buffer.from(a.path + String(seed))) < hash(Buffer.from(b.path + String(seed))) ? -1 : 1,
          );
          const first = spliced(folder, [tool, other], { files: all }).sha256;
          expect(spliced(folder, [other, tool], { files: shuffled }).sha256).toBe(first);
        });
      }),
      { numRuns: 25 },
    );
  });

  test("whatever the folder, the times and modes of the wheel's file, and whether the cache is warm", () => {
    const hashes = [0, 1, 2].map((round) =>
      inTemporaryFolder((folder) => {
        const before = indexedWheel(folder, tool);
        utimesSync(before.path, round, round);
        chmodSync(before.path, 0o600 + round);
        const once = splice({ wheels: [before], files: [], prefix: "", output: join(folder, "a.zip") }).sha256;
        expect(
          splice({ wheels: [indexedWheel(folder, tool)], files: [], prefix: "", output: join(folder, "b", "c.zip") }).sha256,
        ).toBe(once);
        return once;
      }),
    );
    expect(new Set(hashes).size).toBe(1);
  });

  test.each([
    ["a rename", [ours("b.py", "x")]],
    ["a changed byte", [ours("a.py", "y")]],
    ["an executable bit", [ours("a.py", "x", true)]],
    ["an empty file more", [ours("a.py", "x"), ours("b", "")]],
  ])("%s changes them", (_what, files) => {
    inTemporaryFolder((folder) => {
      expect(spliced(folder, [tool], { files }).sha256).not.toBe(spliced(folder, [tool], { files: [ours("a.py", "x")] }).sha256);
    });
  });
});

describe("two that claim one path", () => {
  const a: MadeWheel = { name: "a", files: { "shared/x.py": "same\n" } };

  test("with the same bytes are one file, and the second is said to be left out", () => {
    inTemporaryFolder((folder) => {
      const { entries, left } = spliced(folder, [a, { name: "b", files: { "shared/x.py": "same\n" } }]);
      expect(entries.filter(({ path }) => path === "shared/x.py").map(({ origin }) => origin)).toEqual([
        { distribution: "a", version: "1.0" },
      ]);
      expect(left).toContainEqual({ path: "shared/x.py", distribution: "b", rule: "same-bytes" });
    });
  });

  test.each([
    [
      "different bytes",
      [a, { name: "b", files: { "shared/x.py": "other\n" } }],
      [],
      "a 1.0 and b 1.0 both have the file shared/x.py, with different content",
    ],
    ["a first-party file", [a], [ours("shared/x.py")], "your shared/x.py and a both have the file shared/x.py"],
    ["a name but for its case", [a], [ours("Shared/y.py")], "are one name on macOS or Windows"],
    ["a file where another has a folder", [a], [ours("shared")], "shared is a file of your source and a folder of a 1.0"],
    ["two first-party files", [], [ours("x.py"), ours("x.py", "y")], "two of your files go to x.py"],
  ] as const)("with %s are an error that names both, and nothing is written", (_what, wheels, files, message) => {
    inTemporaryFolder((folder) => {
      expect(errorText(folder, () => spliced(folder, wheels, { files }))).toContain(message);
      expect(existsSync(join(folder, "out"))).toBe(false);
    });
  });
});

test("a wheel that changed after it was indexed is noticed, and the ZIP that was there stays", () => {
  inTemporaryFolder((folder) => {
    const wheel = indexedWheel(folder, tool);
    const output = join(folder, "artifact.zip");
    writeFileSync(output, "as it was");
    renameSync(indexedWheel(folder, { name: "longer", files: { "longer.py": "x".repeat(500) } }).path, wheel.path);
    expect(errorText(folder, () => splice({ wheels: [wheel], files: [], prefix: "", output }))).toContain("when it was indexed");
    expect(readFileSync(output, "utf8")).toBe("as it was");
    expect(readdirSync(folder).filter((name) => name.startsWith(".artifact"))).toEqual([]);
  });
});

function hash(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
