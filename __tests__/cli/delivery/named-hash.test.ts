import { createHash } from "node:crypto";
import { DigestTaker, hashNamed, isHashOf } from "../../../cli/delivery/named-hash";

const taker = new DigestTaker();
taker.take(Buffer.from("con"));
taker.take(Buffer.from("tent"));
const digests = taker.digests();

describe.each(["md5", "sha1", "sha256", "sha512"] as const)("%s", (algorithm) => {
  test.each(["hex", "base64"] as const)("in %s is told by its form, and is that of one content alone", (encoding) => {
    const text = createHash(algorithm).update("content").digest(encoding);
    expect(hashNamed(text)).toEqual({ algorithm, encoding });
    expect(isHashOf(text, { algorithm, encoding }, digests)).toBe(true);
    expect(isHashOf(createHash(algorithm).update("other").digest(encoding), { algorithm, encoding }, digests)).toBe(false);
  });
});

test("capitals mean the same in hexadecimal, and not in base64", () => {
  const [hex, base64] = (["hex", "base64"] as const).map((encoding) => digests.sha256.toString(encoding));
  expect(isHashOf((hex ?? "").toUpperCase(), { algorithm: "sha256", encoding: "hex" }, digests)).toBe(true);
  expect(isHashOf((base64 ?? "").toUpperCase(), { algorithm: "sha256", encoding: "base64" }, digests)).toBe(false);
});

test.each([
  "",
  "v1.2.3",
  `${"a".repeat(32)}-2`,
  "a".repeat(63),
  "g".repeat(64),
  `${"A".repeat(42)}B=`,
  "A".repeat(44),
  "=".repeat(44),
])("%j is no hash of a file", (text) => {
  expect(hashNamed(text)).toBeUndefined();
});
