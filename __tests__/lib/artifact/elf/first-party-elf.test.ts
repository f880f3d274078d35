import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { firstPartyElf } from "../../../../lib/artifact/elf/first-party-elf";
import type { SourceFile } from "../../../../lib/artifact/source-tree";
import { inTemporaryFolder } from "../temporary-folder";
import { makeElf } from "./make-elf";

test("ELF files of the source folder are read where they lie, and other files are not taken for them", () => {
  inTemporaryFolder((folder) => {
    const source = (path: string, content: Buffer | string): SourceFile => {
      const absolutePath = join(folder, path);
      writeFileSync(absolutePath, content);
      return { path, absolutePath, size: statSync(absolutePath).size, executable: false, sha256: "" };
    };
    const names = { needed: ["libc.so.6"], names: "moved", beforeNames: 100_000 } as const;
    const files = [
      source("tool", makeElf({ ...names, type: 2 })),
      source("_fast.so", makeElf(names).subarray(0, 1000)),
      source("notes.txt", "no ELF file"),
      source("empty", ""),
      { path: "made.so", executable: false, content: makeElf({ soname: "libmade.so" }) },
    ];
    expect(firstPartyElf(files)).toMatchObject([
      { path: "tool", type: "executable", needed: ["libc.so.6"] },
      { path: "_fast.so", malformed: "its names would lie beyond its end" },
      { path: "made.so", soname: "libmade.so" },
    ]);
  });
});
