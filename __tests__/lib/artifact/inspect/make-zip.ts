import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a ZIP made for a test: what is not said is as it should be, and whatever is said is written, however wrong. */
export interface MadeEntry {
  readonly name: string | Buffer;
  readonly content?: string | Uint8Array;
  /** @default deflated */
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** What both headers say. */
  readonly size?: number;
  readonly compressedSize?: number;
  /** What the list alone says. */
  readonly listedSize?: number;
  readonly listedOffset?: number;
  /** @default a regular file, 0644 */
  readonly unixMode?: number;
  /** 3 is unix, 0 MS-DOS. @default 3 */
  readonly host?: number;
  /** The date in the upper half. @default 1980-01-01 00:00 */
  readonly dosTime?: number;
  readonly extra?: Buffer;
}

/** What stands at the end of a ZIP made for a test. */
export interface MadeEnd {
  readonly prefix?: Buffer;
  readonly comment?: Buffer;
  readonly entryCount?: number;
  readonly directoryOffset?: number;
  /** Bytes between the list and the end record. */
  readonly before?: Buffer;
}

/** Makes a ZIP, byte by byte. */
export function makeZip(entries: readonly MadeEntry[], end: MadeEnd = {}): Buffer {
  const { prefix = Buffer.alloc(0), comment = Buffer.alloc(0), before = Buffer.alloc(0) } = end;
  const locals: Buffer[] = [prefix];
  const lines: Buffer[] = [];
  let offset = prefix.length;
  for (const entry of entries) {
    const { local, line } = headers(entry, offset);
    locals.push(local);
    lines.push(line);
    offset += local.length;
  }
  const directory = Buffer.concat(lines);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE((end.entryCount ?? entries.length) & 0xffff, 8);
  record.writeUInt16LE((end.entryCount ?? entries.length) & 0xffff, 10);
  record.writeUInt32LE(directory.length, 12);
  record.writeUInt32LE(end.directoryOffset ?? offset, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, directory, before, record, comment]);
}

function headers(entry: MadeEntry, offset: number): { readonly local: Buffer; readonly line: Buffer } {
  const { unixMode = 0o100644, host = 3, dosTime = 0x00210000, extra = Buffer.alloc(0), stored = false } = entry;
  const name = Buffer.from(entry.name as string);
  const content = Buffer.from((entry.content ?? "x = 1\n") as string);
  const data = stored ? content : deflateRawSync(content);
  const isAscii = name.every((byte) => byte < 0x80);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(entry.flags ?? (isAscii ? 0 : 0x800), 2);
  common.writeUInt16LE(entry.method ?? (stored ? 0 : 8), 4);
  common.writeUInt32LE(dosTime, 6);
  common.writeUInt32LE(entry.crc ?? crc32(content), 10);
  common.writeUInt32LE(entry.compressedSize ?? data.length, 14);
  common.writeUInt32LE(entry.size ?? content.length, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length, 24);
  const listed = Buffer.from(common);
  if (entry.listedSize !== undefined) listed.writeUInt32LE(entry.listedSize, 18);
  const rest = Buffer.alloc(14); // comment, disk, internal attributes, external attributes, offset
  rest.writeUInt32LE((unixMode << 16) >>> 0, 6);
  rest.writeUInt32LE(entry.listedOffset ?? offset, 10);
  return {
    local: Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, extra, data]),
    line: Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, host]), listed, rest, name, extra]),
  };
}

/** An extra field with its id and length. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Numbers of 64 bits, as ZIP64 has them. */
export function wide(...numbers: readonly bigint[]): Buffer {
  const data = Buffer.alloc(8 * numbers.length);
  numbers.forEach((number, index) => data.writeBigUInt64LE(number, 8 * index));
  return data;
}
