import { createHash } from "node:crypto";
import { fstatSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { UserError } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { unreadable } from "../source-complaints";
import type { SourceFile } from "../source-tree";
import { scanModule } from "../wheel/import-scan";
import { deflateInPieces, pack, type Reader } from "../zip/deflate";
import { attempt, readInto, withFile } from "../zip/read-range";
import type { Scratch } from "../zip/scratch";
import type { EntryContent } from "../zip/writer";

/** A file that is no wheel's: one of the source folder, as selected, or bytes made here. */
export type FirstPartyFile = SourceFile | { readonly path: string; readonly executable: boolean; readonly content: Uint8Array };

/** What a file becomes in the ZIP, and the sha256, hexadecimal, of its content. */
export interface PackedFile {
  readonly content: EntryContent;
  readonly sha256: string;
}

/** Up to this size a file is packed in memory; above it, which changes its bytes a little, in pieces by way of a scratch file. */
const inMemoryLimit = 8 * 1024 * 1024;

/**
 * Reads and deflates a file.
 *
 * @param scratch makes, if need be, the file that what is too large for memory is deflated into
 * @throws UserError if the file vanished or changed since it was selected
 */
export function packFile(file: FirstPartyFile, scratch: () => Scratch): PackedFile {
  if (!("content" in file) && file.size > inMemoryLimit) return packLarge(file, scratch());
  const content = contentOfFile(file);
  const packed = pack(content);
  return {
    content: { kind: "bytes", ...packed, compressedSize: packed.data.length },
    sha256: "content" in file ? sha256Of(content) : file.sha256,
  };
}

function packLarge(file: SourceFile, scratch: Scratch): PackedFile {
  const offset = scratch.length;
  const hash = createHash("sha256");
  const step = Buffer.allocUnsafeSlow(1024 * 1024);
  let crc = 0;
  const read: Reader = (consumer) => {
    withFile(file.absolutePath, (open) => {
      if (attempt(file.absolutePath, () => fstatSync(open.fd).size) !== file.size) throw changed(file);
      for (let at = 0; at < file.size; at += step.length) {
        const piece = step.subarray(0, file.size - at);
        readInto(open, piece, at);
        consumer(piece);
      }
    });
  };
  deflateInPieces(
    (consumer) => {
      read((piece) => {
        hash.update(piece);
        crc = crc32(piece, crc);
        consumer(piece);
      });
    },
    (data) => {
      scratch.append(data);
    },
  );
  if (hash.digest("hex") !== file.sha256) throw changed(file);
  const compressedSize = scratch.length - offset;
  const common = { kind: "copied", file: scratch.file, crc32: crc, size: file.size } as const;
  if (compressedSize < file.size) return { content: { ...common, method: 8, compressedSize, offset }, sha256: file.sha256 };
  const storedOffset = scratch.length;
  read((piece) => {
    scratch.append(piece);
  });
  return { content: { ...common, method: 0, compressedSize: file.size, offset: storedOffset }, sha256: file.sha256 };
}

/**
 * Names with a tests word that first-party modules refer to.
 *
 * @throws UserError if a module vanished or changed since it was selected
 */
export function mentionsOf(files: readonly FirstPartyFile[]): Set<string> {
  const mentions = new Set<string>();
  for (const file of files.filter(({ path }) => path.endsWith(".py"))) {
    const text = Buffer.from(contentOfFile(file)).toString("latin1");
    for (const mention of scanModule(text, file.path).mentions) mentions.add(mention);
  }
  return mentions;
}

function contentOfFile(file: FirstPartyFile): Uint8Array {
  if ("content" in file) return file.content;
  let content: Buffer;
  try {
    content = readFileSync(file.absolutePath);
  } catch (error) {
    throw new UserError(unreadable(file.absolutePath, error), { cause: error });
  }
  if (sha256Of(content) !== file.sha256) throw changed(file);
  return content;
}

function changed({ absolutePath }: SourceFile): UserError {
  return new UserError({
    what: `${basename(absolutePath)} changed while it was being packed`,
    where: displayPath(absolutePath),
    fix: "try again when nothing writes to it",
  });
}

function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
