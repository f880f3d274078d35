import type { ShippedDistribution, ShippedFile } from "../../../../lib/artifact/build/zip-contents";
import type { BudgetFacts } from "../../../../lib/artifact/checks/budgets";
import type { SplicedZipReceipt, ZipReceipt } from "../../../../lib/artifact/receipt/receipt";

/** A distribution with one file. Bytes are unpacked. */
export interface SizedDistribution {
  readonly name: string;
  readonly bytes: number;
  readonly requiredBy?: readonly string[];
  readonly wheelBytes?: number;
  /** Of its file. @default `<name>/__init__.py` */
  readonly path?: string;
}

/** What one ZIP holds, by sizes. */
export interface SizedZip {
  readonly own?: Readonly<Record<string, number>>;
  readonly distributions?: readonly SizedDistribution[];
  readonly holds?: "function" | "layer";
  /** Of the ZIP. @default 1 */
  readonly bytes?: number;
}

/** The receipt of a ZIP with files of these sizes. */
export function sizedZip({ own = {}, distributions = [], holds = "function", bytes = 1 }: SizedZip): SplicedZipReceipt {
  const files = [
    ...Object.entries(own).map(([path, size]) => shipped(path, size, "first-party")),
    ...distributions.map(({ name, bytes: size, path = `${name}/__init__.py` }) => shipped(path, size, name)),
  ];
  return {
    ...{ path: `lambda_packages/report_${holds}.zip`, holds, madeBy: "splice", sha256: "", bytes },
    unzippedBytes: files.reduce((sum, file) => sum + file.bytes, 0),
    distributions: distributions.map(distributionOf),
    ...{ omitted: [], kept: [], files, left: [] },
  };
}

/** A ZIP that Terraform makes, of files of these sizes. */
export function archivedZip(own: Readonly<Record<string, number>>): ZipReceipt {
  const files = Object.entries(own).map(([path, size]) => shipped(path, size, "first-party"));
  const unzippedBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { path: "lambda_packages/report_function.zip", holds: "function", madeBy: "archive_file", unzippedBytes, files };
}

/** A function that is made of these ZIPs, with nothing else to complain of. */
export function factsOf(zips: readonly ZipReceipt[], rest: Partial<BudgetFacts> = {}): BudgetFacts {
  return {
    fn: {
      ...{ name: "report", strategy: "bundle", runtime: "python3.12", architecture: "x86_64", source: "backend/report" },
      ...{ zips: zips.map(({ path }) => path), left: [] },
      sizes: { directUploadLimit: 0, unzippedBytes: 0, unzippedLimit: 262_144_000 },
    },
    zips: [...zips, { ...sizedZip({ own: { "other.py": 300_000_000 } }), path: "lambda_packages/other_function.zip" }],
    environment: {},
    layers: zips.filter(({ holds }) => holds === "layer").length,
    options: { slim: true, omitRuntimePackages: true },
    ...rest,
  };
}

function distributionOf({
  name,
  bytes,
  requiredBy = ["requirements.txt:1"],
  wheelBytes = 1,
}: SizedDistribution): ShippedDistribution {
  const wheel = { filename: `${name}-1.0-py3-none-any.whl`, sha256: "", bytes: wheelBytes, origin: "index" } as const;
  return { name, version: "1.0", wheel, requiredBy, unzippedBytes: bytes };
}

function shipped(path: string, bytes: number, origin: string): ShippedFile {
  return { path, bytes, sha256: "", mode: "0644", origin };
}
