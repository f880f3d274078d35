import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { ShippedDistribution, ShippedFile } from "../build/zip-contents";
import type { Finding } from "../checks/finding";
import type { ImportReceipt } from "../checks/imports";
import type { SizesReceipt, SplicedZipReceipt } from "../receipt/receipt";
import type { Architecture } from "../resolve/platform";

/**
 * The fields of the receipt that looking into a ZIP gives too. For an artifact of this project's own the values are those of its receipt; what else
 * a receipt has (who asked for a distribution, from which wheel it was taken, what was left out and by which rule) no ZIP says.
 */
export const inspectable = {
  zip: ["holds", "sha256", "bytes", "unzippedBytes", "distributions", "files"],
  distribution: ["name", "version", "unzippedBytes"],
  file: ["path", "bytes", "sha256", "mode", "origin"],
  sizes: ["zippedBytes", "directUploadLimit", "unzippedBytes", "unzippedLimit"],
} as const satisfies {
  readonly zip: readonly (keyof SplicedZipReceipt)[];
  readonly distribution: readonly (keyof ShippedDistribution)[];
  readonly file: readonly (keyof ShippedFile)[];
  readonly sizes: readonly (keyof SizesReceipt)[];
};

/** A file of a ZIP. Its mode may be any, and is empty where whoever packed it wrote none. */
export interface InspectedFile extends Pick<ShippedFile, (typeof inspectable.file)[number]> {
  /** Its place among the files in the ZIP's own order, from 0. */
  readonly position: number;
  /** As it lies in the ZIP. */
  readonly compressedBytes: number;
  readonly method: "stored" | "deflated";
  /** By the clock of whoever packed it, which names no zone: `2026-11-24T20:48:34`. */
  readonly modified: string;
  /** Where it leads, if it is a symbolic link. */
  readonly linksTo?: string;
}

/** A distribution by its `*.dist-info` or `*.egg-info`. */
export interface InspectedDistribution extends Pick<ShippedDistribution, (typeof inspectable.distribution)[number]> {
  /** Other distributions in the same ZIPs whose metadata ask for it: no ZIP knows the manifest's lines. */
  readonly requiredBy: readonly string[];
  /** Of the wheel it was taken from: `cp311-cp311-manylinux2014_x86_64`. */
  readonly tags?: string;
  /** How many files its RECORD lists that are not there. */
  readonly missing: number;
  /** Files whose content is another than its RECORD says. */
  readonly changed: readonly string[];
}

/** Why packing the same content again may give another hash. */
export interface Instability {
  readonly cause: "times" | "modes" | "owners" | "order" | "descriptors" | "bytecode";
  /** How many files. */
  readonly files: number;
  /** One of them. */
  readonly example: string;
  readonly what: string;
  readonly fix: string;
}

/** One ZIP, by what is in it. Sizes in bytes. */
export interface InspectedZip extends Pick<
  SplicedZipReceipt,
  Exclude<(typeof inspectable.zip)[number], "distributions" | "files">
> {
  /** As a person would type it here. */
  readonly shownPath: string;
  /** Its sha256 in base64: what AWS calls `CodeSha256` and Terraform `source_code_hash`. */
  readonly codeSha256: string;
  /** By name. */
  readonly distributions: readonly InspectedDistribution[];
  /** By path. */
  readonly files: readonly InspectedFile[];
  readonly unstable: readonly Instability[];
}

/** What inspection finds: what the checks of a build do, and what nobody but a stranger would pack. */
export type InspectionFinding = Omit<Finding, "check"> & { readonly check: Finding["check"] | "files" };

/** A function by its ZIPs alone. */
export interface InspectedFunction {
  readonly version: 1;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Absent where none was named and the text shows none, or several. */
  readonly handler?: { readonly name: string; readonly known: "named" | "guessed" };
  /** Its own first, then its layers in their order. */
  readonly zips: readonly InspectedZip[];
  readonly sizes: Required<SizesReceipt>;
  /** What the handler's modules import and who supplies it. Empty where nothing could be read. */
  readonly imports: readonly ImportReceipt[];
  readonly findings: readonly InspectionFinding[];
}
