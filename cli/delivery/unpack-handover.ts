import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { displayPath, shownText } from "../../lib/artifact/display-path";
import { readCentralDirectory, type ZipRecord } from "../../lib/artifact/zip/central-directory";
import { contentOf, readContent } from "../../lib/artifact/zip/entry-content";
import { type OpenFile, withFile } from "../../lib/artifact/zip/read-range";
import { type Complaint, throwIfAny, UserError } from "../../lib/errors/user-error";
import { findFile, pathOpened } from "./found-file";
import { type HandoverManifest, manifestName, nameInArchive, parseManifest, planName } from "./handover-manifest";
import { verifyFile } from "./verify-file";

const longestManifest = 16 * 1024 * 1024;
const fileType = { mask: 0o170000, regular: 0o100000 };
const getAgain = "have it made and sent again, and apply nothing of it";

/**
 * Unpacks a handover into a folder of its own, whole or not at all. Every byte is held against the manifest, and what the plan uploads against the
 * planned hashes.
 *
 * @param output a folder that is not there yet, or is empty. Absolute
 * @throws UserError for an archive that is damaged, lacks a file, has one more, or another; then nothing is left
 */
export function unpackHandover(archive: string, output: string): HandoverManifest {
  throwIfAny(inTheWay(output));
  const unfinished = join(dirname(resolve(output)), `.${basename(output)}.${process.pid}.tmp`);
  try {
    const manifest = withFile(archive, (file) => {
      const records = readCentralDirectory(file);
      const known = manifestIn(file, records);
      throwIfAny(listFaults(known, records, archive));
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      for (const record of records) writeEntry(file, record, known, unfinished);
      return known;
    });
    throwIfAny(planFaults(manifest, unfinished));
    if (existsSync(output)) rmdirSync(output);
    renameSync(unfinished, output);
    return manifest;
  } catch (error) {
    throw isOfFileSystem(error) ? notWritten(output, error) : error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function inTheWay(output: string): Complaint[] {
  const stat = lstatSync(output, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isDirectory() && readdirSync(output).length === 0)) return [];
  const what = stat.isDirectory() ? "there is something in this folder" : "there is something of this name, and it is no folder";
  return [{ what, where: displayPath(output), fix: "name a folder that is new" }];
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === "object" && error !== null && "syscall" in error;
}

function notWritten(output: string, error: NodeJS.ErrnoException): UserError {
  const what = `it could not be unpacked: ${error.message}`;
  return new UserError({ what, where: displayPath(output), fix: "name another folder, where there is room" }, { cause: error });
}

function manifestIn(file: OpenFile, records: readonly ZipRecord[]): HandoverManifest {
  const record = records.find(({ name }) => name === manifestName);
  const text = record === undefined || record.size > longestManifest ? "" : contentOf(file, record).toString();
  const manifest = parseManifest(text);
  if (manifest !== undefined) return manifest;
  throw new UserError({
    what: "it is no handover: its list of files cannot be read",
    where: displayPath(file.path),
    fix: getAgain,
  });
}

/** Before anything is written: the archive has what its manifest lists, each once and as a plain file. */
function listFaults({ files }: HandoverManifest, records: readonly ZipRecord[], archive: string): Complaint[] {
  const inside = new Map(records.map((record) => [record.name, record]));
  const listed = new Map([...files.map(({ path, bytes }) => [path, bytes] as const), [manifestName, undefined]]);
  const faults = [
    ...[...listed].flatMap(([path, bytes]) => {
      const record = inside.get(path);
      if (record === undefined) return [`${shownText(path)} is missing`];
      return bytes === undefined || record.size === bytes
        ? []
        : [`${shownText(path)} has ${record.size} bytes, and should have ${bytes}`];
    }),
    ...records.flatMap(({ name, method, unixMode }) => {
      if (!listed.has(name)) return [`${shownText(name)} is there too, and nobody listed it`];
      return method === 0 && (unixMode & fileType.mask) === fileType.regular ? [] : [`${shownText(name)} is no plain file`];
    }),
    ...(files.some(({ path }) => path === planName) ? [] : [`it has no ${planName}`]),
    ...(new Set(records.map(({ name }) => name.toLowerCase())).size === records.length
      ? []
      : ["two names differ in capitals alone"]),
  ];
  return faults.map((what) => ({ what, where: displayPath(archive), fix: getAgain }));
}

function writeEntry(file: OpenFile, record: ZipRecord, { files }: HandoverManifest, folder: string): void {
  const path = join(folder, record.name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  const target = openSync(path, "wx", 0o600);
  try {
    readContent(file, record, (piece) => {
      hash.update(piece);
      for (let done = 0; done < piece.length;) done += writeSync(target, piece, done);
    });
  } finally {
    closeSync(target);
  }
  const sha256 = hash.digest("hex");
  const wanted = files.find((each) => each.path === record.name)?.sha256 ?? sha256;
  if (wanted === sha256) return;
  const what = `${shownText(record.name)} is another than the one that was handed over: its sha256 is ${sha256}, and should be ${shownText(wanted)}`;
  throw new UserError({ what, where: displayPath(file.path), fix: getAgain });
}

function planFaults({ planned }: HandoverManifest, folder: string): Complaint[] {
  return planned.flatMap((upload) => {
    const found = findFile(pathOpened(folder, nameInArchive(upload.path)));
    return verifyFile({ path: upload.path, planned: [upload], found, receipt: undefined }).complaints;
  });
}
