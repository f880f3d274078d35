import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { indexWheel } from "../../../../lib/artifact/wheel/index-wheel";
import type { WheelIndex } from "../../../../lib/artifact/wheel/wheel-index";
import { makeElf } from "../elf/make-elf";
import { inTemporaryFolder } from "../temporary-folder";
import { sha256Of } from "./make-wheel";

const megabyte = 1024 * 1024;
const info = "py_thing-1.0.dist-info";
const names = { needed: ["libc.so.6"], versionNeeds: [{ library: "libc.so.6", versions: ["GLIBC_2.28"] }] };

/** Indexes a wheel twice: what was read, and what the cache says afterwards. */
function indexed(files: Zippable): { readonly read: WheelIndex; readonly cached: WheelIndex } {
  return inTemporaryFolder((folder) => {
    const path = join(folder, "py_thing-1.0-cp311-cp311-manylinux_2_28_x86_64.whl");
    const own = {
      [`${info}/WHEEL`]: Buffer.from("Wheel-Version: 1.0\n"),
      [`${info}/METADATA`]: Buffer.from("Name: py-thing\nVersion: 1.0\n"),
    };
    writeFileSync(path, zipSync({ ...files, ...own }));
    const index = (): WheelIndex => indexWheel({ path, sha256: sha256Of(path) }, join(folder, "cache")).index;
    return { read: index(), cached: index() };
  });
}

test("an index says of every ELF file what it needs, by its place in the artifact, and the cache says the same", () => {
  const { read, cached } = indexed({
    "thing/_fast.abi3.so": makeElf({ ...names, soname: "libfast.so" }),
    "py_thing-1.0.data/platlib/thing/_moved.so": makeElf(names),
    "py_thing-1.0.data/scripts/tool": makeElf({ type: 2 }), // goes nowhere
    "thing/__init__.py": Buffer.from("import os\n"),
    "thing/broken.so": Buffer.from("\u007fELF"),
  });
  expect(read.elf).toMatchObject([
    { path: "thing/_fast.abi3.so", soname: "libfast.so", ...names },
    { path: "thing/_moved.so", ...names },
    { path: "thing/broken.so", malformed: "its header is cut short" },
  ]);
  expect(cached).toEqual(read);
});

test.each([
  ["deflated", 1],
  ["stored", 0],
] as const)(
  "a file too large for memory is read too where it is %s, also if its names lie where nobody expects them",
  (_how, level) => {
    const large = makeElf({ ...names, padding: 9 * megabyte });
    const atTheEnd = makeElf({ ...names, names: "moved", beforeNames: 9 * megabyte });
    const { read } = indexed({ "a.so": [large, { level }], "b.so": [atTheEnd, { level }], "c.so": makeElf(names) });
    expect(read.elf).toMatchObject([
      { path: "a.so", ...names },
      { path: "b.so", ...names },
      { path: "c.so", ...names },
    ]);
  },
);
