import type { Strategy } from "./receipt";
import type { StrategyRow } from "../strategy/strategy-table";

/** Why `Packaging.auto()` chose the strategy it did. */
export interface ChoiceReceipt {
  /** A clause. */
  readonly reason: string;
  /** Each change that alone would have made another choice. */
  readonly flips: readonly { readonly to: Strategy; readonly when: string }[];
  /** The four strategies side by side, measured. */
  readonly table: readonly StrategyRow[];
}
