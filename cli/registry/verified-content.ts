import { createHash } from "node:crypto";
import type { Descriptor } from "../../lib/artifact/image/oci";

/**
 * Hands on the content of a blob, and withholds its last piece until it is sure that it is what its digest says: what is wrong never arrives whole.
 *
 * @param content all of it
 * @param from how many bytes of it not to hand on
 * @param refuse makes the error for what is wrong, told what was found
 * @throws what `refuse` makes
 */
export async function* verifiedContent(
  content: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  from: number,
  refuse: (found: string) => Error,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  let withheld: Uint8Array | undefined;
  for await (const piece of content) {
    if (bytes + piece.length > size) throw refuse(`it has more than the ${size} bytes that its manifest says`);
    hash.update(piece);
    const wanted = piece.subarray(Math.min(Math.max(from - bytes, 0), piece.length));
    bytes += piece.length;
    if (wanted.length === 0) continue;
    if (withheld !== undefined) yield withheld;
    withheld = wanted;
  }
  if (bytes < size) throw refuse(`it has ${bytes} bytes, and its manifest says ${size}`);
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw refuse(`it is ${found}`);
  if (withheld !== undefined) yield withheld;
}

/** A small content, whole. */
export async function collected(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
