import type { KeptZip } from "../build/kept-zip";
import { cacheFolder } from "../cache/cache-folder";
import type { ScannedModule } from "../python-scan/module-facts";
import { scanSources } from "../python-scan/scan-sources";
import type { FunctionReceipt } from "../receipt/receipt";
import type { SelectedSource } from "../stage";
import { type BudgetFacts, checkBudgets } from "./budgets";
import { askedBoto3 } from "./asked-boto3";
import { compiledSources } from "./compiled-files";
import { auditElf } from "./elf";
import type { Finding } from "./finding";
import { checkImports, type ImportReceipt, type ImportVerdict } from "./imports";
import { checkOperations } from "./operations";
import { checkRuntimeDates, checkRuntimeProvider } from "./runtime-dates";

/** A function, packaged, as the checks see it. */
export interface CheckedFunction extends BudgetFacts {
  readonly fn: FunctionReceipt;
  readonly handler: string;
  readonly selected: SelectedSource;
  /** The ZIPs that synthesis made: none where Terraform makes it. */
  readonly code?: KeptZip;
  readonly layer?: KeptZip;
  /** An ISO day. */
  readonly today: string;
  /** Version of the AWS provider in the lock file; undefined where nothing is locked. */
  readonly lockedProvider: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** What the checks found, and who supplies what is imported. */
export interface CheckedResult {
  readonly findings: readonly Finding[];
  readonly imports: readonly ImportReceipt[];
}

/** All checks of one function. Where nothing changed, none starts a process. */
export function checkFunction(checked: CheckedFunction): CheckedResult {
  const { findings, imports, modules } = importVerdict(checked);
  const { runtime } = checked.fn;
  return {
    findings: [
      ...checkRuntimeDates(runtime, checked.today),
      ...checkRuntimeProvider(runtime, checked.lockedProvider),
      ...elfFindings(checked),
      ...findings,
      ...operationFindings(checked, modules),
      ...checkBudgets(checked),
    ],
    imports,
  };
}

function elfFindings({ fn: { runtime, architecture }, selected, code, layer }: CheckedFunction): Finding[] {
  const made = [code, layer].flatMap((zip) => zip ?? []);
  const files = code === undefined ? compiledSources(selected.shipped) : made.flatMap(({ compiled }) => compiled);
  const wheels = made.flatMap(({ contents }) =>
    contents.distributions.map(({ name, version, wheel: { filename } }) => ({ name, version, filename })),
  );
  return auditElf({ files, wheels, runtime, architecture });
}

function operationFindings({ fn, selected, code, layer, env }: CheckedFunction, modules: readonly ScannedModule[]): Finding[] {
  const operations = modules.flatMap(({ facts, shownPath }) =>
    "operations" in facts ? facts.operations.map((call) => ({ ...call, file: shownPath })) : [],
  );
  if (operations.length === 0) return [];
  const distributions = [code, layer].flatMap((zip) => zip?.contents.distributions ?? []);
  const versionOf = (wanted: string): string | undefined => distributions.find(({ name }) => name === wanted)?.version;
  return checkOperations({
    operations,
    runtime: fn.runtime,
    strategy: fn.strategy,
    shipped: { boto3: versionOf("boto3"), botocore: versionOf("botocore") },
    asked: fn.strategy === "runtime" ? askedBoto3(selected.root, env) : [],
  });
}

function importVerdict({ fn: { strategy, runtime, left }, handler, selected, code, layer, env }: CheckedFunction): ImportVerdict {
  const scan = scanSources({ files: selected.shipped, runtime, cache: cacheFolder(env), env });
  const own = code?.contents.files ?? selected.shipped.map(({ path }) => ({ path, origin: "first-party" }));
  const shared = layer?.contents.files.map(({ path, origin }) => ({ path: path.replace(/^python\//, ""), origin }));
  return checkImports({ scan, handler, folders: [own, ...(shared === undefined ? [] : [shared])], strategy, runtime, left });
}
