import type { Strategy } from "./receipt";
import type { StrategyRow } from "../strategy/strategy-table";

/** Why `Packaging.auto()` chose the strategy it did, or would have. */
export interface ChoiceReceipt {
  /** What the figures would choose, where the strategy was named and they were asked for all the same. @default they chose */
  readonly byFigures?: Strategy;
  /** A clause. */
  readonly reason: string;
  /** Each change that alone would have made another choice. */
  readonly flips: readonly { readonly to: Strategy; readonly when: string }[];
  /** The four strategies side by side, measured. */
  readonly table: readonly StrategyRow[];
}
