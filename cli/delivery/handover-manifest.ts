import { nameFault } from "../../lib/artifact/zip/entry-name";
import { itemsIn, objectIn, textIn } from "../terraform/declared-resource";
import type { PlannedFile } from "./planned-uploads";

/** Under this name in the archive, and in the folder it is unpacked to. */
export const manifestName = "handover.json";

/** Under this name the plan is in the archive, whatever it was called. */
export const planName = "tfplan";

/** A file of a handover. */
export interface HandedFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What an archive holds beside this manifest: no more and no less. */
export interface HandoverManifest {
  readonly version: 1;
  /** By path. */
  readonly files: readonly HandedFile[];
  /** What the plan says of those that it uploads. */
  readonly planned: readonly PlannedFile[];
}

/** A manifest as it is written: the same text for the same one. */
export function manifestText(manifest: HandoverManifest): string {
  return `${JSON.stringify(manifest, undefined, 1)}\n`;
}

/** Reads a manifest that anybody may have written; undefined where it is none. */
export function parseManifest(text: string): HandoverManifest | undefined {
  const { version, files, planned } = objectIn(parsed(text));
  if (version !== 1 || !Array.isArray(files) || !Array.isArray(planned)) return undefined;
  const [listed, uploads] = [files.map(handedFile), planned.map(plannedFile)];
  if (listed.includes(undefined) || uploads.includes(undefined)) return undefined;
  return { version, files: listed.filter((each) => each !== undefined), planned: uploads.filter((each) => each !== undefined) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function handedFile(value: unknown): HandedFile | undefined {
  const { path, bytes, sha256 } = objectIn(value);
  const [name, hash] = [textIn(path), textIn(sha256)];
  if (name === undefined || nameFault(name) !== undefined || hash === undefined) return undefined;
  return typeof bytes === "number" ? { path: name, bytes, sha256: hash } : undefined;
}

function plannedFile(value: unknown): PlannedFile | undefined {
  const { address, path, hashes, wants } = objectIn(value);
  const [name, resource] = [textIn(path), textIn(address)];
  if (name === undefined || resource === undefined || !isInside(name)) return undefined;
  return {
    ...{ is: "file", address: resource, path: name },
    wants: wants === "source_hash" ? wants : "source_code_hash",
    hashes: itemsIn(hashes).map((hash) => {
      const { argument, value: text } = objectIn(hash);
      const known = textIn(text);
      return { argument: textIn(argument) ?? "", ...(known === undefined ? {} : { value: known }) };
    }),
  };
}

/** Whether a plan's path is one that lies at the same place below whatever folder. */
export function isInside(path: string): boolean {
  return nameFault(nameInArchive(path)) === undefined && !path.startsWith("~");
}

/** A plan's path without `./` in front. */
export function nameInArchive(path: string): string {
  return path.replace(/^(?:\.\/)+/, "");
}
