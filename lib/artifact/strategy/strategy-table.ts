import { lambdaLimits } from "../../runtimes/limits";
import { size } from "../receipt/byte-figures";
import type { Strategy } from "../receipt/receipt";
import { type StrategyFacts, tooLargeForZip, unfitForRuntime, unzippedTotal, type Weight } from "./choose-strategy";

/** One way to package a function, with what it comes to. Sizes in bytes. */
export interface StrategyRow {
  readonly strategy: Strategy;
  /** Why it cannot be taken; absent where it can. */
  readonly impossible?: string;
  /** Of all that is uploaded the first time. What Terraform would zip is measured as the engine zips it. */
  readonly zippedBytes: number;
  /** Of all files, unpacked. */
  readonly unzippedBytes: number;
  /** What is uploaded after an edit of the code alone. */
  readonly codeChangeBytes: number;
  /** Commands that it needs beside Terraform's. */
  readonly tools: readonly string[];
  readonly limitsLeft: LimitsLeft;
  /** Of an image, what lies below its own layers, and is in none of the figures. */
  readonly base?: UncountedBase;
}

/** How many bytes more AWS would take; negative where there are too many. */
export interface LimitsLeft {
  /** Of files, unpacked: with all layers of a ZIP, or in an image. */
  readonly unzippedBytes: number;
  /** Of the larger of its ZIPs, to be uploaded directly: one that is over it goes through S3. Absent where an image is pushed. */
  readonly directUploadBytes?: number;
}

/** A base image, whose layers AWS's registry has. */
export interface UncountedBase {
  readonly counted: false;
  /** Of its layers, compressed; absent where the base is not locked, and so not known. */
  readonly zippedBytes?: number;
}

/** What the engine made beside a ZIP of the code and a ZIP of the dependencies, measured. */
export interface Measured {
  /** Of both in one ZIP. */
  readonly bundle: Weight;
  /** Blobs of an image's own layers, in bytes. */
  readonly blobs: { readonly code: number; readonly dependencies: number };
  /** Of the base image's layers, compressed; undefined where it is not locked. */
  readonly baseBytes: number | undefined;
}

/** The four ways side by side. */
export function strategyTable(
  facts: StrategyFacts,
  { bundle, blobs, baseBytes }: Measured,
  imageTools: readonly string[],
): StrategyRow[] {
  const { code, dependencies } = facts;
  const layerBytes = code.zippedBytes + dependencies.zippedBytes;
  const total = unzippedTotal(facts);
  return [
    zipRow("runtime", unfitForRuntime(facts), code, code.zippedBytes),
    zipRow("bundle", tooLargeForZip(total), bundle, bundle.zippedBytes),
    {
      ...zipRow("layer", tooLargeForZip(total), { zippedBytes: layerBytes, unzippedBytes: total }, code.zippedBytes),
      limitsLeft: zipLimits(total, Math.max(code.zippedBytes, dependencies.zippedBytes)),
    },
    {
      strategy: "image",
      ...impossibility(tooLargeForImage(total)),
      ...{ zippedBytes: blobs.code + blobs.dependencies, unzippedBytes: total, codeChangeBytes: blobs.code },
      tools: imageTools,
      limitsLeft: { unzippedBytes: lambdaLimits.imageBytes - total },
      base: { counted: false, ...(baseBytes === undefined ? {} : { zippedBytes: baseBytes }) },
    },
  ];
}

function zipRow(
  strategy: Strategy,
  why: string | undefined,
  { zippedBytes, unzippedBytes }: Weight,
  codeChangeBytes: number,
): StrategyRow {
  const limitsLeft = zipLimits(unzippedBytes, zippedBytes);
  return { strategy, ...impossibility(why), zippedBytes, unzippedBytes, codeChangeBytes, tools: [], limitsLeft };
}

function impossibility(why: string | undefined): Pick<StrategyRow, "impossible"> {
  return why === undefined ? {} : { impossible: why };
}

/** As many as the limit are too many already, so that one fewer may come. */
function zipLimits(unzippedBytes: number, zippedBytes: number): LimitsLeft {
  return {
    unzippedBytes: lambdaLimits.unzippedBytes - 1 - unzippedBytes,
    directUploadBytes: lambdaLimits.directUploadBytes - zippedBytes,
  };
}

function tooLargeForImage(bytes: number): string | undefined {
  const limit = lambdaLimits.imageBytes;
  return bytes <= limit ? undefined : `it is ${size(bytes)} unpacked without its base, and AWS takes ${size(limit)}`;
}
