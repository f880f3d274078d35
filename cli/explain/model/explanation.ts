import type { Finding } from "../../../lib/artifact/checks/finding";
import type { ImportReceipt } from "../../../lib/artifact/checks/imports";
import type { SizesReceipt, Strategy } from "../../../lib/artifact/receipt/receipt";
import type { Architecture } from "../../../lib/artifact/resolve/platform";
import type { StrategyRow } from "../../../lib/artifact/strategy/strategy-table";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";

/**
 * Where a function's container is built, and what is in it: the one value that the terminal, JSON, Markdown and the HTML page show, as
 * `explanation.schema.json` describes it. Texts in it are plain, and not yet safe for a terminal or a page. Sizes in bytes.
 */
export interface Explanation {
  readonly version: 1;
  /** By name. */
  readonly functions: readonly FunctionExplanation[];
}

/** One function. */
export interface FunctionExplanation {
  /** As in `aws_lambda_function.<name>`; of a ZIP that nobody names otherwise, its file name. */
  readonly name: string;
  /** Whether its receipt was read, or a plan and the ZIPs it names, or ZIPs alone. */
  readonly from: "receipt" | "plan" | "zip";
  readonly strategy: Strategy;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Where the container is built, in one sentence. */
  readonly answer: string;
  /** What it is made of, the lowest first. */
  readonly container: readonly ContainerPart[];
  /** Its own first, then its layers', or its image's own layers. */
  readonly zips: readonly ZipExplanation[];
  /** Line by line, in the order of the files. */
  readonly requirements: readonly RequirementExplanation[];
  /** By module. */
  readonly imports: readonly ImportReceipt[];
  /** In the order it happens. */
  readonly timeline: readonly TimelineStep[];
  readonly control: ControlExplanation;
  readonly strategies: StrategiesExplanation;
  readonly sizes: SizesReceipt;
  /** What will hurt, the worst first. */
  readonly findings: readonly ExplainedFinding[];
  /** What runs beside what was expected; absent where it was not asked. */
  readonly live?: readonly LiveRow[];
  /** What cannot be known this way, each a clause: `who asked for a distribution: no ZIP says`. */
  readonly unknown: readonly string[];
}

/** Something of the deployed function, beside what was expected of it. */
export interface LiveRow {
  /** `CodeSha256`, `boto3` */
  readonly what: string;
  /** Absent where nothing is expected, such as a version of AWS's choosing. */
  readonly expected?: string;
  /** Absent where it does not say. */
  readonly runs?: string;
  /** Absent where there is nothing to compare. */
  readonly same?: boolean;
}

/** A part of the container. */
export interface ContainerPart {
  readonly holds: "system" | "python" | "supplied" | "base" | "layer" | "dependencies" | "code";
  readonly from: "AWS" | "you";
  /** `Amazon Linux 2 (glibc 2.26)` */
  readonly what: string;
  /** Where it is in the container: `/var/task`. */
  readonly at?: string;
  /** As it is uploaded or pulled, where that is known. */
  readonly zippedBytes?: number;
  /** Unpacked, where that is known. */
  readonly unzippedBytes?: number;
  /** Who made it, and how it gets there. */
  readonly origin: string;
  /** An ISO day: of what `dated` says. */
  readonly date?: string;
  /** What the date is of: `last seen in public`, `patched by AWS until`. */
  readonly dated?: string;
}

/** A ZIP, or an own layer of an image. */
export interface ZipExplanation {
  /** Relative to the stack directory, or as a person would type it here. */
  readonly path: string;
  readonly holds: "function" | "layer" | "dependencies";
  readonly madeBy: "splice" | "archive_file" | "somebody";
  /** Absent where Terraform has not made it yet. */
  readonly bytes?: number;
  readonly unzippedBytes: number;
  /** Hexadecimal; absent where Terraform has not made it yet. */
  readonly sha256?: string;
  /** By size, the largest first. */
  readonly distributions: readonly DistributionExplanation[];
  /** By path. */
  readonly files: readonly FileExplanation[];
  /** By path. */
  readonly left: readonly LeftExplanation[];
  /** What is not in it on purpose. */
  readonly missing: readonly { readonly name: string; readonly why: string }[];
}

