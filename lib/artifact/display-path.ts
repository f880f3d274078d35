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

/**
 * What a stranger wrote, on one line that a terminal shows as it is: control characters, those that change the direction of text or take no room,
 * and backslashes are escaped.
 */
export function shownText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu,
    (char) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" })[char] ?? codeEscape(char.codePointAt(0) ?? 0),
  );
}

/** A file name on one line, as it is or escaped; of one that is not UTF-8 the bytes beyond ASCII: `caf\xe9.py`. */
export function shownName(name: Buffer): string {
  if (isUtf8(name)) return shownText(name.toString());
  return Array.from(name, (byte) => (byte > 0x7e ? `\\x${hex(byte)}` : shownText(String.fromCharCode(byte)))).join("");
}

function codeEscape(code: number): string {
  if (code <= 0xff) return `\\x${hex(code)}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

function hex(code: number): string {
  return code.toString(16).padStart(2, "0");
}
