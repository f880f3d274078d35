import { complaintText } from "../../errors/user-error";
import type { FunctionReceipt, Strategy } from "./receipt";

/** What a receipt says of how a function is packaged. */
export type Packaged = Pick<FunctionReceipt, "name" | "strategy" | "choice">;

/** A function that is packaged in another way than before. */
export interface StrategyChange {
  /** As in `aws_lambda_function.<name>`. */
  readonly name: string;
  readonly from: Strategy;
  readonly to: Strategy;
  /** A clause; undefined where a person named the strategy. */
  readonly reason: string | undefined;
}

/** The functions of two receipts of one stack whose strategy differs, by name. One that came or went has none to differ. */
export function strategyChanges(before: readonly Packaged[], after: readonly Packaged[]): StrategyChange[] {
  const earlier = new Map(before.map(({ name, strategy }) => [name, strategy]));
  return after.flatMap(({ name, strategy: to, choice }) => {
    const from = earlier.get(name);
    return from === undefined || from === to
      ? []
      : [{ name, from, to, reason: choice?.byFigures === undefined ? choice?.reason : undefined }];
  });
}

/**
 * A change as a person reads it, since the plan shows more of it than an edit of the code: on one line, or, where Terraform cannot make it in place
 * (`package_type` forces a replacement), with the way by which the function is never gone.
 */
export function strategyChangeText({ name, from, to, reason }: StrategyChange): string {
  const why = reason === undefined ? "as its packaging now says" : `since ${reason}`;
  const what = `${name} goes from ${from} to ${to}, ${why}: the plan shows more than a change of its code`;
  if (from !== "image" && to !== "image") return `note: ${what}`;
  return `warning: ${complaintText({
    what: `${what}; Terraform deletes the function and makes it anew, and requests fail in between`,
    where: `aws_lambda_function.${name}`,
    fix: `where that matters, keep ${name} as it is and add the ${to} beside it as a function with another id, and another functionName if it has one; apply, move its callers to the new one (routes of an HttpApi), apply, then take ${name} away`,
  })}`;
}
