import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { ShippedFile, LeftFile, ZipContents } from "../build/zip-contents";
import type { ChecksReceipt } from "./checks-receipt";
import type { ImportTimesReceipt } from "./import-times-receipt";
import type { Architecture } from "../resolve/platform";

/** What a stack directory ships and why: `artifacts.json`, as `artifacts.schema.json` describes it. It names no address, no time and no machine. */
export interface Receipt {
  readonly version: 1;
  /** By name. */
  readonly functions: readonly FunctionReceipt[];
  /** By path. */
  readonly zips: readonly ZipReceipt[];
}

/** One function. Sizes in bytes. */
export interface FunctionReceipt {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  readonly strategy: "runtime" | "bundle" | "layer";
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Where its code lies, as a person at the project's root would name it. */
  readonly source: string;
  /** Absent where nothing is asked for, or nothing is installed. */
  readonly dependencies?: DependenciesReceipt;
  /** The ZIPs it is made of, by path: its own first. */
  readonly zips: readonly string[];
  /** First-party files that stay behind. */
  readonly left: readonly LeftFile[];
  readonly sizes: SizesReceipt;
}

/** How it was decided which dependencies ship. */
export interface DependenciesReceipt {
  /** The manifest and its lock, by their names. */
  readonly sources: readonly string[];
  /** The manifest that was named, relative to the source folder. */
  readonly requirements?: string;
  readonly locked: boolean;
  /** `not locked: another day may resolve differently` */
  readonly caveat?: string;
}

/** Against AWS's limits. Absent is what is only known once Terraform has made the ZIP. */
export interface SizesReceipt {
  /** Of the function's own ZIP. */
  readonly zippedBytes?: number;
  /** What may be uploaded directly; a larger ZIP goes through S3. */
  readonly directUploadLimit: number;
  /** Of all ZIPs together. */
  readonly unzippedBytes: number;
  readonly unzippedLimit: number;
}

/** One ZIP in the stack directory. */
export type ZipReceipt = SplicedZipReceipt | ArchivedZipReceipt;

/** A ZIP that synthesis made. */
export interface SplicedZipReceipt extends ZipContents {
  /** Relative to the stack directory. */
  readonly path: string;
  readonly holds: "function" | "layer";
  readonly madeBy: "splice";
}

/** A ZIP that Terraform's `archive_file` makes at plan time, so that nothing is known of it but what goes in. */
export interface ArchivedZipReceipt {
  readonly path: string;
  readonly holds: "function";
  readonly madeBy: "archive_file";
  readonly unzippedBytes: number;
  readonly files: readonly ShippedFile[];
}

/** A receipt as it is written: the same text for the same receipt. */
export function receiptText(receipt: Receipt | ChecksReceipt | ImportTimesReceipt): string {
  return `${JSON.stringify(receipt, undefined, 1)}\n`;
}
