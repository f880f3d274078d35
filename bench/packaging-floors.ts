import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contender } from "./measure";

/** What any tool has to do at the least, done by programs that do nothing else. */

/** Fetches files side by side into a folder, whole, and looks at none. */
export function download(folder: string, urls: readonly string[]): Contender {
  mkdirSync(folder, { recursive: true });
  const lines = urls.map((url, index) => `url = ${JSON.stringify(url)}\noutput = "${index}.whl"\n`);
  writeFileSync(join(folder, "curl.config"), lines.join(""));
  const args = [
    "--silent",
    "--show-error",
    "--fail",
    "--location",
    "--parallel",
    "--parallel-max",
    "8",
    "--config",
    "curl.config",
  ];
  return { name: "download", file: "curl", args, cwd: folder, mayFail: true };
}

/** Copies a file a megabyte at a time, taking its sha256 on the way, to a new name in the folder each time, as a new ZIP has one. */
export function copyAndHash(name: string, from: string, folder: string): Contender {
  mkdirSync(folder, { recursive: true });
  const script = `
    const { createHash } = require("node:crypto");
    const { closeSync, openSync, readSync, writeSync } = require("node:fs");
    const [from, folder] = process.argv.slice(1);
    const hash = createHash("sha256"), buffer = Buffer.allocUnsafeSlow(1024 * 1024);
    const source = openSync(from, "r"), target = openSync(folder + "/" + process.pid, "w");
    for (let read; (read = readSync(source, buffer)) > 0; ) {
      const piece = buffer.subarray(0, read);
      hash.update(piece);
      writeSync(target, piece);
    }
    closeSync(target);
    console.log(hash.digest("hex"));`;
  return { name, file: process.execPath, args: ["-e", script, from, folder] };
}

/** Starts Node.js and ends it. */
export const bareNode: Contender = { name: "node -e 0", file: process.execPath, args: ["-e", "0"] };
