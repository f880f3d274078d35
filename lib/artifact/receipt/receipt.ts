import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { ShippedFile, LeftFile, ZipContents } from "../build/zip-contents";
import type { Budget } from "../checks/budgets";
import type { BaseImage } from "../image/oci";
import type { ChecksReceipt } from "./checks-receipt";
import type { ChoiceReceipt } from "./choice-receipt";
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

/** How dependencies get into the container. */
export type Strategy = "runtime" | "bundle" | "layer" | "image";

/** One function. Sizes in bytes. */
export interface FunctionReceipt {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  readonly strategy: Strategy;
  /** Where the strategy was left to `Packaging.auto()`. */
  readonly choice?: ChoiceReceipt;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Where its code lies, as a person at the project's root would name it. */
  readonly source: string;
  /** Absent where nothing is asked for, or nothing is installed. */
  readonly dependencies?: DependenciesReceipt;
  /** Where it is packaged as one. */
  readonly image?: ImageReceipt;
  /** The ZIPs it is made of, or its image's own layers, by path: its code first. None where a Dockerfile says what is in it. */
  readonly zips: readonly string[];
  /** First-party files that stay behind. */
  readonly left: readonly LeftFile[];
  readonly sizes: SizesReceipt;
  /** What its project allows it, where that is tighter than AWS. */
  readonly budget?: Budget;
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

/** The container image of a function, made at synthesis above a base, or built of a Dockerfile. */
export type ImageReceipt = SomeImage &
  ({ readonly base: ImageBase; readonly build?: undefined } | { readonly build: ImageBuild; readonly base?: undefined });

interface SomeImage {
  /** The name of its repository in ECR. */
  readonly repository: string;
  /** Of its manifest: `sha256:…`. */
  readonly digest: string;
  /** Where its OCI image layout lies, relative to the stack directory. */
  readonly layout: string;
  /** What its runtime calls. */
  readonly handler: string;
}

/** What an image starts from. */
type ImageBase = Pick<BaseImage, "name" | "digest" | "platform">;

/** What an image was built of. */
interface ImageBuild extends Pick<BaseImage, "platform"> {
  /** Relative to the source folder. */
  readonly dockerfile: string;
}

/** Against AWS's limits. Absent is what is only known once Terraform has made the ZIP. */
export interface SizesReceipt {
  /** Of the function's own ZIP. */
  readonly zippedBytes?: number;
  /** What may be uploaded directly; a larger ZIP goes through S3. Absent where an image is pushed. */
  readonly directUploadLimit?: number;
  /** Of all ZIPs together. Absent where a Dockerfile says what is in the image. */
  readonly unzippedBytes?: number;
  readonly unzippedLimit: number;
}

/** One ZIP in the stack directory. */
export type ZipReceipt = SplicedZipReceipt | ArchivedZipReceipt;

/** A ZIP that synthesis made, or a layer of an image: a tar.gz. */
export interface SplicedZipReceipt extends ZipContents {
  /** Relative to the stack directory. */
  readonly path: string;
  readonly holds: "function" | "layer" | "dependencies";
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
