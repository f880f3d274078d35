import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ChoiceReceipt } from "../../lib/artifact/receipt/choice-receipt";
import type { FunctionSources } from "../explain/model/function-sources";
import type { App } from "../local/app";
import { stackDirectories, synthesizeStacks } from "../local/stack-directories";
import type { Session } from "./session";
import { readReceipts } from "./receipts";

/** Measures the four strategies of each function of an app, by a synthesis of its own that leaves the stack directories as they are. */
export async function measureProject(
  sources: readonly FunctionSources[],
  { app, progress }: Session,
  env: NodeJS.ProcessEnv,
): Promise<FunctionSources[]> {
  const output = join(app.root, ".local", "measured");
  const measuring: App = { ...app, output };
  try {
    await synthesizeStacks(measuring, { ...env, LAMBDA_CONTAINER_MEASURE: "1" }, progress);
    const choices = new Map<string, ChoiceReceipt>();
    for (const { name, choice } of readReceipts(stackDirectories(measuring)).functions) if (choice) choices.set(name, choice);
    return sources.map((source) => {
      const choice = choices.get(source.name);
      return choice === undefined ? source : { ...source, choice };
    });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
