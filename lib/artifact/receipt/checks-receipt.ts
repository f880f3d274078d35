import type { ImportReceipt } from "../checks/imports";
import type { JudgedFinding } from "../checks/waivers";

/**
 * How a stack's functions were checked: `checks.json`, beside `artifacts.json`. It may differ from machine to machine, since one has a Python that
 * another lacks; what ships does not.
 */
export interface ChecksReceipt {
  readonly version: 1;
  /** By name. */
  readonly functions: readonly FunctionChecks[];
}

/** The checks of one function. */
export interface FunctionChecks {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  /** The runtime's dates, ISO days. */
  readonly runtime: { readonly deprecated: string; readonly createBlocked: string; readonly updateBlocked: string };
  readonly findings: readonly JudgedFinding[];
  /** Every module that the function's own code imports, and who supplies it. */
  readonly imports: readonly ImportReceipt[];
}
