import type { OmissionNote } from "../resolve/omit-supplied";
import type { ResolvedWheel } from "../resolve/resolution";

/** A file in a ZIP. */
export interface ShippedFile {
  readonly path: string;
  /** Of its content. */
  readonly bytes: number;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** As `chmod` takes it: `0644` or `0755`. */
  readonly mode: string;
  /** `first-party`, or the normalised name of the distribution it comes from. */
  readonly origin: string;
}

/** A file that stays behind, or a whole folder with a slash at the end. */
export interface LeftFile {
  readonly path: string;
  readonly rule: string;
  /** The normalised name of the distribution it is a part of; absent where it is first-party. */
  readonly distribution?: string;
}

/** A distribution with files in a ZIP. */
export interface ShippedDistribution {
  /** Normalised. */
  readonly name: string;
  readonly version: string;
  readonly wheel: {
    readonly filename: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly origin: ResolvedWheel["origin"];
  };
  /** Who asks for it: a line of the manifest (`requirements.txt:1`), or other distributions by name, with the extra it takes (`requests[socks]`). */
  readonly requiredBy: readonly string[];
  /** Of its files in the ZIP, unpacked. */
  readonly unzippedBytes: number;
}

/** Everything there is to say of one ZIP. Sizes in bytes. */
export interface ZipContents {
  /** Of the ZIP, hexadecimal. */
  readonly sha256: string;
  /** Of the ZIP. */
  readonly bytes: number;
  readonly unzippedBytes: number;
  /** By name. */
  readonly distributions: readonly ShippedDistribution[];
  /** Distributions left to the managed runtime. */
  readonly omitted: readonly OmissionNote[];
  /** Distributions that the managed runtime supplies too and that ship although such were to be left to it, and why. */
  readonly kept: readonly OmissionNote[];
  /** By path. */
  readonly files: readonly ShippedFile[];
  /** By path. */
  readonly left: readonly LeftFile[];
}
