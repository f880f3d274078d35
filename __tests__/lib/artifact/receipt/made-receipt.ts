import { createHash } from "node:crypto";
import type { LeftFile, ShippedDistribution, ShippedFile } from "../../../../lib/artifact/build/zip-contents";
import { byPath } from "../../../../lib/artifact/content-hash";
import type { FunctionReceipt, Receipt, SplicedZipReceipt, ZipReceipt } from "../../../../lib/artifact/receipt/receipt";

/** Path to content; an array marks a file that may be executed. */
export type MadeFiles = Readonly<Record<string, string | readonly [string]>>;

/** A distribution of a receipt made for a test. */
export interface MadeDistribution {
  readonly version: string;
  /** Its wheel is another where this is. */
  readonly build?: string;
  readonly files: MadeFiles;
}

/** A function of a receipt made for a test. */
export interface MadeFunction extends Partial<
  Pick<FunctionReceipt, "strategy" | "runtime" | "architecture" | "source" | "left">
> {
  readonly dependencies?: FunctionReceipt["dependencies"];
  readonly files?: MadeFiles;
  readonly distributions?: Readonly<Record<string, MadeDistribution>>;
  readonly leftOfDistributions?: readonly LeftFile[];
  /** Names of what is left to the runtime. */
  readonly omitted?: readonly string[];
  /** The bytes of its ZIPs are others where this is, of the same files. */
  readonly compression?: string;
  /** The function that was the first to want its layer. @default itself */
  readonly layerOf?: string;
}

/** Makes a receipt as synthesis would write it. */
export function receiptOf(functions: Readonly<Record<string, MadeFunction>>): Receipt {
  const zips = new Map<string, ZipReceipt>();
  const made = Object.entries(functions).map(([name, fn]): FunctionReceipt => {
    const {
      strategy = "bundle",
      runtime = "python3.11",
      architecture = "x86_64",
      source = "source",
      left = [],
      dependencies,
    } = fn;
    const own = zipsOf(name, fn).map((zip) => {
      if (!zips.has(zip.path)) zips.set(zip.path, zip);
      return zip;
    });
    const unzippedBytes = own.reduce((sum, zip) => sum + zip.unzippedBytes, 0);
    return {
      ...{ name, strategy, runtime, architecture, source, left },
      ...(dependencies === undefined ? {} : { dependencies }),
      zips: own.map(({ path }) => path),
      sizes: { directUploadLimit: 52_428_800, unzippedBytes, unzippedLimit: 262_144_000 },
    };
  });
  return { version: 1, functions: made, zips: [...zips.values()].sort(byPath) };
}

function zipsOf(name: string, fn: MadeFunction): ZipReceipt[] {
  const path = `lambda_packages/${name}_function.zip`;
  const own = shipped(fn.files ?? {}, "first-party");
  if (fn.strategy === "runtime") {
    return [{ path, holds: "function", madeBy: "archive_file", unzippedBytes: total(own), files: own.sort(byPath) }];
  }
  const isLayer = fn.strategy === "layer" && Object.keys(fn.distributions ?? {}).length > 0;
  if (!isLayer) return [spliced(path, "function", own, fn)];
  const layer = `lambda_packages/${fn.layerOf ?? name}_layer.zip`;
  return [
    spliced(path, "function", own, { ...fn, distributions: {}, leftOfDistributions: [], omitted: [] }),
    spliced(layer, "layer", [], fn),
  ];
}

function spliced(path: string, holds: "function" | "layer", own: readonly ShippedFile[], fn: MadeFunction): SplicedZipReceipt {
  const { distributions = {}, leftOfDistributions = [], omitted = [], compression = "" } = fn;
  const prefix = holds === "layer" ? "python/" : "";
  const files = new Map(own.map((file) => [file.path, file]));
  const left = [...leftOfDistributions];
  const names = Object.keys(distributions).sort();
  for (const name of names) {
    for (const file of shipped(distributions[name]?.files ?? {}, name, prefix)) {
      if (files.has(file.path)) left.push({ path: file.path, rule: "same-bytes", distribution: name });
      else files.set(file.path, file);
    }
  }
  const sorted = [...files.values()].sort(byPath);
  return {
    ...{ path, holds, madeBy: "splice" },
    sha256: sha256(JSON.stringify([sorted.map((file) => [file.path, file.sha256, file.mode]), compression])),
    bytes: 100 * sorted.length + compression.length,
    unzippedBytes: total(sorted),
    distributions: Object.entries(distributions)
      .map(([name, distribution]) => shippedDistribution(name, distribution, sorted))
      .sort((a, b) => byPath({ path: a.name }, { path: b.name })),
    omitted: omitted.map((name) => ({ name, why: "python3.11 supplies it" })),
    kept: [],
    files: sorted,
    left: left.sort(byPath),
  };
}

function shippedDistribution(
  name: string,
  { version, build = "" }: MadeDistribution,
  files: readonly ShippedFile[],
): ShippedDistribution {
  const filename = `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`;
  return {
    ...{ name, version, requiredBy: ["requirements.txt:1"] },
    wheel: { filename, sha256: sha256(`${filename} ${build}`), bytes: 1_000 + build.length, origin: "index" },
    unzippedBytes: total(files.filter(({ origin }) => origin === name)),
  };
}

function shipped(files: MadeFiles, origin: string, prefix = ""): ShippedFile[] {
  return Object.entries(files).map(([path, file]) => {
    const [content, mode] = typeof file === "string" ? [file, "0644"] : [file[0], "0755"];
    return { path: `${prefix}${path}`, bytes: Buffer.byteLength(content), sha256: sha256(content), mode, origin };
  });
}

function total(files: readonly ShippedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
