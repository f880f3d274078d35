import type { ElfFacts } from "../elf/elf-facts";
import type { TestsUnit } from "./tests-folders";

/** One file of a wheel that can be copied into an artifact. Sizes and offsets in bytes. */
export interface WheelEntry {
  /** In the artifact, below the folder modules are imported from. */
  readonly path: string;
  readonly executable: boolean;
  /** Of the content. */
  readonly size: number;
  readonly crc32: number;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
  /** How the bytes to copy are compressed: 0 not at all, 8 deflated. */
  readonly method: 0 | 8;
  readonly compressedSize: number;
  /** Which file the bytes lie in: the wheel, or the one beside the index with what the wheel stores and deflating makes smaller. */
  readonly from: "wheel" | "recompressed";
  readonly offset: number;
}

/** A file of a wheel that has no place in an artifact. */
export interface LeftInWheel {
  /** As in the wheel. */
  readonly path: string;
  /** `wheel-scripts`, `wheel-headers` or `wheel-data`. */
  readonly rule: string;
}

/** Tests of a wheel, and the names with a tests word in them that they themselves refer to. */
export type IndexedTests = TestsUnit & { readonly mentions: readonly string[] };

/** What one wheel holds: plain data, which depends on nothing but the wheel's bytes. */
export interface WheelIndex {
  /** Of the wheel, hexadecimal. */
  readonly sha256: string;
  /** Of the wheel, in bytes. */
  readonly bytes: number;
  /** The distribution's name as its author writes it, and its version. */
  readonly name: string;
  readonly version: string;
  /** Requirements with their markers, as written. */
  readonly requiresDist: readonly string[];
  readonly requiresPython?: string;
  /** Top-level names it can be imported by. */
  readonly importNames: readonly string[];
  /** Sorted by path, before anything is slimmed away. */
  readonly entries: readonly WheelEntry[];
  readonly left: readonly LeftInWheel[];
  /** Modules that its own modules, tests apart, name in import statements; relative ones resolved. */
  readonly imports: readonly string[];
  /** Names with a step `test`, `tests` or `conftest` that these import or have in a string. */
  readonly mentions: readonly string[];
  readonly tests: readonly IndexedTests[];
  /** Stubs that its modules read when they run (`lazy_loader.attach_stub`). */
  readonly stubsRead: readonly string[];
  /** What its ELF files say a loader must have; sorted by path, before anything is slimmed away. */
  readonly elf: readonly ElfFacts[];
  /** The file beside the index, where there is one. */
  readonly recompressed?: { readonly sha256: string; readonly bytes: number };
}

/** A wheel on this machine, with its index. */
export interface IndexedWheel {
  readonly path: string;
  readonly index: WheelIndex;
  /** Path of the file with what was deflated anew, where there is one. */
  readonly recompressedPath?: string;
}
