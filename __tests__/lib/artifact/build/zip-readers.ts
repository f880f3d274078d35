import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { open, type Entry, type ZipFile } from "yauzl";
import type { ShippedFile } from "../../../../lib/artifact/build/zip-contents";

/** A file as a reader of ZIPs sees it. */
export type ReadFile = Omit<ShippedFile, "origin">;

const modeText = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, "0");
const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Python's zipfile, in the order of its `namelist`, after `testzip`. */
export function readByPython(zip: string): ReadFile[] {
  const script = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    assert z.namelist() == [info.filename for info in z.infolist()]
    json.dump([
        {"path": i.filename, "bytes": i.file_size, "sha256": hashlib.sha256(z.read(i)).hexdigest(), "mode": i.external_attr >> 16}
        for i in z.infolist()
    ], sys.stdout)`;
  const read = JSON.parse(execFileSync("python3", ["-c", script, zip], { encoding: "utf8", maxBuffer: 2 ** 26 })) as (Omit<
    ReadFile,
    "mode"
  > & { readonly mode: number })[];
  return read.map((file) => ({ ...file, mode: modeText(file.mode) }));
}

/** Info-ZIP, which tests every content; in the order of the central directory. */
export function readByInfoZip(zip: string): Omit<ReadFile, "sha256">[] {
  const [, tested] = /No errors detected in compressed data of (.*)\.\n$/.exec(unzip("-t", zip)) ?? [];
  if (tested !== zip) throw new Error("unzip -t does not say that there are no errors");
  return [...unzip("-Z", "-s", zip).matchAll(/^-([rwx-]{9}) +\S+ \S+ +(\d+) \S+ \S+ \S+ \S+ (.*)$/gm)].map(
    ([, rights = "", bytes, path = ""]) => {
      const mode = [0, 3, 6].map((at) => [4, 2, 1].reduce((sum, bit, index) => sum + (rights[at + index] === "-" ? 0 : bit), 0));
      return { path, bytes: Number(bytes), mode: `0${mode.join("")}` };
    },
  );
}

/** What Info-ZIP unpacks into the folder, sorted, since a folder has no order. */
export function unpackByInfoZip(zip: string, folder: string): ReadFile[] {
  unzip("-q", zip, "-d", folder);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode, size } = statSync(path);
      const name = relative(folder, path).split(sep).join("/");
      return { path: name, bytes: size, sha256: sha256(readFileSync(path)), mode: modeText(mode) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function unzip(...args: readonly string[]): string {
  return execFileSync("unzip", args, { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" }, maxBuffer: 2 ** 26 });
}

/** Yauzl, in the order of the central directory. */
export async function readByYauzl(path: string): Promise<ReadFile[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(path, { lazyEntries: true, strictFileNames: true }, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  const files: ReadFile[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on("end", resolve).on("error", reject);
    zip.on("entry", (entry: Entry) => {
      contentOf(zip, entry).then((content) => {
        const mode = modeText(entry.externalFileAttributes >>> 16);
        files.push({ path: entry.fileName, bytes: entry.uncompressedSize, sha256: sha256(content), mode });
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  });
  return files;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) buffer(stream).then(resolve, reject);
      else reject(error);
    });
  });
}
