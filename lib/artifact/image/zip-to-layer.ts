import type { Complaint } from "../../errors/user-error";
import { displayPath } from "../display-path";
import { writeAtomically } from "../zip/atomic-file";
import { readCentralDirectory, type ZipRecord } from "../zip/central-directory";
import { type OpenFile, withFile } from "../zip/read-range";
import { throwFirst } from "../zip/zip-fault";
import { SplicedGzip } from "./spliced-gzip";
import { endOfArchive, padding, tarHeader } from "./tar-header";

/** A layer of an image, as manifest and config speak of it. */
export interface Layer {
  /** Of the blob, compressed: `sha256:…`. */
  readonly digest: string;
  /** Of the blob. */
  readonly bytes: number;
  /** Of the tar before compression: `sha256:…`. */
  readonly diffId: string;
}

/** From which files of a ZIP to make a layer. */
export interface LayerSource {
  /** Of a ZIP as `writeZip` writes it. */
  readonly path: string;
  /** What all its names begin with and is left off: `python/` of a ZIP for a Lambda layer. */
  readonly stripPrefix: "" | "python/";
}

/** Where Lambda looks for a function's files. The base image has it. */
export const taskFolder = "var/task/";

/**
 * Writes the files of a ZIP as the blob of an image's layer, a tar.gz, below `/var/task`. It is spliced: the compressed bytes of each entry
 * stay as they are, with the tar's headers between them, so the blob takes as long as reading the ZIP, and depends on its content alone.
 *
 * @param output made whole or not at all
 * @throws UserError for a ZIP that is damaged, a name that a layer cannot hold, or where it cannot be written
 */
export function writeLayer({ path, stripPrefix }: LayerSource, output: string): Layer {
  return withFile(path, (zip) => {
    const entries = readCentralDirectory(zip).map((record) => ({ record, path: record.name.slice(stripPrefix.length) }));
    throwFirst(entries.flatMap((entry) => whiteoutFault(zip, entry.path)));
    return writeAtomically(output, (sink) => {
      const layer = new SplicedGzip(sink);
      const folders = new Set<string>();
      let before = padding(0);
      for (const { record, path } of entries) {
        layer.put(Buffer.concat([before, ...folderHeaders(path, folders), fileHeader(path, record)]));
        layer.copy(zip, record);
        before = padding(record.size);
      }
      layer.put(Buffer.concat([before, endOfArchive]));
      const { digest, bytes, contentDigest } = layer.end();
      return { digest, bytes, diffId: contentDigest };
    });
  });
}

/** Headers of the folders above a file that no file before it was in. */
function folderHeaders(path: string, known: Set<string>): Buffer[] {
  const above = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  const fresh = above.filter((folder) => !known.has(folder));
  for (const folder of fresh) known.add(folder);
  return fresh.map((folder) => tarHeader({ path: `${taskFolder}${folder}`, executable: true, size: 0 }));
}

function fileHeader(path: string, { unixMode, size }: ZipRecord): Buffer {
  return tarHeader({ path: `${taskFolder}${path}`, executable: (unixMode & 0o100) !== 0, size });
}

/** https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
function whiteoutFault(zip: OpenFile, path: string): Complaint[] {
  if (!/(?:^|\/)\.wh\./.test(path)) return [];
  const what = `the name ${path} cannot be in an image, where .wh. at its beginning means that something is removed`;
  return [{ what, where: displayPath(zip.path), fix: "rename it, or leave it out" }];
}
