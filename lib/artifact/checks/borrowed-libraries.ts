import { graphicalLibraries } from "../../runtimes/supplied-libraries";
import type { ImportFacts } from "../import-proof/import-facts";
import { platformOf } from "../resolve/platform";
import type { ElfAudit } from "./elf";
import { missingLibraries } from "./elf-libraries";
import { groupByOwner } from "./elf-owner";
import type { Finding } from "./finding";

/**
 * Libraries of this machine without which the import would have failed: what needs them would not load in AWS. Those of which it is not known that
 * the runtime lacks them are warned of where the files are audited.
 */
export function borrowedLibraries({ files, runtime, architecture }: ElfAudit, facts: ImportFacts, handler: string): Finding[] {
  const lent = facts.kind === "run" ? facts.machineLibraries.filter((library) => graphicalLibraries.has(library)) : [];
  if (lent.length === 0) return [];
  const platform = platformOf(runtime, architecture);
  const all = files.flatMap(({ facts: each }) => each ?? []);
  return groupByOwner(files).flatMap((owner): Finding[] => {
    const borrowed = missingLibraries(owner, platform, all).find(({ library }) => lent.includes(library));
    if (borrowed === undefined) return [];
    const { path, library } = borrowed;
    const what = `${handler} imports here with the ${library} of this machine, which ${owner.shown} needs, and which neither the artifact nor ${runtime} has`;
    const headless = owner.subject.startsWith("opencv-") ? "ask for opencv-python-headless instead, or " : "";
    const fix = `${headless}use a build that does without a screen, or one that brings ${library} along`;
    return [{ check: "real-import", level: "error", subject: owner.subject, what, where: path, fix }];
  });
}
