import { isUtf8 } from "node:buffer";
import { readCentralDirectory } from "../zip/central-directory";
import { contentOf } from "../zip/entry-content";
import { withFile } from "../zip/read-range";

const longest = 1024 * 1024;

/**
 * The text of one file in a ZIP; undefined where there is none of this name, or one of more than 1 MB, or of another encoding than UTF-8.
 *
 * @param path of the ZIP
 * @throws UserError if the ZIP cannot be read
 */
export function textInZip(path: string, name: string): string | undefined {
  return withFile(path, (file) => {
    const record = readCentralDirectory(file).find((each) => each.name === name);
    if (record === undefined || record.size > longest) return undefined;
    const content = contentOf(file, record);
    return isUtf8(content) ? content.toString() : undefined;
  });
}
