/** Something a registry for tests does wrong. */
export interface Fault {
  readonly method: string;
  /** Of the URL, without the host. */
  readonly path: RegExp;
  /** How often. @default 1 */
  readonly times?: number;
  readonly does: Misdeed;
}

export type Misdeed =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Reads or sends so many bytes, and breaks the connection. */
  | { readonly kind: "drop"; readonly bytes: number }
  /** Does what it should, and breaks the connection instead of saying so. */
  | { readonly kind: "silent" }
  /** Forgets who was logged in. */
  | { readonly kind: "logout" }
  /** Says another digest. */
  | { readonly kind: "lie"; readonly digest: string }
  /** Sends another content. */
  | { readonly kind: "content"; readonly content: Buffer };

/** The faults that are still to come. */
export class Faults {
  private readonly left: { readonly fault: Fault; times: number }[] = [];

  add(fault: Fault): void {
    this.left.push({ fault, times: fault.times ?? 1 });
  }

  /** The fault for this request, which is then used up. */
  take(method: string, url: string): Misdeed | undefined {
    const found = this.left.find(({ fault, times }) => times > 0 && fault.method === method && fault.path.test(url));
    if (found === undefined) return undefined;
    found.times -= 1;
    return found.fault.does;
  }
}
