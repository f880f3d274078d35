import type { Complaint } from "../../lib/errors/user-error";
import { UserError } from "../../lib/errors/user-error";

/** One thing that checkov holds against a resource. */
export interface CheckovFinding {
  /** Such as `CKV_AWS_45`. */
  readonly id: string;
  readonly name: string;
  readonly resource: string;
}

/** What checkov says of one kind of file: `checkov -o json` prints one, a list of them, or a summary alone where there was nothing to read. */
interface CheckovReport {
  readonly check_type: string;
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly check_name: string; readonly resource: string }[];
  };
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
}

/** Findings that are accepted, by their ids, each with its reason. */
export type Accepted = Readonly<Record<string, string>>;

/**
 * What checkov found.
 *
 * @param json what `checkov -o json` printed
 * @param frameworks what it had to read: `terraform_json`, `terraform_plan`
 * @throws UserError where it could not read one of them: it exits with 0 then
 */
export function findingsOf(json: string, frameworks: readonly string[]): CheckovFinding[] {
  const reports = ([JSON.parse(json)] as unknown[]).flat().filter((report) => isReport(report));
  return frameworks.flatMap((framework) => {
    const report = reports.find(({ check_type }) => check_type === framework);
    if (report === undefined || report.summary.parsing_errors > 0 || report.summary.passed + report.summary.failed === 0)
      throw new UserError({ what: `checkov checked nothing of ${framework}`, fix: "see what it says by LOG_LEVEL=DEBUG" });
    return report.results.failed_checks.map(({ check_id, check_name, resource }) => ({
      id: check_id,
      name: check_name,
      resource: resource.replace(/^resource\./, ""),
    }));
  });
}

/**
 * Compares what was found with what is accepted: both must be the same, so that no acceptance outlives what it was for.
 *
 * @param where the file of what is accepted
 */
export function complaintsOf(findings: readonly CheckovFinding[], accepted: Accepted, where: string): Complaint[] {
  const ids = [...new Set(findings.map(({ id }) => id))];
  const failing = ids.filter((id) => !Object.hasOwn(accepted, id));
  const idle = Object.keys(accepted).filter((id) => !ids.includes(id));
  const unreasoned = Object.keys(accepted).filter((id) => accepted[id]?.trim() === "");
  return [
    ...failing.map((id) => {
      const alike = findings.filter((finding) => finding.id === id);
      return {
        what: `${id}: ${alike[0]?.name ?? ""}`,
        where: [...new Set(alike.map(({ resource }) => resource))].join(", "),
        fix: `mend it, or accept it with a reason in ${where}`,
      };
    }),
    ...idle.map((id) => ({ what: `${id} is accepted, and nothing fails it`, where, fix: "take it out" })),
    ...unreasoned.map((id) => ({ what: `${id} is accepted without a reason`, where, fix: "say why" })),
  ];
}

function isReport(report: unknown): report is CheckovReport {
  return typeof report === "object" && report !== null && "check_type" in report;
}
