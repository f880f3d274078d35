import { execFileSync } from "node:child_process";
import { constants, crc32, deflateRawSync, gunzipSync, type ZlibOptions } from "node:zlib";
import { deflateSync } from "fflate";
import fc from "fast-check";
import { type DeflateEnd, findDeflateEnd } from "../../../../lib/artifact/image/deflate-end";
import { gzipHeader, gzipTrailer, longestStored, seamOf, storedHead } from "../../../../lib/artifact/image/gzip-splice";
import { sha256 } from "./layer-readers";

const endOf = (stream: Uint8Array): DeflateEnd =>
  findDeflateEnd((target, position) => {
    const piece = stream.subarray(position, position + target.length);
    target.set(piece);
    return piece.length;
  });

/** A stream as others can follow it. */
function goingOn(stream: Uint8Array): Buffer {
  const { edits, after } = seamOf(endOf(stream));
  const bytes = Buffer.from(stream);
  for (const { byte, mask } of edits) bytes[byte] = (bytes[byte] ?? 0) & mask;
  return Buffer.concat([bytes, after]);
}

/** A gzip file of these contents, each deflated on its own. */
function spliced(contents: readonly Uint8Array[], deflate: (content: Uint8Array) => Uint8Array): Buffer {
  const content = Buffer.concat(contents);
  const trailer = gzipTrailer(crc32(content), content.length);
  return Buffer.concat([gzipHeader, ...contents.map((each) => goingOn(deflate(each))), trailer]);
}

/** The sha256 of what the first member holds, whether it is whole, and how many bytes come after it: Node reads on there. */
function readByPython(file: Buffer): string {
  const script = `
import hashlib, sys, zlib
d = zlib.decompressobj(31)
content = d.decompress(sys.stdin.buffer.read())
print(hashlib.sha256(content).hexdigest(), d.eof, len(d.unused_data))`;
  return execFileSync("python3", ["-c", script], { input: file, encoding: "utf8" });
}

/** Of words in any order, so that it deflates into codes of many lengths, and is the same each time. */
function text(bytes: number): Buffer {
  let state = 1;
  const word = (): string => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return `${(state >>> 16).toString(36)} `;
  };
  let made = "";
  while (made.length < bytes) made += word();
  return Buffer.from(made.slice(0, bytes));
}

const packers: Readonly<Record<string, (content: Uint8Array) => Uint8Array>> = {
  "zlib, stored": (content) => deflateRawSync(content, { level: 0 }),
  "zlib, fast": (content) => deflateRawSync(content, { level: 1 }),
  "zlib, best": (content) => deflateRawSync(content, { level: 9 }),
  "zlib, in many small blocks": (content) => deflateRawSync(content, { memLevel: 1 }),
  "zlib, with fixed codes": (content) => deflateRawSync(content, { strategy: constants.Z_FIXED }),
  "zlib, without matches": (content) => deflateRawSync(content, { strategy: constants.Z_HUFFMAN_ONLY }),
  "zlib, with runs alone": (content) => deflateRawSync(content, { strategy: constants.Z_RLE }),
  "fflate, as first-party files": (content) => deflateSync(content, { level: 6 }),
  "fflate, stored": (content) => deflateSync(content, { level: 0 }),
};

const large = {
  nothing: Buffer.alloc(0),
  "one byte": Buffer.from("x"),
  "zeros, whose matches are as long as can be": Buffer.alloc(3_000_000),
  "text of two megabytes": text(2_000_000),
  "bytes that do not shrink": Buffer.from(
    Array.from({ length: 700_000 }, (_, index) => (Math.imul(index, 2_654_435_761) >>> 13) & 0xff),
  ),
};

test.each(Object.keys(packers).flatMap((packer) => Object.keys(large).map((what) => [packer, what] as const)))(
  "what %s makes of %s ends where it ends, and others can follow it",
  (packer, what) => {
    const [deflate, content] = [packers[packer] as (typeof packers)[string], large[what as keyof typeof large]];
    const stream = deflate(content);
    const found = endOf(stream);
    expect(Math.ceil(found.end / 8)).toBe(stream.length);
    expect(endOf(Buffer.concat([stream, Buffer.from("something else")]))).toEqual(found);
    const contents = [content, Buffer.from("between"), content];
    expect(gunzipSync(spliced(contents, deflate)).equals(Buffer.concat(contents))).toBe(true);
  },
);

test("a block may begin anywhere: its codes are read whole where they lie across what is read at a time", () => {
  const block = deflateRawSync(text(6_000));
  const { lastBlock, end } = endOf(block);
  const around = 256 * 1024;
  for (let before = around - 1_200; before < around + 10; before += 13) {
    const stored = Array.from({ length: 5 }, (_, index) => {
      const length = Math.floor((before + index) / 5) - 5;
      return [storedHead(length), Buffer.alloc(length)];
    });
    const stream = Buffer.concat([...stored.flat(), block]);
    expect(stream.length).toBe(before + block.length);
    expect(endOf(stream)).toEqual({ lastBlock: before * 8 + lastBlock, end: before * 8 + end });
  }
});

const options: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.integer({ min: 0, max: 4 }),
});
const content = fc.oneof(
  fc.uint8Array({ maxLength: 3_000 }),
  fc.string({ maxLength: 3_000 }).map((each) => Buffer.from(each)),
  fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(20_000)).map(([unit, count]) => Buffer.alloc(count, unit)),
);

test("whatever the contents, and however each is deflated, one member holds them all", () => {
  fc.assert(
    fc.property(fc.array(content, { maxLength: 6 }), options, (contents, how) => {
      const file = spliced(contents, (each) => deflateRawSync(each, how));
      expect(gunzipSync(file).equals(Buffer.concat(contents))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("every number of bits that a stream can leave free in its last byte is filled up", () => {
  const contents = Array.from({ length: 200 }, (_, length) => text(length));
  const used = new Set(contents.map((each) => endOf(deflateRawSync(each)).end % 8));
  expect([...used].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const file = spliced(contents, deflateRawSync);
  expect(readByPython(file)).toBe(`${sha256(Buffer.concat(contents))} True 0\n`);
});

test.each([1, 65_534, 65_535])("%i bytes are stored as they are", (length) => {
  const piece = text(length);
  const trailer = gzipTrailer(crc32(piece), length);
  expect(gunzipSync(Buffer.concat([gzipHeader, storedHead(length), piece, trailer])).equals(piece)).toBe(true);
  expect(length).toBeLessThanOrEqual(longestStored);
});

test("a size of 4 GiB and more is told as gzip does, by what is left of it", () => {
  expect(gzipTrailer(7, 2 ** 32 + 5).readUInt32LE(9)).toBe(5);
});

test("a file says nothing of when and where it was made", () => {
  expect(gzipHeader.toString("hex")).toBe("1f8b08000000000000ff");
});
