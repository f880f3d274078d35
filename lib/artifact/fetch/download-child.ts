/**
 * The process that fetches: reads a `FetchOrder` as JSON from standard input, writes a `FetchReport` as JSON to standard output and its
 * progress to standard error. The engine is synchronous and waits for it; in here, downloads run side by side.
 */
import { readFileSync } from "node:fs";
import { trustedCertificates } from "./certificates";
import { loginIn, type Logins } from "./credentials";
import { type Download, download, type Failure } from "./download";
import type { Connecting } from "./http-get";
import { type Login, readNetrc } from "./netrc";

/** What is to be fetched. Holds credentials: it goes through a pipe, never into a file. */
export interface FetchOrder {
  readonly downloads: readonly Download[];
  /** Those of indexes. For other hosts netrc is read. */
  readonly logins: Logins;
  /** In milliseconds. */
  readonly idleTimeout: number;
}

/** How each download went, in the order given; `null` where it went well. */
export type FetchReport = readonly (Failure | null)[];

const atOnce = 8;
const quietFor = 2_000;

async function main(): Promise<void> {
  const order = JSON.parse(readFileSync(0, "utf8")) as FetchOrder;
  endWithParent();
  const progress = new Progress(order.downloads);
  const netrc = readNetrc(process.env);
  const connecting: Connecting = {
    authorization: (url) => basic(url, order.logins, netrc),
    certificates: trustedCertificates(process.env),
    env: process.env,
    idleTimeout: order.idleTimeout,
  };
  const report: (Failure | null)[] = order.downloads.map(() => null);
  // The largest first: nothing is left to wait for at the end but small ones.
  const queue = [...order.downloads.entries()].sort(([, a], [, b]) => (b.size ?? 0) - (a.size ?? 0));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, file] = next;
      report[index] = (await download(file, connecting, progress.received)) ?? null;
      progress.fileDone();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
  progress.end();
  // An idle tunnel through a proxy would keep the process alive for as long as the server likes.
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

function basic(url: URL, logins: Logins, netrc: ReadonlyMap<string, Login>): string | undefined {
  const login = url.username === "" ? (logins[url.origin] ?? netrc.get(url.hostname) ?? netrc.get("default")) : loginIn(url);
  return login === undefined ? undefined : `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
}

/** A parent that was killed waits for nothing any more. */
function endWithParent(): void {
  process.stdout.on("error", () => process.exit(1));
  process.stderr.on("error", () => process.exit(1));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 500).unref();
}

class Progress {
  private readonly started = Date.now();
  private readonly total: number;
  private bytes = 0;
  private files = 0;
  private shownAt = 0;

  constructor(private readonly downloads: readonly Download[]) {
    this.total = downloads.reduce((sum, { size }) => sum + (size ?? 0), 0);
  }

  readonly received = (bytes: number): void => {
    this.bytes += bytes;
    const now = Date.now();
    const pause = process.stderr.isTTY ? 200 : 5_000;
    if (now - this.started < quietFor || now - this.shownAt < pause) return;
    this.shownAt = now;
    this.show();
  };

  fileDone(): void {
    this.files += 1;
  }

  end(): void {
    if (this.shownAt === 0) return;
    this.show();
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  private show(): void {
    const of = this.total > this.bytes ? ` of ${megabytes(this.total)}` : "";
    const text = `fetching wheels: ${this.files} of ${this.downloads.length}, ${megabytes(this.bytes)}${of} MB`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

void main();
