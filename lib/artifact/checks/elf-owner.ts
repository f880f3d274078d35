import type { SoundElf } from "../elf/elf-facts";
import { normalizedName } from "../wheel/filename";
import type { AuditedFile, AuditedWheel } from "./elf";
import type { Finding } from "./finding";

/** Whose files they are, and so what a person can change. */
export interface Owner {
  /** The distribution's normalized name, or the folder or file at the top of the source folder. */
  readonly subject: string;
  /** In a sentence: `numpy 2.4.6`. */
  readonly shown: string;
  readonly isFirstParty: boolean;
  readonly files: readonly AuditedFile[];
}

/** Files by whose they are, in the order of first appearance. */
export function groupByOwner(files: readonly AuditedFile[]): Owner[] {
  const groups = new Map<string, Owner & { readonly files: AuditedFile[] }>();
  for (const file of files) {
    const owner = file.distribution === "first-party" ? firstParty(file) : ownerOfWheel(file.distribution);
    const key = `${String(owner.isFirstParty)} ${owner.subject}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...owner, files: [file] });
    else group.files.push(file);
  }
  return [...groups.values()];
}

/** How a distribution is named. */
export function ownerOfWheel({ name, version }: AuditedWheel): Omit<Owner, "files"> {
  return { subject: normalizedName(name), shown: `${name} ${version}`, isFirstParty: false };
}

function firstParty({ path }: AuditedFile): Omit<Owner, "files"> {
  const [top = path, inside] = path.split("/");
  const subject = inside === undefined ? top : `${top}/`;
  return { subject, shown: subject, isFirstParty: true };
}

/** What an owner's files say, without the malformed ones and object files, which nothing loads. */
export function loadable({ files }: Owner): SoundElf[] {
  return files.flatMap(({ facts }) =>
    facts === undefined || "malformed" in facts || facts.type === "relocatable" ? [] : [facts],
  );
}

/** A finding of this check. */
export function finding(
  level: Finding["level"],
  { subject }: Pick<Owner, "subject">,
  complaint: Omit<Finding, "check" | "level" | "subject">,
): Finding {
  return { check: "elf", level, subject, ...complaint };
}

/** The file at fault first, and how many more. */
export function andOthers(path: string, count: number): string {
  if (count <= 1) return path;
  return count === 2 ? `${path} and one other file` : `${path} and ${count - 1} other files`;
}
