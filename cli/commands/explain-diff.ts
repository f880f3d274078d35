import type { Io } from "./command";
import type { ExplainOptions } from "./explain-options";

export async function explainDiff(_options: ExplainOptions, _io: Io): Promise<number> {
  await Promise.resolve();
  return 0;
}
