import { createHash } from "node:crypto";
import { open, mkdir, rename, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname } from "node:path";
import { type Connecting, httpGet } from "./http-get";

/** A file to fetch. */
export interface Download {
  readonly url: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
  /** In bytes, where the index says it. */
  readonly size: number | undefined;
  /** Where it goes once it is whole and right. */
  readonly target: string;
  /** Where it grows; on the same file system. */
  readonly temporary: string;
}

/** Why a file could not be had. */
export type Failure =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "hash"; readonly actual: string }
  | { readonly kind: "size"; readonly actual: number }
  | { readonly kind: "cut"; readonly received: number }
  | { readonly kind: "connection"; readonly code: string; readonly message: string }
  | { readonly kind: "disk"; readonly message: string };

/** Waits before the second, third and fourth attempt, in milliseconds. */
const pauses = [300, 900, 2_700];
const longestPause = 10_000;

/**
 * Fetches a file: whole and with the right sha256, or not at all. Tried four times where the connection breaks, the answer is cut short,
 * or the server says that it is not able to (429, 5xx).
 *
 * @param received is told of each piece's bytes
 * @returns undefined where all went well
 */
export async function download(
  file: Download,
  connecting: Connecting,
  received: (bytes: number) => void,
): Promise<Failure | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const { failure, retryAfter } = await attemptOnce(file, connecting, received);
    const pause = pauses[attempt];
    if (failure === undefined || pause === undefined || !isPassing(failure)) return failure;
    await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(pause, retryAfter), longestPause)));
  }
}

interface Attempt {
  readonly failure: Failure | undefined;
  /** Milliseconds the server asks for. */
  readonly retryAfter: number;
}

async function attemptOnce(file: Download, connecting: Connecting, received: (bytes: number) => void): Promise<Attempt> {
  let response: IncomingMessage;
  try {
    response = await httpGet(file.url, connecting);
  } catch (error) {
    return { failure: connectionFailure(error), retryAfter: 0 };
  }
  if (response.statusCode !== 200) {
    response.destroy();
    const seconds = Number(response.headers["retry-after"]);
    const retryAfter = Number.isFinite(seconds) ? seconds * 1_000 : 0;
    return { failure: { kind: "status", status: response.statusCode ?? 0 }, retryAfter };
  }
  return { failure: await save(file, response, received), retryAfter: 0 };
}

async function save(file: Download, response: IncomingMessage, received: (bytes: number) => void): Promise<Failure | undefined> {
  const { target, temporary, sha256, size } = file;
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const output = await onDisk(open(temporary, "w", 0o600));
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (size !== undefined && bytes > size) return { kind: "size", actual: bytes }; // do not fill the disk with it
        hash.update(chunk);
        received(chunk.length);
        await onDisk(output.write(chunk));
      }
      await onDisk(output.sync());
    } finally {
      await output.close();
    }
    const announced = Number(response.headers["content-length"] ?? bytes);
    if (bytes < announced) return { kind: "cut", received: bytes };
    if (size !== undefined && bytes !== size) return { kind: "size", actual: bytes };
    const actual = hash.digest("hex");
    if (actual !== sha256) return { kind: "hash", actual };
    await onDisk(mkdir(dirname(target), { recursive: true, mode: 0o700 }));
    await onDisk(rename(temporary, target));
    return undefined;
  } catch (error) {
    if (error instanceof DiskError) return { kind: "disk", message: error.message };
    // Node says ECONNRESET or "aborted" of an answer that ends before its announced length.
    return response.complete ? connectionFailure(error) : { kind: "cut", received: bytes };
  } finally {
    response.destroy();
    await rm(temporary, { force: true });
  }
}

class DiskError extends Error {}

async function onDisk<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw new DiskError((error as Error).message, { cause: error });
  }
}

function connectionFailure(error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  // Several addresses tried in vain come as one AggregateError with an empty message.
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined)?.message : undefined;
  return { kind: "connection", code: code ?? "", message: message === "" ? (first ?? "no connection") : message };
}

function isPassing(failure: Failure): boolean {
  if (failure.kind === "status") return failure.status === 429 || failure.status === 408 || failure.status >= 500;
  if (failure.kind === "connection") return !isTlsFailure(failure.code);
  return failure.kind === "cut";
}

/** Whether an error's code says that a certificate was not trusted. */
export function isTlsFailure(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/.test(code);
}
