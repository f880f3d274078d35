import type { ComparedZip } from "./compared";
import type { SizesReceipt } from "./receipt";

/** A thing on both sides, or on one alone. */
export interface Sides<T> {
  readonly before?: T;
  readonly after?: T;
}

/**
 * Why the hashes of one receipt, or of ZIPs, are not those of another; two empty lists where nothing differs. Swapping the two receipts swaps `before`
 * and `after`, `added` and `removed`, and nothing else. Sizes in bytes.
 */
export interface ReceiptDiff {
  /** By name: functions that came or went, and those of which anything differs, be it in a ZIP alone. */
  readonly functions: readonly FunctionDiff[];
  /** By path. A ZIP that several functions share, before and after, stands here once. */
  readonly zips: readonly ZipDiff[];
}

/** A function of which something differs. */
export interface FunctionDiff {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  /** What is said of the function itself; nothing of one that came or went. */
  readonly settings: readonly SettingDiff[];
  /** Against AWS's limits. */
  readonly sizes: Sides<SizesReceipt>;
}

/** What is said of a function; nothing where one side is a ZIP, which does not say. A side lacks it where that receipt does not say it. */
export interface SettingDiff extends Sides<string | boolean> {
  /** `sources` are the manifest and its lock; `requirements` the manifest that was named. */
  readonly setting: "strategy" | "runtime" | "architecture" | "source" | "requirements" | "sources" | "locked";
}

/**
 * - `added`, `removed`: the functions named had none such before, or have none now
 * - `content`: it holds other files, or with other modes, and so has another hash
 * - `packing`: its sha256 is another although it holds the same files: `repacked` says why
 * - `unknown`: the same files, but one side is made by `archive_file`, whose bytes are known at plan time
 * - `nothing`: its bytes are the same; it moved, or other files stay behind, or files come from elsewhere
 */
export type ZipChange = "added" | "removed" | "content" | "packing" | "unknown" | "nothing";

/** A ZIP of which something differs. One that came or went is held against an empty one. */
export interface ZipDiff extends Sides<ZipSide> {
  /** The functions to which this happened, by name. */
  readonly functions: readonly string[];
  readonly holds: ComparedZip["holds"];
  readonly change: ZipChange;
  /** Why its bytes are others beside, or but for, the modes of files; only where no content is another, came or went. */
  readonly repacked: readonly RepackedDiff[];
  /** By name. */
  readonly distributions: readonly DistributionDiff[];
  /**
   * By path. A distribution that came, went or has another version brings other files anyway: those are counted there, and here is only what
   * another has or had.
   */
  readonly files: readonly FileDiff[];
  /** By path. Not of distributions that came, went or have another version; nothing where one side is a ZIP, which does not say. */
  readonly left: readonly LeftDiff[];
}

/**
 * How files lie otherwise in a ZIP: with other times, in another order, compressed otherwise. The `rest` is what no list of files shows: extra fields,
 * flags, comments.
 */
export interface RepackedDiff {
  readonly what: "times" | "order" | "compression" | "rest";
  /** How many; all of them where it cannot be seen which. */
  readonly files: number;
  /** One of them, where it is seen. */
  readonly example?: string;
}

/** A ZIP before or after. */
export interface ZipSide {
  /** Relative to the stack directory, or as a person would type it here. */
  readonly path: string;
  readonly madeBy: ComparedZip["madeBy"];
  /** Hexadecimal; not known of what `archive_file` makes. */
  readonly sha256?: string;
  /** Of the ZIP; not known of what `archive_file` makes. */
  readonly bytes?: number;
  readonly unzippedBytes: number;
  /** How many it holds. */
  readonly files: number;
}

/** A distribution in a ZIP. */
export interface DistributionDiff extends Sides<DistributionSide> {
  /** Normalised. */
  readonly name: string;
  /** `wheel` is another wheel of the same version: a rebuilt one, or one for another platform. */
  readonly change: "added" | "removed" | "version" | "wheel";
  /** Why it is not in the ZIP on the side where it is not: the managed runtime supplies it. */
  readonly omitted?: string;
}

/** A distribution before or after. */
export interface DistributionSide {
  readonly version: string;
  /** Lines of the manifest, or other distributions. */
  readonly requiredBy: readonly string[];
  /** Of the wheel, hexadecimal; no ZIP says. */
  readonly wheelSha256?: string;
  /** Of the wheel, which is zipped. */
  readonly wheelBytes?: number;
  /** Of its files in the ZIP, unpacked. */
  readonly unzippedBytes: number;
  /** How many of its files are in the ZIP. */
  readonly files: number;
}

/** A file in a ZIP. */
export interface FileDiff extends Sides<FileSide> {
  readonly path: string;
  /** The first that fits: `mode` is for the same content, `origin` for the same content and mode, from another distribution. */
  readonly change: "added" | "removed" | "content" | "mode" | "origin";
  /** The rule by which it stays behind on the side where it is not in the ZIP, if it is a rule and not its absence. */
  readonly leftBy?: string;
}

/** A file before or after. */
export interface FileSide {
  readonly bytes: number;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** `0644` or `0755`; of a ZIP found somewhere any, or empty where whoever packed it wrote none. */
  readonly mode: string;
  /** `first-party`, or the name of the distribution it comes from. */
  readonly origin: string;
}

/** A file that stays behind, or a whole folder with a slash at the end. */
export interface LeftDiff {
  readonly path: string;
  /** The distribution it is a part of; absent where it is first-party. */
  readonly distribution?: string;
  /** By which rule it stayed behind; absent where it did not, or was not there. */
  readonly before?: string;
  /** By which rule it stays behind; absent where it does not, or is not there. */
  readonly after?: string;
}
