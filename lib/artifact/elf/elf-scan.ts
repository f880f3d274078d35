import type { ElfFacts } from "./elf-facts";
import { isElf, MalformedError, readHeader } from "./elf-header";
import { bytesSource, KeptRanges, type Range, type RangeSource } from "./ranges";
import { readElf } from "./read-elf";

/** Hands over a file's content once more, piece by piece. */
export type ReadAgain = (path: string, consumer: (piece: Uint8Array) => void) => void;

const headLength = 64 * 1024;
const segmentStart = 1024 * 1024;
/** What is kept of one large file while it goes by. */
const keptAtMost = 8 * 1024 * 1024;

/**
 * Gathers what the ELF files say among contents that go by for another reason. One that comes in pieces, because it is too large for memory, is
 * not read a second time if that can be helped: its head and the beginnings of its segments are kept, where linkers put what is looked for. What
 * lies elsewhere is fetched afterwards, by going through the content again.
 */
export class ElfScan {
  private readonly facts: ElfFacts[] = [];
  private readonly unfinished: Unfinished[] = [];
  private current: PassingFile | undefined;

  /** Takes the next piece of a file's content, whose size is known. */
  see(path: string, size: number, piece: Uint8Array): void {
    if (this.current?.path !== path) {
      this.finish();
      if (piece.length < size) this.current = new PassingFile(path, size, isElf(piece));
      else if (isElf(piece)) this.facts.push(readElf(path, bytesSource(piece)));
    }
    this.current?.see(piece);
  }

  /** What all of them say, sorted by path. To be asked when no content is going by. */
  result(readAgain: ReadAgain): ElfFacts[] {
    this.finish();
    const late = this.unfinished.map((file) => readElf(file.path, passesOver(file, readAgain)));
    return [...this.facts, ...late].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private finish(): void {
    if (this.current?.isElf === true) {
      const facts = this.current.facts();
      if ("known" in facts) this.unfinished.push(facts);
      else this.facts.push(facts);
    }
    this.current = undefined;
  }
}

/** A file of which more is wanted than was kept. */
interface Unfinished extends Pick<PassingFile, "path" | "size"> {
  /** What was read of it, to be asked for again in the same ranges. */
  readonly known: Map<string, Buffer>;
}

/** A file whose content can only be gone through from its beginning. */
function passesOver({ path, size, known }: Unfinished, readAgain: ReadAgain): RangeSource {
  const read: RangeSource["read"] = (ranges) => {
    const missing = ranges.filter((range) => !known.has(keyOf(range)));
    const kept = new KeptRanges(missing);
    if (missing.length > 0) {
      readAgain(path, (piece) => {
        kept.see(piece);
      });
    }
    return ranges.flatMap((range) => known.get(keyOf(range)) ?? kept.find(range) ?? []);
  };
  return { size, read };
}

function keyOf({ offset, length }: Range): string {
  return `${offset}+${length}`;
}

class NotKept extends Error {}

/** A file that goes by in pieces. */
class PassingFile {
  private readonly kept: KeptRanges;
  private readonly head: Range;
  private seen = 0;

  constructor(
    readonly path: string,
    readonly size: number,
    readonly isElf: boolean,
  ) {
    this.head = { offset: 0, length: Math.min(headLength, size) };
    this.kept = new KeptRanges(isElf ? [this.head] : []);
  }

  see(piece: Uint8Array): void {
    if (!this.isElf) return;
    const isHeadIncomplete = this.seen < this.head.length;
    this.seen += piece.length;
    this.kept.see(piece);
    if (!isHeadIncomplete || this.seen < this.head.length) return;
    this.kept.add(this.worthKeeping());
    this.kept.seeAgain(piece); // the piece that completes the head may go beyond it
  }

  /** What it says, or what was read before it took more than what was kept. */
  facts(): ElfFacts | Unfinished {
    const known = new Map<string, Buffer>();
    const find = (range: Range): Buffer => {
      const bytes = this.kept.find(range);
      if (bytes === undefined) throw new NotKept();
      known.set(keyOf(range), Buffer.from(bytes)); // a copy: the kept ranges are large, and go
      return bytes;
    };
    try {
      return readElf(this.path, { size: this.size, read: (ranges) => ranges.map(find) });
    } catch (error) {
      if (error instanceof NotKept) return { path: this.path, size: this.size, known };
      throw error;
    }
  }

  private worthKeeping(): Range[] {
    let room = keptAtMost;
    return segmentsIn(this.kept.find(this.head) ?? Buffer.alloc(0)).flatMap(({ offset, length }) => {
      const kept = { offset, length: Math.min(length, segmentStart, room, this.size - offset) };
      if (kept.length <= 0) return [];
      room -= kept.length;
      return [kept];
    });
  }
}

/** The segments that may hold names, as far as the head of the file tells. */
function segmentsIn(head: Buffer): readonly Range[] {
  try {
    return readHeader(bytesSource(head)).segments.filter(({ isLoaded, isDynamic }) => isLoaded || isDynamic);
  } catch (error) {
    if (error instanceof MalformedError) return []; // or its program headers lie further back: the whole file tells
    throw error;
  }
}
