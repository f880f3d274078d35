import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Artifact } from "../../../../lib/artifact/build/build-artifact";
import { keptZip } from "../../../../lib/artifact/build/kept-zip";
import { placeZip } from "../../../../lib/artifact/build/place-zip";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { sha256Of } from "../wheel/make-wheel";
import { changeByte, keptZips, leaveUnused, unfinished } from "./kept-files";
import { artifactOf, writeFunction } from "./made-function";

const pathsOf = ({ code, layer }: Artifact): string[] => [code.path, layer?.path ?? ""];
const contentsOf = (zip: string): string => join(dirname(zip), "contents.json");
const shorten = (path: string): void => {
  truncateSync(path, statSync(path).size - 1);
};

const damages: readonly (readonly [string, (zip: string) => void])[] = [
  ["with a byte changed in place", changeByte],
  ["cut short", shorten],
  [
    "grown",
    (zip) => {
      appendFileSync(zip, "\0");
    },
  ],
];

test.each([
  ...damages,
  ["gone", rmSync] as const,
  [
    "whose description is cut short",
    (zip: string): void => {
      shorten(contentsOf(zip));
    },
  ] as const,
  [
    "whose description is changed",
    (zip: string): void => {
      changeByte(contentsOf(zip));
    },
  ] as const,
  [
    "whose description is gone",
    (zip: string): void => {
      rmSync(contentsOf(zip));
    },
  ] as const,
])("a ZIP in the cache %s is made again", (_how, damage) => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const first = artifactOf(folder);
    expect(artifactOf(folder)).toEqual(first); // by now it is remembered that they are whole
    for (const path of pathsOf(first)) damage(path);
    const again = artifactOf(folder);
    expect(again).toEqual(first);
    expect(pathsOf(again).map(sha256Of)).toEqual([first.code.contents.sha256, first.layer?.contents.sha256]);
    expect(pathsOf(again).every((path) => existsSync(contentsOf(path)))).toBe(true);
    expect(unfinished(join(folder, "cache"))).toEqual([]);
  });
});

test.each(damages)("a ZIP that is found, by way of its link in a stack directory, %s is made again", (_how, damage) => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const { code } = artifactOf(folder);
    const [placed, placedAgain] = [join(folder, "one.zip"), join(folder, "two.zip")];
    placeZip(code, placed);
    artifactOf(folder);
    damage(placed);
    expect(sha256Of(code.path)).not.toBe(code.contents.sha256); // it is one file
    placeZip(artifactOf(folder).code, placedAgain);
    expect(sha256Of(placedAgain)).toBe(code.contents.sha256);
  });
});

test("a ZIP is readable to all, whatever the umask, and its folder to its owner alone", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder);
    const before = process.umask(0o077);
    try {
      const modes = pathsOf(artifactOf(folder)).map((path) => (statSync(path).mode & 0o777).toString(8));
      expect(modes).toEqual(["644", "644"]);
    } finally {
      process.umask(before);
    }
    process.umask(0o000);
    try {
      writeFunction(folder, { "index.py": "changed = True\n" });
      const modes = pathsOf(artifactOf(folder)).map((path) => (statSync(path).mode & 0o777).toString(8));
      expect(modes).toEqual(["644", "644"]);
      const folders = keptZips(join(folder, "cache")).map((path) => (statSync(dirname(path)).mode & 0o777).toString(8));
      expect(new Set(folders)).toEqual(new Set(["700"]));
    } finally {
      process.umask(before);
    }
  });
});

/** Keeps a ZIP of this text under this key, without the rest of the engine. */
function keep(cache: string, key: string, text = key): string {
  return keptZip(cache, key, (output) => {
    writeFileSync(output, text);
    const none = { distributions: [], omitted: [], kept: [], files: [], left: [] };
    return { contents: { sha256: sha256Of(output), bytes: text.length, unzippedBytes: 0, ...none }, compiled: [] };
  }).path;
}

test("a ZIP that nothing is linked to goes once nothing has asked for it for an hour", () => {
  inTemporaryFolder((cache) => {
    const [unused, linked, asked, fresh] = ["unused", "linked", "asked", "fresh"].map((key) => keep(cache, key)) as [
      ...[string, string, string, string],
    ];
    placeZip({ path: linked }, join(cache, "stack.zip"));
    for (const zip of [unused, linked, asked]) leaveUnused(zip);
    keep(cache, "asked");
    const ofAnotherRelease = join(cache, "artifacts-0/key/artifact.zip");
    mkdirSync(dirname(ofAnotherRelease), { recursive: true });
    writeFileSync(ofAnotherRelease, "");
    writeFileSync(contentsOf(ofAnotherRelease), "");
    leaveUnused(ofAnotherRelease);
    const ofKilled = join(cache, "tmp/999999999-killed");
    writeFileSync(ofKilled, "");
    utimesSync(ofKilled, 0, 0);

    const made = keep(cache, "new");
    expect(keptZips(cache)).toEqual([asked, fresh, linked, made].sort());
    expect([existsSync(dirname(unused)), existsSync(dirname(ofAnotherRelease)), unfinished(cache)]).toEqual([false, false, []]);
  });
});

test("what half of a ZIP's folder is left of a process that was killed goes too", () => {
  inTemporaryFolder((cache) => {
    const half = keep(cache, "half");
    const putting = keep(cache, "putting");
    for (const zip of [half, putting]) rmSync(contentsOf(zip));
    leaveUnused(half);
    const made = keep(cache, "new");
    expect(keptZips(cache)).toEqual([made, putting].sort());
  });
});

test("where making fails, nothing is kept and nothing unfinished is left", () => {
  inTemporaryFolder((cache) => {
    const fails = (): unknown =>
      keptZip(cache, "key", (output) => {
        writeFileSync(output, "half");
        throw new Error("the wheel is gone");
      });
    expect(fails).toThrow("the wheel is gone");
    expect([keptZips(cache), unfinished(cache)]).toEqual([[], []]);
    expect(readFileSync(keep(cache, "key"), "utf8")).toBe("key");
  });
});

test("a cache that cannot be written is an error that names it", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "file"), "");
    expect(errorText(folder, () => keep(join(folder, "file"), "key"))).toMatchInlineSnapshot(`
      "UserError
      the cache cannot be written: ENOTDIR: not a directory, mkdir '~/file/tmp'
        where: ~/file/tmp
        fix:   make room there, give yourself the right to write, or name another folder in LAMBDA_CONTAINER_CACHE"
    `);
    mkdirSync(join(folder, "cache/artifacts-1/key/artifact.zip"), { recursive: true });
    expect(errorText(folder, () => keep(join(folder, "cache"), "key")).replace(/\d+-[0-9a-f]{12}/, "‹process›"))
      .toMatchInlineSnapshot(`
      "UserError
      the cache cannot be written: EISDIR: illegal operation on a directory, rename '~/cache/tmp/‹process›/artifact.zip' -> '~/cache/artifacts-1/key/artifact.zip'
        where: ~/cache/artifacts-1/key
        fix:   make room there, give yourself the right to write, or name another folder in LAMBDA_CONTAINER_CACHE"
    `);
    expect(unfinished(join(folder, "cache"))).toEqual([]);
  });
});
