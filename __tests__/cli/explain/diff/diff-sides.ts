import { createHash } from "node:crypto";
import { type ArtifactDiff, diffArtifacts, type DiffSide } from "../../../../cli/explain/diff";
import { artifactDiffText } from "../../../../cli/explain/diff-text";
import type { ZipContents } from "../../../../lib/artifact/build/zip-contents";
import type { InspectedFunction } from "../../../../lib/artifact/inspect/inspected";
import type { FunctionReceipt, Receipt, SplicedZipReceipt } from "../../../../lib/artifact/receipt/receipt";
import { inspectedBytes } from "../../../lib/artifact/inspect/inspect-case";
import { type MadeEntry, makeZip } from "../../../lib/artifact/inspect/make-zip";

/** A ZIP of two files in their order. */
export const plain: readonly MadeEntry[] = [
  { name: "index.py", content: "def handler(event, context): ...\n" },
  { name: "lib.py", content: "A = 1\n" },
];

/** A distribution of one module, with what its metadata ask for. */
export function distribution(name: string, version: string, content = "x = 1\n", needs: readonly string[] = []): MadeEntry[] {
  const folder = `${name}-${version}.dist-info`;
  const metadata = [`Name: ${name}`, `Version: ${version}`, ...needs.map((need) => `Requires-Dist: ${need}`)].join("\n");
  return [
    { name: `${folder}/METADATA`, content: `${metadata}\n` },
    { name: `${folder}/RECORD`, content: `${name}.py,,\n${folder}/METADATA,,\n${folder}/RECORD,,\n` },
    { name: `${name}.py`, content },
  ];
}

/** A side that is a ZIP, with its layers. */
export function zipSide(
  shown: string,
  entries: readonly MadeEntry[] | Buffer,
  layers: readonly (readonly MadeEntry[])[] = [],
): DiffSide {
  const bytes = Buffer.isBuffer(entries) ? entries : makeZip(entries);
  const inspected = inspectedBytes(bytes, { layers: layers.map((layer) => makeZip(layer)), handler: "index.handler" });
  const zips = inspected.zips.map((zip, at) => ({ ...zip, shownPath: at === 0 ? shown : `layer${at}.zip` }));
  return { is: "zip", shown, inspected: { ...inspected, zips } };
}

/** What differs between two ZIPs. */
export function zipsDiff(before: readonly MadeEntry[] | Buffer, after: readonly MadeEntry[] | Buffer): ArtifactDiff {
  return diffArtifacts(zipSide("before.zip", before), zipSide("after.zip", after));
}

/** The same as text, less the line that names the sides. */
export function zipsText(before: readonly MadeEntry[] | Buffer, after: readonly MadeEntry[] | Buffer): string {
  return artifactDiffText(zipsDiff(before, after)).split("\n").slice(1).join("\n");
}

/** The receipt of a function of these ZIPs. */
export function receiptOfZips(
  name: string,
  zips: readonly (Pick<SplicedZipReceipt, "holds" | "path"> & { readonly contents: ZipContents })[],
  fn: Partial<FunctionReceipt> = {},
): Receipt {
  const [own] = zips;
  const unzippedBytes = zips.reduce((sum, { contents }) => sum + contents.unzippedBytes, 0);
  return {
    version: 1,
    functions: [
      {
        ...{ name, strategy: "bundle", runtime: "python3.11", architecture: "x86_64", source: "source", left: [] },
        zips: zips.map(({ path }) => path),
        sizes: {
          ...{ directUploadLimit: 52_428_800, unzippedLimit: 262_144_000, unzippedBytes },
          ...(own === undefined ? {} : { zippedBytes: own.contents.bytes }),
        },
        ...fn,
      },
    ],
    zips: zips.map(({ contents, ...zip }) => ({ ...zip, madeBy: "splice", ...contents })),
  };
}

/** What a receipt would say of a ZIP, if the engine had made it: every distribution from a wheel. */
export function contentsOf({ zips }: InspectedFunction, at = 0): ZipContents {
  const zip = zips[at];
  if (zip === undefined) throw new Error(`there is no ZIP ${at}`);
  const { sha256, bytes, unzippedBytes, files } = zip;
  const distributions = zip.distributions.map(({ name, version, unzippedBytes: unpacked }) => {
    const filename = `${name}-${version}-py3-none-any.whl`;
    const wheel = { filename, sha256: createHash("sha256").update(filename).digest("hex"), bytes: 1, origin: "index" as const };
    return { name, version, wheel, requiredBy: ["requirements.txt:1"], unzippedBytes: unpacked };
  });
  return {
    ...{ sha256, bytes, unzippedBytes, distributions, omitted: [], kept: [], left: [] },
    files: files.map(({ path, bytes: size, sha256: hash, mode, origin }) => ({ path, bytes: size, sha256: hash, mode, origin })),
  };
}
