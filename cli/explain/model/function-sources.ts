import type { LeftFile, ShippedDistribution } from "../../../lib/artifact/build/zip-contents";
import type { Budget } from "../../../lib/artifact/checks/budgets";
import type { ImportReceipt } from "../../../lib/artifact/checks/imports";
import type { ChoiceReceipt } from "../../../lib/artifact/receipt/choice-receipt";
import type { DependenciesReceipt, ImageReceipt, SizesReceipt, Strategy } from "../../../lib/artifact/receipt/receipt";
import type { AskedLine } from "../../../lib/artifact/resolve/asked-lines";
import type { OmissionNote } from "../../../lib/artifact/resolve/omit-supplied";
import type { Architecture } from "../../../lib/artifact/resolve/platform";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";
import type { FunctionSetting } from "../../terraform/function-setting";
import type { ExplainedFinding, FileExplanation, FunctionExplanation, ZipExplanation } from "./explanation";

/** All that was read of one function, wherever it was read: what an explanation is made of. Sizes in bytes. */
export interface FunctionSources {
  readonly name: string;
  readonly from: FunctionExplanation["from"];
  readonly strategy: Strategy;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Where its code lies, as a person at the project's root would name it; absent where nobody says. */
  readonly source?: string;
  /** What Terraform sets of it; absent of a ZIP alone. */
  readonly setting?: FunctionSetting;
  /** Its own first. */
  readonly zips: readonly ZipFacts[];
  /** First-party files that stay behind. */
  readonly left: readonly LeftFile[];
  readonly dependencies?: DependenciesReceipt;
  readonly image?: ImageReceipt;
  readonly choice?: ChoiceReceipt;
  readonly sizes: SizesReceipt;
  /** What its project allows it, where that is tighter than AWS. */
  readonly budget?: Budget;
  /** By module. */
  readonly imports: readonly ImportReceipt[];
  /** What the checks found. */
  readonly findings: readonly ExplainedFinding[];
  /** What its requirements ask for, line by line; absent where they cannot be read. */
  readonly asked?: readonly AskedLine[];
  readonly times: DeploymentTimes;
  /** What the deployed function says of itself; absent where it was not asked. */
  readonly live?: LiveFunction;
  /** An ISO day. */
  readonly today: string;
}

/** What is known of one ZIP. */
export interface ZipFacts extends Pick<ZipExplanation, "path" | "holds" | "madeBy" | "bytes" | "unzippedBytes" | "sha256"> {
  readonly distributions: readonly DistributionFacts[];
  readonly files: readonly FileExplanation[];
  /** Files of distributions that stay behind. */
  readonly left: readonly LeftFile[];
  /** Distributions left to the managed runtime. */
  readonly omitted: readonly OmissionNote[];
}

/** A distribution in a ZIP. */
export interface DistributionFacts {
  readonly name: string;
  readonly version: string;
  readonly unzippedBytes: number;
  readonly requiredBy: readonly string[];
  /** The wheel it was taken from, as the receipt has it; no ZIP says. */
  readonly wheel?: Pick<ShippedDistribution["wheel"], "filename" | "sha256" | "bytes">;
}

/** What was measured when it was last deployed and asked. Milliseconds. */
export interface DeploymentTimes {
  /** `local cloud, 2026-11-24`; absent where it was not deployed. */
  readonly where?: string;
  readonly synthesis?: number;
  readonly plan?: number;
  /** Of the apply, in which the ZIP is uploaded and the function made. */
  readonly apply?: number;
  readonly firstRequest?: number;
  readonly secondRequest?: number;
}

/** What a deployed function says of itself. */
export interface LiveFunction {
  /** `the local cloud` or `AWS`. */
  readonly where: string;
  /** sha256 of its ZIP in base64; of an image, its digest in hexadecimal. Absent where there is no such function. */
  readonly codeSha256?: string;
  /** ISO 8601. */
  readonly lastModified?: string;
  readonly runtime?: string;
  /** AWS's name for the very version of the runtime. */
  readonly runtimeVersionArn?: string;
  /** MB. */
  readonly memorySize?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** ARNs with their versions. */
  readonly layers: readonly string[];
  /** As `GET /health` has it; absent of a function that has no such route. */
  readonly python?: string;
  readonly boto3?: string;
}
