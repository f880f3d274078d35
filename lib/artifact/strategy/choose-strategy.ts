import { lambdaLimits } from "../../runtimes/limits";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { size } from "../receipt/byte-figures";
import type { Strategy } from "../receipt/receipt";

/**
 * Bytes of dependencies, zipped, beyond which they are kept out of what each edit of the code uploads: the console's own "For files larger than
 * 10 MB, consider uploading using Amazon S3", where Terraform's documentation says no more than "larger"
 * (https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/lambda_function.html.markdown; seen 2026-11). In base64, as a direct upload
 * sends them, they are six seconds of an uplink of 20 Mbit/s.
 */
export const largeDependenciesBytes = 10_485_760;

/** In bytes, as the engine measured it. */
export interface Weight {
  readonly zippedBytes: number;
  /** Of the files, unpacked. */
  readonly unzippedBytes: number;
}

/** All that a choice depends on. */
export interface StrategyFacts {
  readonly runtime: ManagedRuntimeName;
  /** What is asked for and the managed runtime does not supply for certain, as a person would name it. */
  readonly unsupplied: readonly string[];
  /** Of the function's own files. */
  readonly code: Weight;
  /** Of its dependencies, as a layer; nothing where it has none. */
  readonly dependencies: Weight;
  /** Why a layer with its dependencies is of use to other functions: a clause. @default it is not, as far as the stack is made */
  readonly shared?: string | undefined;
}

/** A strategy, and why it is that one: a clause. */
export interface StrategyChoice {
  readonly strategy: Strategy;
  readonly reason: string;
}

/**
 * Chooses how a function is packaged, by the first rule that holds: all that it asks for is supplied, so that nothing need be installed; it is too
 * large for a ZIP; a layer saves uploading its dependencies again. Else they are bundled. The same facts make the same choice.
 */
export function chooseStrategy(facts: StrategyFacts): StrategyChoice {
  const { runtime, dependencies, shared } = facts;
  if (unfitForRuntime(facts) === undefined)
    return { strategy: "runtime", reason: `${runtime} supplies all that it asks for, as far as anybody may rely on it` };
  const tooLarge = tooLargeForZip(unzippedTotal(facts));
  if (tooLarge !== undefined) return { strategy: "image", reason: tooLarge };
  const zipped = size(dependencies.zippedBytes);
  if (dependencies.zippedBytes > 0 && shared !== undefined) return { strategy: "layer", reason: shared };
  if (dependencies.zippedBytes > largeDependenciesBytes)
    return { strategy: "layer", reason: `its dependencies are ${zipped} zipped, which each edit of the code would upload again` };
  const reason = `its dependencies are ${zipped} zipped, few enough to go with each edit of the code, and no layer of another function holds the same`;
  return { strategy: "bundle", reason };
}

/** Of its own files and its dependencies. */
export function unzippedTotal({ code, dependencies }: Pick<StrategyFacts, "code" | "dependencies">): number {
  return code.unzippedBytes + dependencies.unzippedBytes;
}

/** Why nothing can be left to the managed runtime; undefined where all can. */
export function unfitForRuntime({ runtime, unsupplied, code }: StrategyFacts): string | undefined {
  if (unsupplied.length > 0) return `${runtime} does not supply ${namesOf(unsupplied)} for certain`;
  const limit = lambdaLimits.directUploadBytes;
  if (code.zippedBytes > limit) {
    return `its own files are ${size(code.zippedBytes)} zipped, and what Terraform zips is uploaded directly: at most ${size(limit)}`;
  }
  return tooLargeForZip(code.unzippedBytes);
}

/** Why it fits in no ZIP, with layers or without; undefined where it does. */
export function tooLargeForZip(unzippedBytes: number): string | undefined {
  const limit = lambdaLimits.unzippedBytes;
  return unzippedBytes < limit ? undefined : `it is ${size(unzippedBytes)} unpacked, and AWS takes fewer than ${size(limit)}`;
}

/** Up to three of them: `pandas, numpy, scipy and 4 more`. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
