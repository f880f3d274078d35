import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { displayPath } from "../../lib/artifact/display-path";
import { throwIfAny } from "../../lib/errors/user-error";
import type { Environment } from "../local/environments";
import { failure, outcomeOf } from "../process/run";
import { complaintsOf, findingsOf, type Accepted, type CheckovFinding } from "./checkov-findings";

/** What of a stack's JSON checkov is shown: it cannot read the settings of Terraform itself. */
const shown = ["resource", "data", "locals", "variable", "output", "provider"];

/** A stack, and where it is said which findings are accepted. */
export interface AuditedStack {
  /** The stack directory. Its last part is the stack's name. */
  readonly directory: string;
  /** A plan of it as `terraform show -json` prints it, where there is one: rights of a policy are seen there alone. */
  readonly plan?: string;
  /** A file of JSON: by the name of a stack the ids of what is accepted, each with its reason. */
  readonly acceptedFile: string;
}

/**
 * Holds a stack against checkov's rules for AWS, without a network.
 *
 * @throws UserError naming what fails and is not accepted, and what is accepted and does not fail
 */
export async function auditStack({ directory, plan, acceptedFile }: AuditedStack, audit: Environment): Promise<void> {
  const all = JSON.parse(readFileSync(acceptedFile, "utf8")) as Readonly<Record<string, Accepted>>;
  const findings = await checkov(directory, plan, audit);
  throwIfAny(complaintsOf(findings, all[basename(directory)] ?? {}, displayPath(acceptedFile)));
}

async function checkov(directory: string, plan: string | undefined, { interpreter }: Environment): Promise<CheckovFinding[]> {
  const folder = mkdtempSync(join(tmpdir(), "lambda-container-audit-"));
  try {
    const stack = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as Readonly<Record<string, unknown>>;
    const readable = Object.fromEntries(Object.entries(stack).filter(([block]) => shown.includes(block)));
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(readable));
    if (plan !== undefined) copyFileSync(plan, join(folder, "plan.json"));

    const frameworks = ["terraform_json", ...(plan === undefined ? [] : ["terraform_plan"])];
    const options = ["--skip-download", "--quiet", "--compact", "-o", "json"];
    const program = {
      file: interpreter,
      args: ["-m", "checkov.main", "-d", ".", "--framework", ...frameworks, ...options],
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder }, // neither a person's settings nor their account
    };
    const outcome = await outcomeOf(program);
    if (outcome.code > 1) throw failure(program, outcome);
    return findingsOf(outcome.stdout, frameworks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
