/** What an ELF file says a loader must have, by the fields it reads itself. */
export interface SoundElf {
  /** In the artifact. */
  readonly path: string;
  /** `relocatable` is an object file, which no loader ever sees. */
  readonly type: "shared" | "executable" | "relocatable" | "other";
  readonly bits: 32 | 64;
  readonly endianness: "little" | "big";
  /** `x86_64`, `aarch64`, or the number of another: `EM_3`. */
  readonly machine: string;
  /** Shared libraries it is linked with: `libc.so.6`. */
  readonly needed: readonly string[];
  /** The name others are linked with it by. */
  readonly soname?: string;
  /** Folders to look for libraries in, as written: `$ORIGIN/../numpy.libs`. */
  readonly runPaths: readonly string[];
  /** Which versions of a library's symbols it needs: `GLIBC_2.27` of `libm.so.6`. */
  readonly versionNeeds: readonly VersionNeeds[];
}

/** Versions of symbols needed of one library. */
export interface VersionNeeds {
  readonly library: string;
  readonly versions: readonly string[];
}

/** A file that begins as an ELF file does, and cannot be read as one. */
export interface MalformedElf {
  /** In the artifact. */
  readonly path: string;
  readonly malformed: string;
}

/** What one ELF file says, or why it says nothing. Plain data. */
export type ElfFacts = SoundElf | MalformedElf;
