import type { ZipRecord } from "../zip/central-directory";
import type { Instability } from "./inspected";
import type { ReadZip } from "./read-zip";

const extraField = { ntfsTimes: 0x000a, unixTimes: 0x5455, oldUnix: 0x5855, owner: 0x7875 };
const sizesFollow = 0x8;
const stableModes = [0o644, 0o755];
const permissions = 0o7777;

/** What in a ZIP depends on when, where or by whom it was packed, so that packing the same content again gives another hash. */
export function instabilitiesOf({ records, files }: Pick<ReadZip, "records" | "files">): Instability[] {
  const inside = files.map(({ record }) => record);
  const bytecode = files.flatMap(({ record, head }) => (head !== undefined && holdsTime(head) ? [record] : []));
  return [
    found("times", records.filter(hasTime), {
      what: "carries the time it was written or packed at",
      fix: "pack with one fixed time: SOURCE_DATE_EPOCH where the tool reads it, or zip -X after touch -d @315532800 on every file",
    }),
    found("modes", inside.filter(hasOddMode), {
      what: "has no mode, or one that follows the umask or the disk of whoever packed it",
      fix: "chmod 0644, or 0755 where it is run, before it is packed; archive_file takes output_file_mode",
    }),
    found(
      "owners",
      inside.filter(({ extraFields }) => extraFields.includes(extraField.owner) || extraFields.includes(extraField.oldUnix)),
      {
        what: "carries the user and group of whoever packed it",
        fix: "zip -X leaves them out",
      },
    ),
    found("order", outOfOrder(inside), {
      what: "does not come in the order of names, so that the order may be the file system's",
      fix: "pack by a sorted list of names",
    }),
    found(
      "descriptors",
      inside.filter(({ flags }) => (flags & sizesFollow) !== 0),
      {
        what: "was packed as a stream, with its size behind it: the same content packed otherwise has other bytes",
        fix: "pack always by the same tool, into a file",
      },
    ),
    found("bytecode", bytecode, {
      what: "is bytecode that holds the time of its source",
      fix: "leave __pycache__ out: Python makes it anew; or compile with --invalidation-mode unchecked-hash",
    }),
  ].flat();
}

function found(
  cause: Instability["cause"],
  records: readonly ZipRecord[],
  text: Pick<Instability, "what" | "fix">,
): Instability[] {
  const [first] = records;
  return first === undefined ? [] : [{ cause, files: records.length, example: first.name, ...text }];
}

/** Tools with a fixed time take midnight: 1980-01-01 as here, 2049-01-01 as archive_file. No clock stands there by chance. */
function hasTime({ dosTime, extraFields }: ZipRecord): boolean {
  const { ntfsTimes, unixTimes, oldUnix } = extraField;
  return (dosTime & 0xffff) !== 0 || [ntfsTimes, unixTimes, oldUnix].some((id) => extraFields.includes(id));
}

function hasOddMode({ unixMode }: ZipRecord): boolean {
  const isRegular = (unixMode & 0o170000) === 0o100000 || (unixMode & 0o170000) === 0;
  return isRegular && !stableModes.includes(unixMode & permissions);
}

/** Sorted are names by their code units, or folder by folder, as a walk of a sorted tree has them. */
function outOfOrder(records: readonly ZipRecord[]): ZipRecord[] {
  const plainly = later(records, ({ name }) => name);
  const byFolder = later(records, ({ name }) => name.replaceAll("/", "\0"));
  return plainly.length === 0 || byFolder.length === 0 ? [] : plainly;
}

function later(records: readonly ZipRecord[], keyOf: (record: ZipRecord) => string): ZipRecord[] {
  return records.filter((record, index) => {
    const before = records[index - 1];
    return before !== undefined && keyOf(before) > keyOf(record);
  });
}

/** A .pyc that is checked by its source's time has no flags: https://peps.python.org/pep-0552/ */
function holdsTime(head: Buffer): boolean {
  return head.length >= 16 && head.readUInt32LE(4) === 0 && head.readUInt32LE(8) !== 0;
}
