import type { ImportableFile } from "../checks/imports-search";
import type { ZipAnswer } from "./inspect-zip";

/**
 * What can be imported, by folder, in Python's order: the function's own, then what its layers make of /opt together, where a later layer's file
 * replaces an earlier one's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html#python-layer-paths
 */
export function importFolders(answers: readonly ZipAnswer[]): ImportableFile[][] {
  const [code, ...layers] = answers;
  const own = code?.zip.files.map(({ path, origin }) => ({ path, origin })) ?? [];
  const unpacked = new Map(layers.flatMap(({ zip }) => zip.files.map((file) => [file.path, file] as const)));
  const roots = layers[0]?.roots ?? [];
  const below = (root: string): ImportableFile[] =>
    [...unpacked.values()]
      .filter(({ path }) => path.startsWith(root))
      .map(({ path, origin }) => ({ path: path.slice(root.length), origin: origin === "first-party" ? "layer" : origin }));
  return [own, ...roots.map(below)];
}
