import { createHash } from "node:crypto";
import type { DistributionFacts, FunctionSources, ZipFacts } from "../../../cli/explain/model/function-sources";

/** A distribution of a ZIP made for a test: the wheel is named after it, and each file has 100 bytes. */
export interface MadeDistribution {
  readonly version?: string;
  readonly requiredBy?: readonly string[];
  /** @default `<name>/__init__.py`, with underscores */
  readonly files?: readonly string[];
  /** Without a wheel it was found by looking into a ZIP. @default true */
  readonly hasWheel?: boolean;
}

/** A ZIP made for a test. */
export interface MadeZip extends Partial<Omit<ZipFacts, "distributions" | "files">> {
  /** Of your source. */
  readonly own?: readonly string[];
  readonly distributions?: Readonly<Record<string, MadeDistribution>>;
}

/** A ZIP with these files, each of 100 bytes. */
export function zipFacts({ own = [], distributions = {}, ...zip }: MadeZip = {}): ZipFacts {
  const file = (path: string, origin: string) => ({ path, bytes: 100, mode: "0644", origin });
  const files = [
    ...own.map((path) => file(path, "first-party")),
    ...Object.entries(distributions).flatMap(([name, made]) => filesOf(name, made).map((path) => file(path, name))),
  ];
  return {
    ...{ path: "lambda_packages/report_function.zip", holds: "function", madeBy: "splice", bytes: 1_000, sha256: sha256("zip") },
    ...{ unzippedBytes: 100 * files.length, files, left: [], omitted: [] },
    distributions: Object.entries(distributions).map(([name, made]) => distributionFacts(name, made)),
    ...zip,
  };
}

function distributionFacts(name: string, made: MadeDistribution): DistributionFacts {
  const { version = "1.0", requiredBy = [], hasWheel = true } = made;
  const filename = `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`;
  return {
    ...{ name, version, requiredBy, unzippedBytes: 100 * filesOf(name, made).length },
    ...(hasWheel ? { wheel: { filename, sha256: sha256(filename), bytes: 50 } } : {}),
  };
}

function filesOf(name: string, { files = [`${name.replaceAll("-", "_")}/__init__.py`] }: MadeDistribution): readonly string[] {
  return files;
}

/** A function with this ZIP, if no others are named. */
export function sources(zip: MadeZip = {}, fn: Partial<FunctionSources> = {}): FunctionSources {
  return {
    ...{ name: "report", from: "receipt", strategy: "bundle", runtime: "python3.11", architecture: "x86_64" },
    ...{ zips: [zipFacts(zip)], left: [], imports: [], findings: [], times: {}, today: "2026-11-24" },
    sizes: { zippedBytes: 1_000, directUploadLimit: 52_428_800, unzippedBytes: 1_000, unzippedLimit: 262_144_000 },
    ...fn,
  };
}

/** Hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
