import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { inTemporaryFolder, write } from "../temporary-folder";
import { sha256Of } from "../wheel/make-wheel";
import { artifactOf, lockOf } from "./made-function";

/** A wheel as Python's zipfile wrote it: one module deflated by zlib, one stored, a file to execute, one in `.data/purelib`. */
const wheel = [
  "UEsDBBQAAAAIAAAApR4paFdsDwAAAMgAAAASAAAAZ29sZGVuL19faW5pdF9fLnB5C3P0CXVVsFUw5Aob0iwAUEsDBBQAAAAAAAAApR4dnfsECgAAAAoA",
  "AAAKAAAAZ29sZGVuL3J1biMhL2Jpbi9zaApQSwMEFAAAAAAAAAClHgLwrpx4AAAAeAAAABEAAABnb2xkZW4vc3RvcmVkLnR4dGFiY2FiY2FiY2FiY2Fi",
  "Y2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2FiY2Fi",
  "Y2FiY2FiY2FiY2FiY2FiY2FiY1BLAwQUAAAICAAAAKUeO4n2iwgAAAAGAAAAIgAAAGdvbGRlbi0xLjAuZGF0YS9wdXJlbGliL2dyw7bDn2UucHmrULBV",
  "MOQCAFBLAwQUAAAACAAAAKUeM1aHyCsAAAAwAAAAHQAAAGdvbGRlbi0xLjAuZGlzdC1pbmZvL01FVEFEQVRB800tSUxJLEnUDUstKs7Mz7NSMNIz5PJL",
  "zE21UkjPz0lJzeOCyxjqGXABAFBLAwQUAAAACAAAAKUee4O/wT0AAAA7AAAAGgAAAGdvbGRlbi0xLjAuZGlzdC1pbmZvL1dIRUVMC89ITc3RDUstKs7M",
  "z7NSMNQz4ArKzy/R9SzWDSgtSs3JTLJSKCkqTeUKSUy3UiioNNbNy89L1U3Mq+QCAFBLAwQUAAAACAAAAKUeAAAAAAIAAAAAAAAAGwAAAGdvbGRlbi0x",
  "LjAuZGlzdC1pbmZvL1JFQ09SRAMAUEsBAhQDFAAAAAgAAAClHiloV2wPAAAAyAAAABIAAAAAAAAAAAAAAKSBAAAAAGdvbGRlbi9fX2luaXRfXy5weVBL",
  "AQIUAxQAAAAAAAAApR4dnfsECgAAAAoAAAAKAAAAAAAAAAAAAADtgT8AAABnb2xkZW4vcnVuUEsBAhQDFAAAAAAAAAClHgLwrpx4AAAAeAAAABEAAAAA",
  "AAAAAAAAAKSBcQAAAGdvbGRlbi9zdG9yZWQudHh0UEsBAhQDFAAACAgAAAClHjuJ9osIAAAABgAAACIAAAAAAAAAAAAAAKSBGAEAAGdvbGRlbi0xLjAu",
  "ZGF0YS9wdXJlbGliL2dyw7bDn2UucHlQSwECFAMUAAAACAAAAKUeM1aHyCsAAAAwAAAAHQAAAAAAAAAAAAAApIFgAQAAZ29sZGVuLTEuMC5kaXN0LWlu",
  "Zm8vTUVUQURBVEFQSwECFAMUAAAACAAAAKUee4O/wT0AAAA7AAAAGgAAAAAAAAAAAAAApIHGAQAAZ29sZGVuLTEuMC5kaXN0LWluZm8vV0hFRUxQSwEC",
  "FAMUAAAACAAAAKUeAAAAAAIAAAAAAAAAGwAAAAAAAAAAAAAApIE7AgAAZ29sZGVuLTEuMC5kaXN0LWluZm8vUkVDT1JEUEsFBgAAAAAHAAcA4wEAAHYC",
  "AAAAAA==",
];

const files = {
  "index.py": "import golden\n\n\ndef handler(event, context):\n    return golden.VALUE\n".repeat(20),
  "bin/start": "#!/bin/sh\n",
  "Größe/😀.txt": "incompressible",
  "large.txt": "abcdefghijklmnopqrstuvwxyz0123456789\n".repeat(250_000), // is packed piece by piece
  empty: "",
};

/**
 * What these become, and what is said of the bundle, by the number of the format of kept ZIPs. Whoever changes one of them on purpose raises
 * `format` in kept-zip.ts, so that no cache answers with what it made before, and adds a line; the lines there are stay as they are.
 */
const pinned: Readonly<Record<number, readonly [bundle: string, layer: string, said: string]>> = {
  1: [
    "c7853b98d9f8e8cd79d5852c2b0322e320d880e3f4627e08592bb432f7f75104",
    "85699e77b72f172bc523b1c3fb8366362136e41633ba2b0fe1cde9c0ac61a225",
    "76ab9e7e1b30a1746444bf3573ef45643b55d3738b3345cc9f2913225a3efe39",
  ],
};

test("a ZIP has the bytes it always had, or another format in the cache", () => {
  inTemporaryFolder((folder) => {
    mkdirSync(join(folder, "wheels"));
    const path = join(folder, "wheels/golden-1.0-py3-none-any.whl");
    writeFileSync(path, Buffer.from(wheel.join(""), "base64"));
    expect(sha256Of(path)).toBe("2576b51a4244ce53782db86cd1affeb19228f39774c900b605029b176413bba7");
    write(join(folder, "source"), { ...files, "pylock.toml": lockOf([path]) });
    chmodSync(join(folder, "source/bin/start"), 0o755);

    const { code: bundle } = artifactOf(folder, { strategy: "bundle" });
    const { layer } = artifactOf(folder);
    const [, format] = /^artifacts-(\d+)$/.exec(basename(dirname(dirname(bundle.path)))) ?? [];
    const said = createHash("sha256").update(JSON.stringify(bundle.contents)).digest("hex");
    expect([format, sha256Of(bundle.path), sha256Of(layer?.path ?? ""), said]).toEqual([
      format,
      ...(pinned[Number(format)] ?? []),
    ]);
    expect(Math.max(...Object.keys(pinned).map(Number))).toBe(Number(format));
  });
});

test("a format's number is raised for a reason: no two have the same bytes and say the same of them", () => {
  expect(new Set(Object.values(pinned).map(String)).size).toBe(Object.keys(pinned).length);
});
