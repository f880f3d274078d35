import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A file or folder as a reader of tars sees it. */
export interface Member {
  /** Without a slash at the end. */
  readonly path: string;
  readonly type: "file" | "folder";
  readonly mode: string;
  /** Of the content, hexadecimal; empty of a folder. */
  readonly sha256: string;
}

/** What Python's tarfile says besides. */
export interface PythonMember extends Member {
  /** Owner and group: numbers and names. */
  readonly owner: readonly unknown[];
  /** Seconds since 1970. */
  readonly time: number;
}

/** Of content, hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Python's tarfile, as a stream (`r|gz`) or with access to any place (`r:gz`), one list a layer, in the order of the members. */
export function readByPython(layers: readonly string[], mode: "r|gz" | "r:gz"): PythonMember[][] {
  const script = `
import hashlib, json, sys, tarfile
def read(path, mode):
    with tarfile.open(path, mode) as tar:
        return [{
            "path": m.name, "type": "folder" if m.isdir() else "file" if m.isreg() else m.type.decode(), "mode": "%04o" % m.mode,
            "sha256": hashlib.sha256(tar.extractfile(m).read()).hexdigest() if m.isreg() else "",
            "owner": [m.uid, m.gid, m.uname, m.gname], "time": m.mtime,
        } for m in tar]
mode, paths = json.load(sys.stdin)
json.dump([read(path, mode) for path in paths], sys.stdout)`;
  const input = JSON.stringify([mode, layers]);
  return JSON.parse(execFileSync("python3", ["-c", script], { input, encoding: "utf8", maxBuffer: 2 ** 27 })) as PythonMember[][];
}

/** What `tar` lists: modes, sizes and paths, in the order of the members, folders with a slash at the end. */
export function listByTar(layer: string): string[] {
  return tar("--numeric-owner", "--quoting-style=literal", "-tvzf", layer)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/ +/, " ").replace(/^(\S+) (\S+) +(\d+) /, "$1 $2 $3 "));
}

/** What `tar` unpacks into a new folder, by path. */
export function unpackByTar(layer: string, folder: string): Member[] {
  mkdirSync(folder);
  tar("-xpzf", layer, "-C", folder);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const type = entry.isDirectory() ? ("folder" as const) : ("file" as const);
      const mode = (statSync(path).mode & 0o7777).toString(8).padStart(4, "0");
      const name = relative(folder, path).split(sep).join("/");
      return { path: name, type, mode, sha256: type === "file" ? sha256(readFileSync(path)) : "" };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `gzip -t`, which reads every member and its sums; throws what it says. */
export function testByGzip(layer: string): void {
  execFileSync("gzip", ["-t", layer], { stdio: ["ignore", "pipe", "pipe"] });
}

function tar(...args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" };
  return execFileSync("tar", args, { encoding: "utf8", env, maxBuffer: 2 ** 27 });
}
