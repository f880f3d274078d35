import type { ContainerPart, FileExplanation, FunctionExplanation, ZipExplanation } from "../model/explanation";

/** What is in a part of the container that is to scale. */
export interface InnerBox {
  readonly name: string;
  readonly bytes: number;
  readonly kind: "code" | "dependency";
  /** Whether the bytes are a sum that the explanation does not have. */
  readonly isSum: boolean;
  /** By folder, the largest first; empty where that says nothing more. */
  readonly folders: readonly FolderBox[];
}

/** Files of one folder, in bytes. */
export interface FolderBox {
  readonly name: string;
  readonly bytes: number;
}

/** A part of the container, and what is in it as far as that is known. */
export interface PartBoxes {
  readonly part: ContainerPart;
  readonly inner: readonly InnerBox[];
}

/** More files than these are one box, and so are fewer beside distributions. */
const filesShown = 12;
/** Folders with a smaller share of their distribution are one box. */
const leastFolder = 0.02;

/** The parts of a container with what their ZIPs hold, the highest first, as they lie on one another. */
export function containerBoxes({ container, zips }: FunctionExplanation): PartBoxes[] {
  const layers = zips.filter(({ holds }) => holds === "layer");
  const own = zips.find(({ holds }) => holds === "function");
  const below = zips.find(({ holds }) => holds === "dependencies");
  const inner = ({ holds, unzippedBytes }: ContainerPart): InnerBox[] => {
    if (unzippedBytes === undefined) return []; // a layer that another deployment published has no ZIP here
    if (holds === "layer") return everything(layers.shift());
    return { code: everything(own), dependencies: everything(below) }[holds as string] ?? [];
  };
  return container.map((part) => ({ part, inner: inner(part).filter(({ bytes }) => bytes > 0) })).reverse();
}

function everything(zip: ZipExplanation | undefined): InnerBox[] {
  return [...dependencies(zip), ...code(zip)];
}

function dependencies(zip: ZipExplanation | undefined): InnerBox[] {
  const folders = foldersByOrigin(zip?.files ?? []);
  return (zip?.distributions ?? []).map(({ name, unzippedBytes }) => {
    const own = foldersOf(folders.get(name) ?? new Map<string, number>());
    return { name, bytes: unzippedBytes, kind: "dependency", isSum: false, folders: own };
  });
}

function code(zip: ZipExplanation | undefined): InnerBox[] {
  const files = (zip?.files ?? []).filter(({ origin }) => origin === "first-party");
  if (files.length === 0) return [];
  if (files.length <= filesShown && zip?.distributions.length === 0) {
    return files.map(({ path, bytes }) => ({ name: path, bytes, kind: "code", isSum: false, folders: [] }));
  }
  return [{ name: "your code", bytes: sum(files.map(({ bytes }) => bytes)), kind: "code", isSum: true, folders: [] }];
}

/** Sizes of folders, two deep, by the distribution whose files they hold. */
function foldersByOrigin(files: readonly FileExplanation[]): Map<string, Map<string, number>> {
  const origins = new Map<string, Map<string, number>>();
  for (const { path, bytes, origin } of files) {
    const folders = origins.get(origin) ?? new Map<string, number>();
    const folder = path
      .replace(/^python\//, "")
      .split("/")
      .slice(0, -1)
      .slice(0, 2)
      .join("/");
    origins.set(origin, folders.set(folder, (folders.get(folder) ?? 0) + bytes));
  }
  return origins;
}

/** What is small is one box. */
function foldersOf(sizes: ReadonlyMap<string, number>): FolderBox[] {
  const all = [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
  const total = sum(all.map(({ bytes }) => bytes));
  const large = all.filter(({ bytes }) => bytes >= total * leastFolder);
  const rest = sum(all.slice(large.length).map(({ bytes }) => bytes));
  if (large.length < 2) return [];
  return rest === 0 ? large : [...large, { name: "other folders", bytes: rest }];
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, bytes) => total + bytes, 0);
}
