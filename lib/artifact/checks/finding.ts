import type { Complaint } from "../../errors/user-error";

/** What is looked for before anything is uploaded. */
export type Check = "elf" | "imports" | "real-import" | "operations" | "budgets" | "runtime";

/** What a check says of an artifact. An error fails synthesis, a warning is said aloud, and all of them stand in the receipt. */
export interface Finding extends Complaint {
  readonly check: Check;
  readonly level: "error" | "warning" | "note";
  /** What it is about, by which a waiver names it: a distribution, a module, an operation, a budget. */
  readonly subject: string;
  /** True of a note that a check could not be made here: it is said aloud. @default false */
  readonly unproven?: true;
  /** True where it holds from some day on: it is said aloud and written nowhere, since what is written does not depend on the day. @default false */
  readonly dated?: true;
}
