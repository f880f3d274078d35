import fs from "node:fs";
import { keptLayer } from "../../../../lib/artifact/image/kept-layer";
import type { LayerSource } from "../../../../lib/artifact/image/zip-to-layer";

/** What a process of its own is to make: the layer of a ZIP, kept in a cache. */
export interface LayerOrder {
  readonly source: LayerSource & { readonly sha256: string };
  readonly cache: string;
}

/** What came of it. */
export interface LayerReport {
  readonly digest: string;
  readonly diffId: string;
  readonly path: string;
  readonly node: string;
  readonly umask: number;
  readonly timeZone: string;
  /** By how many bytes the process had grown, at most, when something was written. */
  readonly grownBy: number;
}

const { source, cache } = JSON.parse(process.argv[2] ?? "") as LayerOrder;
const umask = process.umask(0);
process.umask(umask);

// What the system says of the most memory ever taken counts that of the process before this one.
const before = process.memoryUsage.rss();
let most = before;
const { writeSync } = fs;
fs.writeSync = ((...args: Parameters<typeof writeSync>) => {
  most = Math.max(most, process.memoryUsage.rss());
  return writeSync(...args);
}) as typeof writeSync;

const { digest, diffId, path } = keptLayer(source, cache);
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const report: LayerReport = { digest, diffId, path, node: process.version, umask, timeZone, grownBy: most - before };
process.stdout.write(JSON.stringify(report));
