import { basename } from "node:path";
import { UserError } from "../../errors/user-error";
import type { ZipRecord } from "../zip/central-directory";
import { contentOf } from "../zip/entry-content";
import type { OpenFile } from "../zip/read-range";
import { refused } from "../zip/zip-fault";
import { normalizedName, parseWheelFilename } from "./filename";
import { type DistributionMetadata, parseMetadata } from "./metadata";

/**
 * Reads what a wheel says of itself in its one `*.dist-info` folder.
 *
 * @throws UserError if there is none or more than one, a file in it is missing or cannot be understood, or it is of a later format
 */
export function distInfoOf(file: OpenFile, records: readonly ZipRecord[]): DistributionMetadata {
  const folders = [...new Set(records.flatMap(({ name }) => /^([^/]+\.dist-info)\//.exec(name)?.[1] ?? []))];
  const [folder, other] = folders;
  if (folder === undefined) throw new UserError(refused(file.path, "it is no wheel: it has no .dist-info folder"));
  if (other !== undefined) throw new UserError(refused(file.path, `it has two .dist-info folders, ${folder} and ${other}`));
  const read = (name: string): string => {
    const record = records.find((candidate) => candidate.name === `${folder}/${name}`);
    if (record === undefined) throw new UserError(refused(file.path, `it is no wheel: ${folder}/${name} is missing`));
    return contentOf(file, record).toString();
  };
  const format = /^Wheel-Version:\s*(\d+)\.(\d+)\s*$/im.exec(read("WHEEL"));
  if (format === null) throw new UserError(refused(file.path, `${folder}/WHEEL names no Wheel-Version`));
  if (Number(format[1]) !== 1)
    throw new UserError(refused(file.path, `it is of the wheel format ${format[1] ?? ""}, and known is 1`));
  const metadata = parseMetadata(read("METADATA"));
  if (metadata === undefined) throw new UserError(refused(file.path, `${folder}/METADATA names no name and version`));
  return metadata;
}

/** @throws UserError if the wheel's file name speaks of another distribution than its METADATA */
export function checkFilename(file: OpenFile, { name }: Pick<DistributionMetadata, "name">): void {
  const filename = parseWheelFilename(basename(file.path));
  if (filename.name === normalizedName(name)) return;
  throw new UserError(refused(file.path, `it holds ${name}, which is not what its name says`));
}
