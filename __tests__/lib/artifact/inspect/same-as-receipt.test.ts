import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ZipContents } from "../../../../lib/artifact/build/zip-contents";
import { inspectable, type InspectedZip } from "../../../../lib/artifact/inspect/inspected";
import { artifactOf, oddFiles, oddWheels, writeFunction } from "../build/made-function";
import { makeElf } from "../elf/make-elf";
import { inTemporaryFolder } from "../temporary-folder";
import type { MadeWheel } from "../wheel/make-wheel";
import { inspectedFile } from "./inspect-case";

/** What a wheel's RECORD must be right for: odd places, names with quotes, a compiled module, a file that two distributions bring. */
const wheels: readonly MadeWheel[] = [
  ...oddWheels.map((made) => ({ ...made, record: true })),
  {
    ...{ name: "Zope.Compiled", version: "2.0.post1", metadata: ["Requires-Dist: other"], record: true },
    files: {
      "compiled/_fast.abi3.so": makeElf({ needed: ["libc.so.6"] }),
      "shared/__init__.py": "",
      "compiled/__init__.py": "import other\n",
    },
  },
  { name: "alpha", files: { "shared/__init__.py": "", "alpha.py": "", "alpha/tests/test_alpha.py": "" }, record: true },
];

/** The fields that a look into a ZIP gives, of whatever has them. */
function inspectablePart(zip: Pick<ZipContents, "sha256" | "bytes" | "unzippedBytes" | "distributions" | "files">) {
  const pick = <T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> =>
    Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>;
  return {
    ...pick(zip, ["sha256", "bytes", "unzippedBytes"]),
    distributions: zip.distributions.map((each) => pick(each, inspectable.distribution)),
    files: zip.files.map((each) => pick(each, inspectable.file)),
  };
}

function seen(zips: readonly InspectedZip[], index: number): ReturnType<typeof inspectablePart> {
  const zip = zips[index];
  if (zip === undefined) throw new Error(`there is no ZIP ${index}`);
  return inspectablePart(zip as unknown as ZipContents);
}

test("a look into a bundle gives what its receipt says, as far as a ZIP can say it", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, oddFiles, wheels);
    const { code } = artifactOf(folder, { strategy: "bundle" });
    const { zips, sizes, findings, imports, handler } = inspectedFile(folder, code.path);
    expect(seen(zips, 0)).toEqual(inspectablePart(code.contents));
    expect(code.contents.distributions.map(({ name }) => name)).toEqual(["alpha", "other", "tool", "zope-compiled"]);
    expect(new Set(code.contents.files.map(({ origin }) => origin)).size).toBe(5);
    expect(sizes).toEqual({
      zippedBytes: code.contents.bytes,
      directUploadLimit: 52_428_800,
      unzippedBytes: code.contents.unzippedBytes,
      unzippedLimit: 262_144_000,
    });
    expect(zips[0]?.codeSha256).toBe(Buffer.from(code.contents.sha256, "hex").toString("base64"));
    expect(zips[0]?.unstable).toEqual([]);
    expect(findings).toEqual([]);
    expect(handler).toEqual({ name: "index.handler", known: "guessed" });
    expect(imports).toEqual([{ module: "tool", by: "artifact", distribution: "tool", at: ["index.py:1"] }]);
  });
});

test("a look into a function's ZIP and its layer's gives what their receipts say", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, oddFiles, wheels);
    const { code, layer } = artifactOf(folder, { strategy: "layer" });
    if (layer === undefined) throw new Error("there is no layer");
    const { zips, sizes, imports } = inspectedFile(folder, code.path, { layers: [layer.path] });
    expect(seen(zips, 0)).toEqual(inspectablePart(code.contents));
    expect(seen(zips, 1)).toEqual(inspectablePart(layer.contents));
    expect(zips.map(({ holds }) => holds)).toEqual(["function", "layer"]);
    expect(sizes.unzippedBytes).toBe(code.contents.unzippedBytes + layer.contents.unzippedBytes);
    expect(zips[1]?.distributions.map(({ name, requiredBy, tags }) => [name, requiredBy, tags])).toEqual([
      ["alpha", [], "py3-none-any"],
      ["other", ["zope-compiled"], "py3-none-any"],
      ["tool", ["other"], "py3-none-any"],
      ["zope-compiled", [], "py3-none-any"],
    ]);
    expect(imports.map(({ module, by }) => [module, by])).toEqual([["tool", "artifact"]]);
  });
});

test("every field that is said to be inspectable is one of the receipt's schema", () => {
  const path = resolve(__dirname, "../../../../lib/artifact/receipt/artifacts.schema.json");
  const schema = JSON.parse(readFileSync(join(path), "utf8")) as {
    $defs: Record<string, { properties: Record<string, unknown> }>;
  };
  const definitions = { zip: "splicedZip", distribution: "distribution", file: "file", sizes: "sizes" } as const;
  for (const [part, fields] of Object.entries(inspectable)) {
    const properties = Object.keys(schema.$defs[definitions[part as keyof typeof definitions]]?.properties ?? {});
    expect(fields.filter((field) => !properties.includes(field))).toEqual([]);
  }
});
