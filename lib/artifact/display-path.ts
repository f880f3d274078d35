import { isUtf8 } from "node:buffer";
import { isAbsolute, relative, sep } from "node:path";

/** A path as a person would type it here: relative to the current folder when inside it, else absolute. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  if (fromHere === "") return ".";
  return isAbsolute(fromHere) || /^\.\.(?:[\\/]|$)/.test(fromHere) ? path : fromHere;
}

/** A path relative to a folder, with forward slashes, wherever it lies: what is written names no machine. Empty for the folder itself. */
export function relativePath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

/** What a process says, for a receipt: paths of this machine lose their folders. */
export function withoutFolders(text: string): string {
  return text.replaceAll(/(?<=[\s'"]|^)\/\S*\//g, "");
}

/** Text with control characters and backslashes escaped, so that a strange file name can be shown on one line. */
function escaped(text: string): string {
  return text.replace(
    /[\p{Cc}\\]/gu,
    (char) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" })[char] ?? `\\x${hex(char.charCodeAt(0))}`,
  );
}

/** A file name on one line, as it is or escaped; of one that is not UTF-8 the bytes beyond ASCII: `caf\xe9.py`. */
export function shownName(name: Buffer): string {
  if (isUtf8(name)) return escaped(name.toString());
  return Array.from(name, (byte) => (byte > 0x7e ? `\\x${hex(byte)}` : escaped(String.fromCharCode(byte)))).join("");
}

function hex(code: number): string {
  return code.toString(16).padStart(2, "0");
}
