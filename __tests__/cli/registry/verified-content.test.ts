import fc from "fast-check";
import { collected, verifiedContent } from "../../../cli/registry/verified-content";
import { digestOf } from "../../../lib/artifact/image/digest";

/** Content in pieces. */
const pieces = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 8 });

async function* given(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}

const refuse = (found: string): Error => new Error(found);

test("right content is handed on from any offset, however it comes", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(100), async (parts, offset) => {
      const content = Buffer.concat(parts);
      const descriptor = { mediaType: "", digest: digestOf(content), size: content.length };
      const from = Math.min(offset, content.length);
      expect(await collected(verifiedContent(given(parts), descriptor, from, refuse))).toEqual(content.subarray(from));
    }),
  );
});

test("other content is never handed on whole", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, pieces, async (parts, others) => {
      const [content, other] = [Buffer.concat(parts), Buffer.concat(others)];
      fc.pre(!content.equals(other));
      const descriptor = { mediaType: "", digest: digestOf(content), size: content.length };
      let handedOn = 0;
      const reading = async (): Promise<void> => {
        for await (const piece of verifiedContent(given(others), descriptor, 0, refuse)) handedOn += piece.length;
      };
      await expect(reading()).rejects.toThrow();
      expect(handedOn).toBeLessThan(Math.max(content.length, 1));
    }),
  );
});
