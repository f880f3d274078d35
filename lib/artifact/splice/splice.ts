import { codeSha256 } from "../code-sha256";
import { keepAll, slimming } from "../wheel/slim";
import { modes } from "../zip/headers";
import { type EntryContent, writeZip } from "../zip/writer";
import { throwFirst } from "../zip/zip-fault";
import { clashes } from "./clashes";
import { type FirstPartyFile, mentionsOf } from "./first-party";
import { OpenSources } from "./open-sources";
import { type LeftOutOfSplice, type Origin, type PlannedEntry, planSplice, type SpliceSources } from "./plan";

/** What to make a ZIP of. */
export interface SpliceProps extends SpliceSources {
  /** Path of the ZIP. Folders above it are made; a file there is replaced, at the end and at once. */
  readonly output: string;
  /** Whether what a running program does not read is left out of the wheels. @default true */
  readonly slim?: boolean;
  /**
   * First-party files that import from this ZIP without lying in it, as a function's do from a layer: tests that they refer to ship.
   * @default none
   */
  readonly importers?: readonly FirstPartyFile[];
}

/** A file in the ZIP. Sizes in bytes. */
export interface SplicedEntry {
  readonly path: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
  readonly mode: number;
  readonly origin: Origin;
}

/** The ZIP that was written, and all that a receipt says of it. */
export interface Splice {
  /** Of the ZIP: hexadecimal, and in base64 as `source_code_hash` wants it. */
  readonly sha256: string;
  readonly sha256Base64: string;
  /** Of the ZIP. */
  readonly bytes: number;
  readonly unzippedBytes: number;
  /** Sorted by path, as in the ZIP. */
  readonly entries: readonly SplicedEntry[];
  readonly left: readonly LeftOutOfSplice[];
}

/**
 * Makes one ZIP out of first-party files, deflated by fflate, and of wheels, whose compressed bytes are copied as they are. Its bytes depend on
 * names, contents and modes of what it is made of, and on nothing else.
 *
 * @throws UserError if two sources claim one path, a file vanished or changed, or the ZIP cannot be written; nothing is left then
 */
export function splice(props: SpliceProps): Splice {
  const { wheels, files, output, slim = true, importers = [] } = props;
  const slimmer = slim
    ? slimming(
        wheels.map(({ index }) => index),
        mentionsOf([...files, ...importers]),
      )
    : keepAll;
  const { entries, left, complaints } = planSplice(props, slimmer);
  throwFirst([...complaints, ...clashes(entries)]);
  const sources = new OpenSources(output);
  try {
    const spliced: SplicedEntry[] = [];
    const writable = entries.map((entry) => ({
      name: entry.path,
      executable: entry.executable,
      content: (): EntryContent => {
        const { content, sha256 } = sources.packed(entry);
        spliced.push(splicedEntry(entry, content, sha256));
        return content;
      },
    }));
    const { sha256, bytes } = writeZip(output, writable);
    return {
      sha256,
      sha256Base64: codeSha256(sha256),
      bytes,
      unzippedBytes: spliced.reduce((sum, entry) => sum + entry.bytes, 0),
      entries: spliced,
      left,
    };
  } finally {
    sources.close();
  }
}

function splicedEntry({ path, executable, origin }: PlannedEntry, content: EntryContent, sha256: string): SplicedEntry {
  return {
    path,
    bytes: content.size,
    compressedBytes: content.compressedSize,
    sha256,
    mode: executable ? modes.executable : modes.file,
    origin,
  };
}
