import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { placeZip } from "../../../../lib/artifact/build/place-zip";
import { type KeptLayer, keptLayer } from "../../../../lib/artifact/image/kept-layer";
import { changeByte, unfinished } from "../build/kept-files";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { sha256 } from "./layer-readers";
import { makeZip } from "./made-zip";

/** The layer of a ZIP with one file, made below the folder, with a cache there. */
function keep(folder: string, content: string, stripPrefix: "" | "python/" = ""): KeptLayer {
  const zip = makeZip(join(folder, "a.zip"), { "python/index.py": { content } });
  return keptLayer({ ...zip, stripPrefix }, join(folder, "cache"));
}

const digestOf = (path: string): string => `sha256:${sha256(readFileSync(path))}`;

test("a layer is made once, and then found by the sha256 of its ZIP, which need no longer be there", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), { "index.py": { content: "pass\n" } });
    const made = keptLayer({ ...zip, stripPrefix: "" }, join(folder, "cache"));
    expect(made).toEqual({
      path: made.path,
      digest: digestOf(made.path),
      bytes: statSync(made.path).size,
      diffId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown,
    });
    rmSync(zip.path);
    expect(keptLayer({ ...zip, stripPrefix: "" }, join(folder, "cache"))).toEqual(made);
  });
});

test("of one ZIP there are two layers, with and without what its names begin with", () => {
  inTemporaryFolder((folder) => {
    const [whole, stripped] = [keep(folder, "pass\n"), keep(folder, "pass\n", "python/")];
    expect([whole.path === stripped.path, whole.diffId === stripped.diffId]).toEqual([false, false]);
    expect(keep(folder, "pass\n")).toEqual(whole);
  });
});

/** The golden bytes, by the number of the format of kept layers, as for ZIPs: whoever changes them raises `format` and adds a line. */
const pinned: Readonly<Record<number, readonly [digest: string, diffId: string]>> = {
  1: [
    "sha256:67764dade70ce0265a868ab32a75cb505960de294df5ecd13e42900e8926c2d4",
    "sha256:88c751d300f686d80010dc2849534250bc16cbae9188251b1af7b1ce7fb87e00",
  ],
};

test("a layer has the bytes it always had, or another format in the cache", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), {
      "index.py": { content: "import golden\n\n\ndef handler(event, context):\n    return golden.VALUE\n".repeat(20) },
      "bin/start": { content: "#!/bin/sh\n", executable: true },
      "Größe/😀.txt": { content: "beyond ASCII" },
      [`${"long/".repeat(40)}${"n".repeat(120)}`]: { content: "stored".repeat(20_000), stored: true },
      "large.txt": { content: "abcdefghijklmnopqrstuvwxyz0123456789\n".repeat(250_000) },
      empty: { content: "" },
    });
    expect(zip.sha256).toBe("15d0cb9120e276daaf6f996c5d41f9b00a14b66eaa777cf2b4963b18417e04d7");
    const { path, digest, diffId } = keptLayer({ ...zip, stripPrefix: "" }, join(folder, "cache"));
    const [, format] = /layers-(\d+)/.exec(path) ?? [];
    expect([format, digest, diffId]).toEqual([format, ...(pinned[Number(format)] ?? [])]);
    expect(Math.max(...Object.keys(pinned).map(Number))).toBe(Number(format));
    expect(digestOf(path)).toBe(digest);
  });
});

test.each([
  [
    "whose blob has a byte changed in place",
    ({ path }: KeptLayer) => {
      changeByte(path);
    },
  ],
  [
    "whose blob is gone",
    ({ path }: KeptLayer) => {
      rmSync(path);
    },
  ],
  [
    "whose description is changed",
    ({ path }: KeptLayer) => {
      changeByte(join(dirname(path), "layer.json"));
    },
  ],
  [
    "whose description is gone",
    ({ path }: KeptLayer) => {
      rmSync(join(dirname(path), "layer.json"));
    },
  ],
])("a layer in the cache %s is made anew", (_how, damage) => {
  inTemporaryFolder((folder) => {
    const first = keep(folder, "pass\n");
    expect(keep(folder, "pass\n")).toEqual(first);
    damage(first);
    expect(keep(folder, "pass\n")).toEqual(first);
    expect([digestOf(first.path), unfinished(join(folder, "cache"))]).toEqual([first.digest, []]);
  });
});

test("a layer that nothing is linked to goes once nothing has asked for it for an hour", () => {
  inTemporaryFolder((folder) => {
    const [unused, linked, asked, fresh] = ["1", "2", "3", "4"].map((each) => keep(folder, each)) as [
      ...[KeptLayer, KeptLayer, KeptLayer, KeptLayer],
    ];
    placeZip(linked, join(folder, "placed"));
    const then = Date.now() / 1_000 - 2 * 3_600;
    for (const { path } of [unused, linked, asked])
      for (const each of [path, dirname(path), join(dirname(path), "layer.json")]) utimesSync(each, then, then);
    keep(folder, "3");
    keep(folder, "5");
    expect([unused, linked, asked, fresh].map(({ path }) => existsSync(path))).toEqual([false, true, true, true]);
  });
});

test("a blob is readable to all and its folder to its owner alone, whatever the umask", () => {
  inTemporaryFolder((folder) => {
    for (const umask of [0o077, 0o000]) {
      const before = process.umask(umask);
      try {
        const { path } = keep(folder, String(umask));
        expect([path, dirname(path)].map((each) => (statSync(each).mode & 0o777).toString(8))).toEqual(["644", "700"]);
      } finally {
        process.umask(before);
      }
    }
  });
});

test("of a ZIP that no layer can be made of nothing is kept, and nothing unfinished is left", () => {
  inTemporaryFolder((folder) => {
    const zip = makeZip(join(folder, "a.zip"), { a: { content: "x".repeat(1_000), stored: true } });
    changeByte(zip.path);
    expect(errorText(folder, () => keptLayer({ ...zip, stripPrefix: "" }, join(folder, "cache")))).toContain("a.zip is damaged");
    expect(readdirSync(join(folder, "cache"))).toEqual(["tmp"]);
    expect(unfinished(join(folder, "cache"))).toEqual([]);
  });
});

test("a cache that cannot be written is an error that names it", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "cache"), "");
    expect(errorText(folder, () => keep(folder, "pass\n"))).toMatchInlineSnapshot(`
      "UserError
      the cache cannot be written: ENOTDIR: not a directory, mkdir '~/cache/tmp'
        where: ~/cache/tmp
        fix:   make room there, give yourself the right to write, or name another folder in LAMBDA_CONTAINER_CACHE"
    `);
  });
});
