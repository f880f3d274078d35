import { createHash } from "node:crypto";

/** What names a blob, `sha256:…`, by its content; of a text, by its UTF-8. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** What a digest says behind its algorithm: the sha256, hexadecimal. */
export function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}

/** Whether a text is a digest as they are written here. Registries know other algorithms, and nobody uses them. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
