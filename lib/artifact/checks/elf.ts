import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import type { ElfFacts } from "../elf/elf-facts";
import { type Architecture, platformOf } from "../resolve/platform";
import { libraryFindings } from "./elf-libraries";
import { machineFindings, malformedFindings } from "./elf-machine";
import { groupByOwner, type Owner, ownerOfWheel } from "./elf-owner";
import { extensionFindings } from "./elf-python";
import { symbolFindings } from "./elf-symbols";
import { tagFindings } from "./elf-tags";
import type { Finding } from "./finding";

/** A wheel of which files ship. */
export interface AuditedWheel {
  /** Of the distribution. */
  readonly name: string;
  readonly version: string;
  /** As published, with its tags. */
  readonly filename: string;
}

/** A file that a loader may get to see. */
export interface AuditedFile {
  /** In the artifact. */
  readonly path: string;
  readonly distribution: AuditedWheel | "first-party";
  /** Undefined for a compiled file that is no ELF file: of another operating system. */
  readonly facts?: ElfFacts;
}

/** What to audit. */
export interface ElfAudit {
  /** All ELF files that ship, in the function and its layers, and what else is named as a compiled module. */
  readonly files: readonly AuditedFile[];
  /** All wheels of which files ship, also those without a compiled file. */
  readonly wheels: readonly AuditedWheel[];
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
}

/**
 * Whether everything compiled loads in the managed runtime: processor, versions of symbols, libraries, the Python it is made for, and the tags of
 * the wheels. One finding for each distribution and cause.
 */
export function auditElf({ files, wheels, runtime, architecture }: ElfAudit): Finding[] {
  const platform = platformOf(runtime, architecture);
  const all = files.flatMap(({ facts }) => facts ?? []);
  const owners = groupByOwner(files);
  const ofFiles = owners.flatMap((owner) => [
    ...malformedFindings(owner),
    ...machineFindings(owner, platform),
    ...symbolFindings(owner, platform),
    ...libraryFindings(owner, platform, all),
    ...extensionFindings(owner, platform),
  ]);
  const filesOf = (wheel: AuditedWheel): Owner => {
    const { subject, shown } = ownerOfWheel(wheel);
    return (
      owners.find((owner) => !owner.isFirstParty && owner.subject === subject) ?? {
        subject,
        shown,
        isFirstParty: false,
        files: [],
      }
    );
  };
  const ofTags = wheels.flatMap((wheel) => {
    const owner = filesOf(wheel);
    return tagFindings(
      wheel,
      owner,
      ofFiles.filter(({ subject }) => subject === owner.subject),
      platform,
    );
  });
  return [...ofFiles, ...ofTags];
}
