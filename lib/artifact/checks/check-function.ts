import type { KeptZip } from "../build/kept-zip";
import { cacheFolder } from "../cache/cache-folder";
import type { ImportFacts } from "../import-proof/import-facts";
import type { ScannedModule } from "../python-scan/module-facts";
import { scanSources } from "../python-scan/scan-sources";
import type { FunctionReceipt } from "../receipt/receipt";
import type { SelectedSource } from "../stage";
import { type BudgetFacts, checkBudgets } from "./budgets";
import { askedInVain, type AskedInVain } from "./asked-in-vain";
import { compiledSources } from "./compiled-files";
import { borrowedLibraries } from "./borrowed-libraries";
import { auditElf, type ElfAudit } from "./elf";
import type { Finding } from "./finding";
import { checkImports, type ImportReceipt, type ImportVerdict } from "./imports";
import { checkOperations } from "./operations";
import { operationsIn } from "./operations-called";
import { asImported, proofFindings, proofOf } from "./proven-import";
import { checkBaseDates, checkRuntimeDates, checkRuntimeProvider } from "./runtime-dates";
import { filesOfCode, shownPaths } from "./own-files";
import { judge, type JudgedFinding, type Waiver } from "./waivers";

/** A function, packaged, as the checks see it. */
export interface CheckedFunction extends BudgetFacts {
  readonly fn: FunctionReceipt;
  readonly handler: string;
  readonly selected: SelectedSource;
  /** The ZIPs that synthesis made: none where Terraform makes it. */
  readonly code?: KeptZip;
  readonly layer?: KeptZip;
  /** MB; undefined where only Terraform knows. */
  readonly memorySize: number | undefined;
  /** An ISO day. */
  readonly today: string;
  /** Version of the AWS provider in the lock file; undefined where nothing is locked. */
  readonly lockedProvider: string | undefined;
  readonly waivers: readonly Waiver[];
  /** Where the function is made, for what is said of its waivers. */
  readonly construct: string;
  readonly env: NodeJS.ProcessEnv;
  /** The project's root. */
  readonly cwd: string;
}

/** What the checks found, who supplies what is imported, and how the import went. */
export interface CheckedResult {
  readonly findings: readonly JudgedFinding[];
  readonly imports: readonly ImportReceipt[];
  readonly proof: ImportFacts;
}

/** All checks of one function. Where nothing changed, none starts a process. */
export function checkFunction(checked: CheckedFunction): CheckedResult {
  const { fn, selected, env } = checked;
  if (fn.image?.build !== undefined) return checkDockerfile(checked, fn.image.build.dockerfile);
  const asked = fn.strategy === "runtime" ? askedInVain(selected.root, env) : [];
  const { findings, imports, modules, nowhere } = importVerdict(checked, asked);
  const audit = elfAudit(checked);
  const certain = [...auditElf(audit), ...findings].map((finding) => placed(finding, checked));
  const proof = proofOf(checked, certain, nowhere);
  const all = [
    ...runtimeFindings(checked),
    ...certain.map((finding) => asImported(finding, proof)),
    ...proofFindings(checked, { facts: proof, asked, fromText: findings }),
    ...borrowedLibraries(audit, proof, checked.handler).map((finding) => placed(finding, checked)),
    ...operationFindings(checked, modules, asked),
    ...checkBudgets(checked),
  ];
  const untried = proof.kind === "static only" ? (["real-import"] as const) : [];
  return { findings: judge(all, checked.waivers, checked.construct, untried), imports, proof };
}

/** What a Dockerfile installs is not looked into, so that nothing can be said of who supplies what is imported. */
function checkDockerfile(checked: CheckedFunction, dockerfile: string): CheckedResult {
  const { handler, fn, waivers, construct } = checked;
  const reason = `${dockerfile} says what is in its image, which is not looked into`;
  const note: Finding = {
    ...{ check: "real-import", level: "note", subject: handler },
    what: `neither imports nor compiled files of ${fn.name} were checked, since ${reason}`,
    fix: "run it in the local cloud; Packaging.image() without a Dockerfile has all of it checked",
  };
  const findings = judge([...runtimeFindings(checked), note, ...checkBudgets(checked)], waivers, construct);
  return { findings, imports: [], proof: { kind: "static only", reason } };
}

/** An image names no runtime, and AWS goes on taking it; its base is no longer patched all the same. */
function runtimeFindings({ fn: { runtime, name, strategy }, today, lockedProvider }: CheckedFunction): Finding[] {
  const where = `aws_lambda_function.${name}`;
  if (strategy === "image") return checkBaseDates(runtime, today, where);
  return [...checkRuntimeDates(runtime, today, where), ...checkRuntimeProvider(runtime, lockedProvider)];
}

/** Compiled files go by their path without what stands in front of it in a layer; a person looks for them in the layer, or in the source folder. */
function placed(finding: Finding, { selected, layer }: CheckedFunction): Finding {
  const { check, where = "" } = finding;
  const inLayer = check !== "imports" && layer?.compiled.some(({ path }) => path === where) === true;
  const place = inLayer ? `python/${where}` : shownPaths(selected)(where);
  return place === undefined ? finding : { ...finding, where: place };
}

function elfAudit({ fn: { runtime, architecture }, selected, code, layer }: CheckedFunction): ElfAudit {
  const made = [code, layer].flatMap((zip) => zip ?? []);
  const files = code === undefined ? compiledSources(selected.shipped) : made.flatMap(({ compiled }) => compiled);
  const wheels = made.flatMap(({ contents }) =>
    contents.distributions.map(({ name, version, wheel: { filename } }) => ({ name, version, filename })),
  );
  return { files, wheels, runtime, architecture };
}

function operationFindings(
  { fn, code, layer }: CheckedFunction,
  modules: readonly ScannedModule[],
  asked: readonly AskedInVain[],
): Finding[] {
  const operations = operationsIn(modules);
  if (operations.length === 0) return [];
  const distributions = [code, layer].flatMap((zip) => zip?.contents.distributions ?? []);
  const versionOf = (wanted: string): string | undefined => distributions.find(({ name }) => name === wanted)?.version;
  return checkOperations({
    operations,
    runtime: fn.runtime,
    strategy: fn.strategy,
    shipped: { boto3: versionOf("boto3"), botocore: versionOf("botocore") },
    asked: asked.filter(({ name }) => name === "boto3" || name === "botocore"),
  });
}

function importVerdict(
  { fn: { strategy, runtime, left }, handler, selected, code, layer, environment, env }: CheckedFunction,
  asked: readonly AskedInVain[],
): ImportVerdict {
  const scan = scanSources({ files: selected.shipped, runtime, cache: cacheFolder(env), env });
  const own = filesOfCode({ code, selected });
  const shared = layer?.contents.files.map(({ path, origin }) => ({ path: path.replace(/^python\//, ""), origin }));
  const layers = shared === undefined ? [] : [shared];
  const folders = strategy === "image" ? [[...own, ...layers.flat()]] : [own, ...layers];
  const hasSearchPath = "PYTHONPATH" in environment;
  return checkImports({ scan, handler, folders, hasSearchPath, strategy, runtime, left, asked });
}
