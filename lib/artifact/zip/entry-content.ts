import { Inflate } from "fflate";
import { crc32, inflateRawSync, type ZlibOptions } from "node:zlib";
import { UserError } from "../../errors/user-error";
import { shownText } from "../display-path";
import type { ZipRecord } from "./central-directory";
import { type OpenFile, readInto } from "./read-range";
import { damaged } from "./zip-fault";

/** Takes content piece by piece. A piece is valid only during the call, in which no other entry may be read. */
export type Consumer = (piece: Uint8Array) => void;

/**
 * Up to this size content is inflated at once by zlib and is handed over in one piece; above it in pieces by fflate, which is slower
 * and needs a megabyte instead of the whole.
 */
export const onePieceLimit = 8 * 1024 * 1024;
/** A byte of deflated content makes at most 1,032 (https://zlib.net/zlib_tech.html), and fflate hands over all that a range makes in one piece. */
const rangeLength = { stored: 256 * 1024, deflated: 4 * 1024 };
/** Compressed bytes on their way: one buffer for all, because what is garbage outside V8's heap is collected late. */
const input = Buffer.allocUnsafeSlow(1024 * 1024);

/**
 * Inflates an entry and checks it: the stream is a whole one, and size and CRC-32 are those the ZIP says.
 *
 * @throws UserError if not, after having handed over what there was
 */
export function readContent(file: OpenFile, record: ZipRecord, consumer: Consumer): void {
  let size = 0;
  let crc = 0;
  const checked = (piece: Uint8Array): void => {
    size += piece.length;
    if (size > record.size) throw new Error("it is longer than the ZIP says");
    crc = crc32(piece, crc);
    consumer(piece);
  };
  try {
    if (record.size <= onePieceLimit && record.compressedSize <= 2 * onePieceLimit) readAtOnce(file, record, checked);
    else readInPieces(file, record, checked);
    if (size !== record.size) throw new Error("it is shorter than the ZIP says");
    if (crc !== record.crc32) throw new Error("its CRC-32 is another");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const tooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const why = tooLong ? "it is longer than the ZIP says" : (error as Error).message;
    throw new UserError(damaged(file.path, `the content of ${shownText(record.name)} does not fit: ${why}`), { cause: error });
  }
}

/** The whole content of an entry, checked. For small ones. Throws as {@link readContent} does. */
export function contentOf(file: OpenFile, record: ZipRecord): Buffer {
  const pieces: Buffer[] = [];
  readContent(file, record, (piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
}

interface InflatedWithInfo {
  readonly buffer: Buffer;
  /** How many of the compressed bytes were needed. */
  readonly engine: { readonly bytesWritten: number };
}

function readAtOnce(file: OpenFile, { dataOffset, compressedSize, size, method }: ZipRecord, consumer: Consumer): void {
  const data = compressedSize > input.length ? Buffer.allocUnsafeSlow(compressedSize) : input.subarray(0, compressedSize);
  readInto(file, data, dataOffset);
  if (method === 0) {
    consumer(data);
    return;
  }
  // One byte more than there should be is room to notice too much; 64 is zlib's own least.
  const room = Math.max(64, size + 1);
  // `info` changes what comes back, of which the types know nothing.
  const options: ZlibOptions = { chunkSize: room, maxOutputLength: room, info: true };
  const inflated = inflateRawSync(data, options) as unknown as InflatedWithInfo;
  if (inflated.engine.bytesWritten !== compressedSize) throw new Error("something comes after its end");
  consumer(inflated.buffer);
}

function readInPieces(file: OpenFile, { dataOffset, compressedSize, method }: ZipRecord, consumer: Consumer): void {
  const inflate = new Inflate(consumer);
  const length = method === 0 ? rangeLength.stored : rangeLength.deflated;
  for (let done = 0; done < compressedSize; done += length) {
    const data = input.subarray(0, Math.min(length, compressedSize - done));
    readInto(file, data, dataOffset + done);
    if (method === 0) consumer(data);
    else inflate.push(data, done + data.length === compressedSize);
  }
}
