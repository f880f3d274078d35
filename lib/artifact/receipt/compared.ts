import type { LeftFile, ShippedDistribution, ShippedFile } from "../build/zip-contents";
import type { OmissionNote } from "../resolve/omit-supplied";
import type { FunctionReceipt, ZipReceipt } from "./receipt";

/** One side of a diff: a receipt, or what looking into ZIPs gives, which knows less. */
export interface Compared {
  readonly functions: readonly ComparedFunction[];
  readonly zips: readonly ComparedZip[];
}

/** A function of one side. What no ZIP says of it is absent where ZIPs are all there is. */
export type ComparedFunction = Pick<FunctionReceipt, "name" | "zips" | "left" | "sizes"> &
  Partial<Pick<FunctionReceipt, "strategy" | "runtime" | "architecture" | "source" | "dependencies">>;

/** A ZIP of one side. */
export interface ComparedZip {
  readonly path: string;
  readonly holds: ZipReceipt["holds"];
  readonly madeBy: "splice" | "archive_file" | "somebody";
  /** Hexadecimal. */
  readonly sha256?: string;
  readonly bytes?: number;
  readonly unzippedBytes: number;
  readonly files: readonly ComparedFile[];
  readonly distributions?: readonly ComparedDistribution[];
  readonly omitted?: readonly OmissionNote[];
  readonly left?: readonly LeftFile[];
}

/** A file of a ZIP, and how it was packed where somebody looked. */
export interface ComparedFile extends ShippedFile {
  readonly packed?: PackedAs;
}

/** How a file lies in a ZIP: what its content does not decide. */
export interface PackedAs {
  /** Its place among the files, from 0. */
  readonly position: number;
  /** By the clock of whoever packed it: `1980-01-01T00:00:00`. */
  readonly modified: string;
  readonly compressedBytes: number;
}

/** A distribution in a ZIP; from which wheel it was taken no ZIP says. */
export type ComparedDistribution = Pick<ShippedDistribution, "name" | "version" | "requiredBy" | "unzippedBytes"> &
  Partial<Pick<ShippedDistribution, "wheel">>;
