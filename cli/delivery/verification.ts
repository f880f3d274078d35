import type { Complaint } from "../../lib/errors/user-error";
import type { PlannedHash } from "./planned-uploads";
import type { PlannedLoss } from "./planned-losses";

/** A file that a plan uploads, held against the plan and the receipt. */
export interface VerifiedFile {
  /** As the plan has it. */
  readonly path: string;
  /** The functions, layers and objects that it is uploaded for. */
  readonly addresses: readonly string[];
  readonly planned: readonly PlannedHash[];
  /** Of the file that is here, in base64, as `source_code_hash` has it. Absent where there is none that can be read. */
  readonly sha256?: string;
  /** Whether the receipt says the same of it. Absent where no receipt says anything of it. */
  readonly asInReceipt?: boolean;
  readonly complaints: readonly Complaint[];
}

/** A function's image, held against the receipt. */
export interface VerifiedImage {
  readonly address: string;
  /** Absent where only the apply knows it. */
  readonly uri?: string;
  /** Absent where no receipt says anything of it. */
  readonly asInReceipt?: boolean;
  readonly complaints: readonly Complaint[];
}

/** What would be lost, and whether that was asked for. */
export interface VerifiedLoss extends PlannedLoss {
  readonly allowed: boolean;
}

/** A plan, held against what lies beside it. It may be applied where there are no complaints. */
export interface Verification {
  readonly version: 1;
  readonly files: readonly VerifiedFile[];
  readonly images: readonly VerifiedImage[];
  readonly losses: readonly VerifiedLoss[];
  /** What nothing here says anything of, each a sentence. */
  readonly notVerified: readonly string[];
  /** All of them. */
  readonly complaints: readonly Complaint[];
}
