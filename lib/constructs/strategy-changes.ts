import { join } from "node:path";
import { type Packaged, strategyChanges, strategyChangeText } from "../artifact/receipt/strategy-changes";
import { directoriesIn } from "./publish";
import { readReceipt, receiptName } from "./read-receipt";

/**
 * Says on standard error which functions are packaged in another way than the last synthesis left them. It is said once: what is published next has
 * the new strategy, and a synthesis that fails leaves the old one to be compared with again.
 *
 * @param from the finished synthesis
 * @param to the output folder with the one before
 */
export function sayStrategyChanges(from: string, to: string): void {
  for (const stack of directoriesIn(join(from, "stacks"))) {
    const [before = [], after = []] = [to, from].map((output) => packagedIn(join(output, "stacks", stack, receiptName)));
    for (const change of strategyChanges(before, after)) process.stderr.write(`${strategyChangeText(change)}\n`);
  }
}

function packagedIn(path: string): readonly Packaged[] {
  return readReceipt(path, ({ functions }) => functions.map(({ name, strategy, choice }) => ({ name, strategy, choice })));
}
