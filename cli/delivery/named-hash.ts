import { createHash } from "node:crypto";

/** By algorithm, how many bytes its hashes have. */
const lengths = { md5: 16, sha1: 20, sha256: 32, sha512: 64 } as const;

/** What Terraform's `filemd5`, `filesha1`, `filesha256`, `filesha512` and their `base64` kin make. */
export type Algorithm = keyof typeof lengths;

/** A hash, and how it is written. */
export interface NamedHash {
  readonly algorithm: Algorithm;
  readonly encoding: "hex" | "base64";
}

/** What a text is the hash of, by its form; undefined where it is no hash of a file, such as a version or the ETag of an upload in parts. */
export function hashNamed(text: string): NamedHash | undefined {
  const ofLength = (bytes: number): Algorithm | undefined =>
    (Object.keys(lengths) as Algorithm[]).find((name) => lengths[name] === bytes);
  const hexadecimal = /^(?:[0-9a-f]{2})+$/i.test(text) ? ofLength(text.length / 2) : undefined;
  if (hexadecimal !== undefined) return { algorithm: hexadecimal, encoding: "hex" };
  const bytes = Buffer.from(text, "base64");
  const algorithm = bytes.toString("base64") === text ? ofLength(bytes.length) : undefined;
  return algorithm === undefined ? undefined : { algorithm, encoding: "base64" };
}

/** The hashes of one content, by algorithm. */
export type Digests = Readonly<Record<Algorithm, Buffer>>;

/** Takes content piece by piece, and tells all its hashes. */
export class DigestTaker {
  private readonly hashes = (Object.keys(lengths) as Algorithm[]).map((name) => [name, createHash(name)] as const);

  take(piece: Uint8Array): void {
    for (const [, hash] of this.hashes) hash.update(piece);
  }

  digests(): Digests {
    return Object.fromEntries(this.hashes.map(([name, hash]) => [name, hash.digest()])) as Record<Algorithm, Buffer>;
  }
}

/** Whether a text that is a hash is that of the content. */
export function isHashOf(text: string, { algorithm, encoding }: NamedHash, digests: Digests): boolean {
  const own = digests[algorithm].toString(encoding);
  return own === (encoding === "hex" ? text.toLowerCase() : text);
}
