import { UserError } from "../../lib/errors/user-error";

const longest = 16 * 1024 * 1024;

/**
 * All of a stream, as text.
 *
 * @throws UserError if it is longer than 16 MB
 */
export async function readAll(stream: AsyncIterable<string | Uint8Array>): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece as Uint8Array);
    length += bytes.length;
    if (length > longest) {
      throw new UserError({
        what: "the log is longer than 16 MB",
        where: "standard input",
        fix: "give it the last lines: tail -n 10000",
      });
    }
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString();
}
