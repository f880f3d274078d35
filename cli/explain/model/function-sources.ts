import type { LeftFile } from "../../../lib/artifact/build/zip-contents";
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
  /** By module. */
  readonly imports: readonly ImportReceipt[];
  /** What the checks found. */
  readonly findings: readonly ExplainedFinding[];
  /** What its requirements ask for, line by line; absent where they cannot be read. */
  readonly asked?: readonly AskedLine[];
  readonly times: DeploymentTimes;
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
  readonly wheel?: string;
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
