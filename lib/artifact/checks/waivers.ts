import { complaintText, throwIfAny } from "../../errors/user-error";
import type { Check, Finding } from "./finding";

/** An error or a warning that a person has looked at and takes upon themselves. It neither stops synthesis nor is said aloud any longer, and the receipt repeats it with the reason. */
export interface Waiver {
  readonly check: Check;
  /** What the finding is about, as the receipt has it: a distribution, a module, a budget, a runtime. */
  readonly subject: string;
  /** Why it is right all the same, in a sentence for whoever comes later. */
  readonly reason: string;
}

/** A finding as the receipt has it. */
export interface JudgedFinding extends Finding {
  /** The reason why it does not stop synthesis. */
  readonly waived?: string;
}

/**
 * Marks what is waived; a waiver without a reason, or of nothing that was found, is a finding itself.
 *
 * @param untried checks that could not be made: they may have found something. @default none
 */
export function judge(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  where: string,
  untried: readonly Check[] = [],
): JudgedFinding[] {
  const idle = waivers.filter(
    ({ check, subject }) => !untried.includes(check) && !findings.some((each) => isAbout(each, check, subject)),
  );
  const judged = findings.map((finding): JudgedFinding => {
    const waiver = waivers.find(({ check, subject }) => isAbout(finding, check, subject));
    return waiver === undefined || waiver.reason.trim() === "" ? finding : { ...finding, waived: waiver.reason };
  });
  return [
    ...judged,
    ...waivers.filter(({ reason }) => reason.trim() === "").map((waiver) => withoutReason(waiver, where)),
    ...idle.map((waiver) => needless(waiver, where)),
  ];
}

/**
 * Stops at what is wrong and not waived, in all functions at once; says what is to be known.
 *
 * @param say takes a text of several lines
 * @throws UserError with all errors
 */
export function act(findings: readonly JudgedFinding[], say: (text: string) => void): void {
  const once = [...new Map(findings.map((finding) => [complaintText(finding), finding])).values()];
  for (const finding of once)
    if (finding.level === "warning" && finding.waived === undefined) say(`warning: ${complaintText(finding)}`);
  throwIfAny(once.filter(({ level, waived }) => level === "error" && waived === undefined));
  for (const finding of once) if (finding.unproven === true) say(`not proven: ${complaintText(finding)}`);
}

function isAbout({ check, subject, level }: Finding, wanted: Check, about: string): boolean {
  return check === wanted && subject === about && level !== "note";
}

function withoutReason({ check, subject }: Waiver, where: string): Finding {
  const what = `the waiver of ${check} for ${subject} gives no reason`;
  return { check, subject, level: "error", what, where, fix: "say in its reason why it is right all the same" };
}

function needless({ check, subject }: Waiver, where: string): Finding {
  const what = `the waiver of ${check} for ${subject} waives nothing: there is no such finding`;
  return {
    check,
    subject,
    level: "warning",
    what,
    where,
    fix: "take it away, or correct its check and subject: checks.json has them",
  };
}