/** A distribution in a ZIP. */
export interface DistributionExplanation {
  /** Normalised. */
  readonly name: string;
  readonly version: string;
  /** Unpacked. */
  readonly unzippedBytes: number;
  /** As its files lie in the ZIP; absent where the ZIP is not there to be looked into. */
  readonly compressedBytes?: number;
  /** How many files. */
  readonly files: number;
  /** Who asks for it: a line of the manifest (`requirements.txt:1`), or other distributions. Empty where nobody is known to. */
  readonly requiredBy: readonly string[];
  /** The chain that brings it in, a line of the manifest first, itself last; empty where it is not known. */
  readonly chain: readonly string[];
  /** The wheel it was taken from. */
  readonly wheel?: string;
}

/** A file in a ZIP. */
export interface FileExplanation {
  readonly path: string;
  readonly bytes: number;
  readonly compressedBytes?: number;
  /** `0644`; empty where whoever packed it wrote none. */
  readonly mode: string;
  /** `first-party`, or the name of the distribution it comes from, whose chain says why it is there. */
  readonly origin: string;
}

/** A file that stays behind, or a whole folder with a slash at the end. */
export interface LeftExplanation {
  readonly path: string;
  readonly rule: string;
  /** Why there is this rule. */
  readonly why: string;
  readonly distribution?: string;
}

/** A line of the requirements. */
export interface RequirementExplanation {
  /** `backend/chat/requirements.txt:1` */
  readonly where: string;
  /** As it is written, without its comment. */
  readonly text: string;
  /** Normalised; absent where the line names a file or an address. */
  readonly name?: string;
  /**
   * - `installed`: it is in the artifact
   * - `supplied`: AWS supplies it, and the artifact has none
   * - `ignored`: nobody installs it, and the function does not need it to be
   * - `nobody`: nobody installs it, and AWS does not supply it
   * - `not here`: its marker leaves it out on this platform
   */
  readonly verdict: "installed" | "supplied" | "ignored" | "nobody" | "not here";
  /** The version that ships, or that AWS was last seen to supply. */
  readonly version?: string;
  /** Whether what it asks for is what will answer; absent where it asks for no version. */
  readonly floor?: "holds" | "does not hold" | "not known";
  /** A sentence. */
  readonly says: string;
}

/** A moment on the way to an answer. */
export interface TimelineStep {
  readonly step: "synthesis" | "plan" | "upload" | "created" | "first request" | "second request";
  readonly on: "your machine, or CI" | "AWS";
  /** What happens then, and what does not. */
  readonly what: string;
  /** Milliseconds it took the last time; absent where that is not known. */
  readonly milliseconds?: number;
  /** `not yet`, or where the time was measured: `local cloud, 2026-11-24`. */
  readonly measured: string;
}

/** The document's table: who controls what. */
export interface ControlExplanation {
  readonly you: readonly ControlRow[];
  readonly aws: readonly ControlRow[];
}

/** `memory`, `512 MB`. The value is empty where there is none to name. */
export interface ControlRow {
  readonly what: string;
  readonly value: string;
}

/** The four ways for this function. */
export interface StrategiesExplanation {
  readonly chosen: Strategy;
  /** A clause. */
  readonly reason: string;
  /** Each change that alone would make another choice. */
  readonly flips: readonly { readonly to: Strategy; readonly when: string }[];
  readonly rows: readonly StrategyExplanation[];
}

/** One way. */
export type StrategyExplanation = {
  readonly strategy: Strategy;
  /** Commands that it needs beside Terraform's. */
  readonly tools: readonly string[];
  /** Who patches what. */
  readonly patches: string;
} & (
  | { readonly known: "measured"; readonly figures: Omit<StrategyRow, "strategy" | "tools" | "impossible"> }
  | { readonly known: "impossible"; readonly why: string }
  | { readonly known: "not measured"; readonly why: string }
);

/** Something that will hurt, and what to do. */
export interface ExplainedFinding extends Pick<Finding, "level" | "what" | "where" | "fix"> {
  readonly check: string;
  /** Why it is waived, where it is. */
  readonly waived?: string;
}
