import { closeSync, fstatSync } from "node:fs";
import { UserError } from "../../errors/user-error";
import { attempt, type OpenFile, openForReading } from "../zip/read-range";
import { Scratch } from "../zip/scratch";
import { damaged } from "../zip/zip-fault";
import { type PackedFile, packFile } from "./first-party";
import type { PlannedEntry } from "./plan";

/** The files a splice reads from, each opened once, when it is first needed. */
export class OpenSources {
  private readonly open = new Map<string, OpenFile>();
  private scratch: Scratch | undefined;

  /** @param output path of the ZIP, beside which room is made for what is too large for memory */
  constructor(private readonly output: string) {}

  /**
   * An entry's content, ready for the ZIP.
   *
   * @throws UserError if its file vanished or changed
   */
  packed(planned: PlannedEntry): PackedFile {
    if (planned.kind === "first-party") return packFile(planned.file, () => (this.scratch ??= new Scratch(this.output)));
    const { entry, wheel } = planned;
    const { method, crc32, compressedSize, size, offset, sha256 } = entry;
    const [path, bytes] =
      entry.from === "wheel" ? [wheel.path, wheel.index.bytes] : [wheel.recompressedPath ?? "", wheel.index.recompressed?.bytes];
    return { content: { kind: "copied", file: this.opened(path, bytes), offset, method, crc32, compressedSize, size }, sha256 };
  }

  close(): void {
    for (const { fd } of this.open.values()) closeSync(fd);
    this.scratch?.remove();
  }

  private opened(path: string, bytes: number | undefined): OpenFile {
    const known = this.open.get(path);
    if (known !== undefined) return known;
    const file = { fd: openForReading(path), path };
    this.open.set(path, file);
    const actual = attempt(path, () => fstatSync(file.fd).size);
    if (actual !== bytes) throw new UserError(damaged(path, `it has ${actual} bytes and had ${bytes ?? 0} when it was indexed`));
    return file;
  }
}
