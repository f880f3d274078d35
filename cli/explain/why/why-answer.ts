import type { ImportReceipt } from "../../../lib/artifact/checks/imports";
import type { Strategy } from "../../../lib/artifact/receipt/receipt";
import type { ManagedRuntimeName } from "../../../lib/runtimes/managed-runtimes";

/** Why one function has a distribution, a module or a file in its ZIPs, or why it has not. Texts are plain, and not yet safe for a terminal. */
export interface WhyAnswer {
  /** As in `aws_lambda_function.<name>`. */
  readonly function: string;
  readonly strategy: Strategy;
  readonly runtime: ManagedRuntimeName;
  /** Whether it is in one of the function's ZIPs: what AWS supplies is not. */
  readonly found: boolean;
  /** What the name was taken for: the first of these that is there, or else what it looks like. */
  readonly is: "file" | "distribution" | "module";
  /** A path, a normalised name, or a dotted one. */
  readonly name: string;
  /** The answer, in a sentence. */
  readonly says: string;
  /** The file, or that of the module: in every ZIP that has it. None for a distribution, or a package without `__init__.py`. */
  readonly files: readonly WhyFile[];
  /** The distribution it is, or comes from: in every ZIP that has it. */
  readonly distributions: readonly WhyDistribution[];
  /** How that comes in, the shortest chain first: a line of the manifest where one is known, what it asks for, and so on, itself last. */
  readonly chains: readonly (readonly string[])[];
  /** Whether there are more chains than are named. */
  readonly chainsCut: boolean;
  /** Where the function's own code imports it, or a part of it. */
  readonly imports: readonly ImportReceipt[];
  /** Where it is not in a ZIP: why, the weightiest first. Empty where it is. */
  readonly absences: readonly Absence[];
  /** Names that may have been meant; empty where it is known what was. */
  readonly near: readonly string[];
}

/** A file in a ZIP. Sizes in bytes. */
export interface WhyFile {
  readonly zip: string;
  readonly path: string;
  readonly bytes: number;
  readonly mode: string;
}

/** A distribution in a ZIP. Sizes in bytes. */
export interface WhyDistribution {
  readonly zip: string;
  readonly name: string;
  readonly version: string;
  /** Unpacked. */
  readonly unzippedBytes: number;
  /** How many. */
  readonly files: number;
  /** The name of the wheel it was taken from; absent where no one says. */
  readonly wheel?: string;
}

/**
 * A reason why something is not in a ZIP:
 * - `left out`: by a rule
 * - `left to AWS`: it would be in it, and is left to the managed runtime
 * - `supplied`: AWS supplies it, whether it is asked for or not
 * - `other platform`: the marker of the line that asks for it does not hold
 * - `not installed`: it is asked for, and nobody installs it
 * - `standard library`: Python has it
 * - `gone`: Python has it in other versions
 * - `no part`: the package is there, and has no such part
 * - `not asked for`: nothing is known to ask for it
 * - `not known`: what is in the container, nothing says
 */
export interface Absence {
  readonly why:
    | "left out"
    | "left to AWS"
    | "supplied"
    | "other platform"
    | "not installed"
    | "standard library"
    | "gone"
    | "no part"
    | "not asked for"
    | "not known";
  /** A sentence. */
  readonly says: string;
  /** The rule, where one leaves it out. */
  readonly rule?: string;
  /** The line that asks for it. */
  readonly where?: string;
}
