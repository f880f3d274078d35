import type { IncomingMessage, ServerResponse } from "node:http";

/** What a registry for tests answers; `drop` is to break the connection instead. */
export type RegistryAnswer =
  | "drop"
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Buffer;
      /** After so many bytes of the body the connection breaks. */
      readonly cutAt?: number;
    };

/** A registry's no. */
export function refusal(status: number, code: string): RegistryAnswer {
  const body = Buffer.from(JSON.stringify({ errors: [{ code, message: "no" }] }));
  return { status, headers: { "content-type": "application/json" }, body };
}

/** Sends an answer. */
export function sendAnswer(answer: Exclude<RegistryAnswer, "drop">, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body = Buffer.alloc(0), cutAt } = answer;
  request.resume();
  response.writeHead(status, { ...(status === 204 ? {} : { "content-length": body.length }), ...headers });
  if (request.method === "HEAD") response.end();
  else if (cutAt === undefined) response.end(body);
  else response.write(body.subarray(0, cutAt), () => response.destroy());
}

/** Reads what is sent, up to so many bytes; where there is more, or the sender breaks off, it is not whole. */
export async function received(
  request: IncomingMessage,
  most = Infinity,
): Promise<{ readonly content: Buffer; readonly isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= most) break;
    }
  } catch {
    isWhole = false;
  }
  return { content: Buffer.concat(chunks).subarray(0, most), isWhole: isWhole && bytes < most };
}
