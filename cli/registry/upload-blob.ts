import { Readable } from "node:stream";
import { digestOf } from "../../lib/artifact/image/digest";
import type { Descriptor } from "../../lib/artifact/image/oci";
import { Refusal } from "./answers";
import type { Repository } from "./repository";
import { UploadSession } from "./upload-session";
import { collected } from "./verified-content";

/** A blob, and how to read it. */
export interface BlobSource {
  readonly descriptor: Descriptor;
  /**
   * Reads it from the start, verifies all of it, and hands it on from an offset on.
   *
   * @throws PassingFailure or UserError, while it is read
   */
  readonly read: (from: number) => AsyncIterable<Uint8Array>;
}

/** A blob that is at hand. */
export function blobOf(content: Buffer, mediaType: string): BlobSource {
  return {
    descriptor: { mediaType, digest: digestOf(content), size: content.length },
    read: (from) => Readable.from([content.subarray(from)]),
  };
}

/** Bytes: up to this size a blob is sent with the request that finishes its upload, which saves one. */
const small = 1_048_576;

/**
 * Copies a blob into a repository, without ever holding it whole. It goes in one piece, since ECR loses every piece but the first
 * (https://github.com/aws/containers-roadmap/issues/2831); after a lost connection it goes on from where the registry is, or else from the start.
 *
 * @param begun an upload of it that has begun
 * @throws UserError where it cannot be had or is not taken; nothing of it is seen then
 */
export async function uploadBlob(target: Repository, source: BlobSource, begun?: UploadSession): Promise<void> {
  const { digest } = source.descriptor;
  let session = begun;
  try {
    await target.client.retrying(async (attempt) => {
      if (attempt > 1) {
        if (session !== undefined && (await isResumed(session, source))) return;
        if (await target.hasBlobOnce(digest)) return; // it was the answer that got lost
        session = undefined;
      }
      session ??= await UploadSession.begin(target, digest);
      await send(session, source);
    });
  } catch (error) {
    await session?.cancel();
    throw error;
  }
}

/** Goes on with an upload, where the registry does: they differ in what they keep of what did not arrive whole. */
async function isResumed(session: UploadSession, source: BlobSource): Promise<boolean> {
  try {
    if (!(await session.catchUp())) return false;
    await send(session, source);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function send(session: UploadSession, { descriptor, read }: BlobSource): Promise<void> {
  const { size } = descriptor;
  if (session.offset === 0 && size <= small) {
    await session.finish(await collected(read(0)));
    return;
  }
  if (session.offset < size) await session.append(read, size);
  await session.finish();
}
