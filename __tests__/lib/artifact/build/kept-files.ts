import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, utimesSync, writeSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

/** Paths of the ZIPs in a cache, as `LAMBDA_CONTAINER_CACHE` names it, sorted. */
export function keptZips(cache: string): string[] {
  return filesIn(cache).filter((path) => basename(path) === "artifact.zip");
}

/** Paths of the wheels in a cache. */
export function keptWheels(cache: string): string[] {
  return filesIn(cache).filter((path) => path.endsWith(".whl"));
}

/** Paths of what is unfinished in a cache, wherever it may lie. */
export function unfinished(cache: string): string[] {
  return filesIn(cache).filter((path) => relative(cache, path).split(sep).includes("tmp") || path.endsWith(".tmp"));
}

function filesIn(cache: string): string[] {
  const paths = readdirSync(cache, { recursive: true, withFileTypes: true });
  return paths.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}

/** Writes a byte into the middle of a file, in place: whoever has a link to it has the damage. */
export function changeByte(path: string): void {
  const at = Math.floor(statSync(path).size / 2);
  const byte = (readFileSync(path)[at] ?? 0) ^ 0xff;
  const { mtimeNs } = statSync(path, { bigint: true });
  const file = openSync(path, "r+");
  // Until the clock of the file system, whose ticks are milliseconds long, has moved on.
  do writeSync(file, Buffer.from([byte]), 0, 1, at);
  while (statSync(path, { bigint: true }).mtimeNs === mtimeNs);
  closeSync(file);
}

/** Makes it so that nothing was done to the ZIP at this path, and nobody asked for it, for two hours. */
export function leaveUnused(zip: string): void {
  const then = Date.now() / 1_000 - 2 * 3_600;
  const contents = join(dirname(zip), "contents.json");
  for (const path of [zip, dirname(zip), ...(existsSync(contents) ? [contents] : [])]) utimesSync(path, then, then);
}
