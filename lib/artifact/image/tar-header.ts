import { modes } from "../zip/headers";

/** What a tar's header tells of a file or folder. */
export interface TarEntry {
  /** Posix, relative; of a folder with a slash at the end. */
  readonly path: string;
  /** Whether it may be run; a folder is always open. */
  readonly executable: boolean;
  /** Of the content, in bytes; below 8 GiB, which nothing in a ZIP reaches. */
  readonly size: number;
}

type TypeFlag = "file" | "folder" | "extended";

const block = 512;
const typeFlags = { file: "0", folder: "5", extended: "x" } as const satisfies Record<TypeFlag, string>;
/** 1980-01-01 00:00 UTC, the time of all that lies in the ZIPs. In seconds. */
const modifiedAt = Date.UTC(1980, 0, 1) / 1_000;

/** Two blocks of zeros. */
export const endOfArchive = Buffer.alloc(2 * block);

/**
 * The header in front of a file's content, or that of a folder: one block (ustar), or, for a name too long or beyond ASCII, three or more, of
 * which the first say the name (PAX). Owner and group are root's number and have no name.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html "ustar Interchange Format" and "pax Header Block"
 */
export function tarHeader({ path, executable, size }: TarEntry): Buffer {
  const type = path.endsWith("/") ? "folder" : "file";
  const mode = executable || type === "folder" ? modes.executable : modes.file;
  const place = ustarPlace(path);
  if (place !== undefined) return headerBlock({ ...place, mode, size, type });
  const record = paxRecord("path", path);
  return Buffer.concat([
    headerBlock({ name: "PaxHeader", mode: modes.file, size: record.length, type: "extended" }),
    record,
    padding(record.length),
    // Readers that know no PAX see at least something like it.
    headerBlock({ name: path.replace(/[^ -~]/g, "_").slice(0, 100), mode, size, type }),
  ]);
}

/** The zeros that fill up the last block of a content. */
export function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

interface Header {
  readonly name: string;
  readonly prefix?: string;
  readonly mode: number;
  readonly size: number;
  readonly type: TypeFlag;
}

/** A name of up to 100 bytes, or one of up to 256 that has a slash at the right place; undefined of any other. */
function ustarPlace(path: string): Pick<Header, "name" | "prefix"> | undefined {
  if (!/^[ -~]*$/.test(path)) return undefined;
  if (path.length <= 100) return { name: path };
  const slash = path.indexOf("/", path.length - 101);
  const fits = slash > 0 && slash <= 155 && slash < path.length - 1;
  return fits ? { prefix: path.slice(0, slash), name: path.slice(slash + 1) } : undefined;
}

function headerBlock({ name, prefix = "", mode, size, type }: Header): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number): void => {
    header.write(value.toString(8).padStart(length - 1, "0"), at, "latin1");
  };
  header.write(name, 0, "latin1");
  octal(mode, 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(modifiedAt, 136, 12);
  header.write(typeFlags[type], 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  octal(0, 329, 8); // device
  octal(0, 337, 8);
  header.write(prefix, 345, "latin1");
  header.write(" ".repeat(8), 148, "latin1"); // the checksum counts itself as spaces
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0`, 148, "latin1");
  return header;
}

/** A line that begins with its own length in bytes, whose digits count too. */
function paxRecord(keyword: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${keyword}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${keyword}=${value}\n`);
}
