/** Where a deflated stream ends, counted in bits from its beginning. */
export interface DeflateEnd {
  /** The bit that says that a block is the last one. */
  readonly lastBlock: number;
  /** The first bit after the stream. */
  readonly end: number;
}

/** Fills the buffer with bytes of the stream, from a byte of it on, as far as there are; answers how many there were. */
export type ReadAt = (target: Uint8Array, position: number) => number;

/** A prefix code, by the next bits of the stream: how many bits to go on, and what for. */
interface Code {
  readonly values: Uint8Array;
  readonly mask: number;
}

/** One for all, because what is garbage outside V8's heap is collected late. */
const window = Buffer.allocUnsafeSlow(256 * 1024);
/** Bytes that hold the longest head of a block with its codes, let alone a symbol. */
const longestHead = 1024;

const kind = { end: 1 << 5, match: 2 << 5 };
const bitsOnly = kind.end - 1;
/** The order in which the lengths of the codes for lengths come: https://www.rfc-editor.org/rfc/rfc1951 section 3.2.7. */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const fixedCodes = [
  literalCode(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  distanceCode(new Uint8Array(32).fill(5)),
] as const;

/**
 * Finds the last block and the end of a deflated stream that is known to be whole, by going from symbol to symbol without making content of them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export function findDeflateEnd(readAt: ReadAt): DeflateEnd {
  const walk = new Walk(readAt);
  for (;;) {
    const lastBlock = walk.position();
    const isLast = walk.take(1) === 1;
    walk.skipBlock();
    if (isLast) return { lastBlock, end: walk.position() };
  }
}

class Walk {
  /** Where the window begins in the stream, in bytes. */
  private base = 0;
  /** In the window, in bits. */
  private at = 0;

  constructor(private readonly readAt: ReadAt) {
    this.fillWindow();
  }

  position(): number {
    return this.base * 8 + this.at;
  }

  /** The next bits, up to 16 of them. */
  take(count: number): number {
    this.moveWindow();
    const value = this.peek() & ((1 << count) - 1);
    this.at += count;
    return value;
  }

  skipBlock(): void {
    const type = this.take(2);
    if (type === 0) this.skipStored();
    else this.skipSymbols(...(type === 1 ? fixedCodes : this.dynamicCodes()));
  }

  private skipStored(): void {
    this.at = (this.at + 7) & ~7;
    const length = this.take(16);
    this.at += 16 + length * 8;
    this.moveWindow();
  }

  private dynamicCodes(): readonly [Code, Code] {
    const [literals, distances, lengths] = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
    const own = new Uint8Array(19);
    for (const symbol of lengthOrder.slice(0, lengths)) own[symbol] = this.take(3);
    const code = codeOf(own, (symbol, length) => (symbol << 3) | length);
    const all = new Uint8Array(literals + distances);
    for (let done = 0; done < all.length;) {
      const value = this.valueOf(code);
      this.at += value & 7;
      const symbol = value >> 3;
      if (symbol < 16) all[done++] = symbol;
      else {
        const count = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
        if (symbol === 16) all.fill(all[done - 1] ?? 0, done, done + count);
        done += count;
      }
    }
    return [literalCode(all.subarray(0, literals)), distanceCode(all.subarray(literals))];
  }

  private skipSymbols(literals: Code, distances: Code): void {
    for (;;) {
      this.moveWindow();
      const value = this.valueOf(literals);
      this.at += value & bitsOnly;
      if ((value & kind.match) !== 0) this.at += this.valueOf(distances);
      else if ((value & kind.end) !== 0) return;
    }
  }

  private valueOf({ values, mask }: Code): number {
    const value = values[this.peek() & mask] ?? 0;
    if (value === 0) throw new Error("it has a code that stands for nothing");
    return value;
  }

  /** The next 17 bits or more. */
  private peek(): number {
    const byte = this.at >>> 3;
    return ((window[byte] ?? 0) | ((window[byte + 1] ?? 0) << 8) | ((window[byte + 2] ?? 0) << 16)) >>> (this.at & 7);
  }

  private moveWindow(): void {
    if (this.at < (window.length - longestHead) * 8) return;
    this.base += this.at >>> 3;
    this.at &= 7;
    this.fillWindow();
  }

  private fillWindow(): void {
    const count = this.readAt(window, this.base);
    window.subarray(count, count + longestHead).fill(0); // a peek may go beyond the end
  }
}

/** Of literals, lengths and the end of a block: with the bits that follow a length. */
function literalCode(lengths: Uint8Array): Code {
  return codeOf(lengths, (symbol, length) => {
    if (symbol < 256) return length;
    if (symbol === 256) return length | kind.end;
    const extra = symbol < 261 || symbol === 285 ? 0 : (symbol - 261) >> 2;
    return (length + extra) | kind.match;
  });
}

/** Of distances: with the bits that follow one. */
function distanceCode(lengths: Uint8Array): Code {
  return codeOf(lengths, (symbol, length) => length + Math.max(0, (symbol >> 1) - 1));
}

/** Section 3.2.2: codes are numbered by length and symbol, and stand in the stream from their highest bit on. */
function codeOf(lengths: Uint8Array, valueOf: (symbol: number, length: number) => number): Code {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const values = new Uint8Array(1 << longest);
  let next = 0;
  for (let length = 1; length <= longest; length += 1) {
    next <<= 1;
    for (let symbol = lengths.indexOf(length); symbol !== -1; symbol = lengths.indexOf(length, symbol + 1)) {
      const first = reversed(next, length);
      for (let index = first; index < values.length; index += 1 << length) values[index] = valueOf(symbol, length);
      next += 1;
    }
  }
  return { values, mask: values.length - 1 };
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}
