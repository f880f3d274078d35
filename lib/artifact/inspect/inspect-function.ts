import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { lambdaLimits } from "../../runtimes/limits";
import { cacheFolder } from "../cache/cache-folder";
import { requiredBy } from "../build/required-by";
import { auditElf } from "../checks/elf";
import { checkImports, type ImportVerdict } from "../checks/imports";
import type { Finding } from "../checks/finding";
import { checkOperations } from "../checks/operations";
import { operationsIn } from "../checks/operations-called";
import { checkRuntimeDates } from "../checks/runtime-dates";
import { byPath } from "../content-hash";
import type { SourceScan } from "../python-scan/module-facts";
import { type Architecture, platformOf } from "../resolve/platform";
import { fileFindings, sizeFindings, unreadFindings } from "./file-findings";
import { guessHandler } from "./guess-handler";
import { importFolders } from "./import-folders";
import { inspectZip, type ZipAnswer } from "./inspect-zip";
import type { InspectedDistribution, InspectedFunction, InspectedZip } from "./inspected";
import { scanModules } from "./own-modules";

/** What to inspect. */
export interface InspectionRequest {
  /** The function's own ZIP. */
  readonly zip: string;
  /** Its layers' ZIPs, in the order the function names them. */
  readonly layers: readonly string[];
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** `index.handler`. @default what the text of the modules at the top shows */
  readonly handler?: string;
  /** An ISO day. */
  readonly today: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Everything that can be known of a function by looking into its ZIPs: nothing of them is run, and nothing is written under a name of theirs.
 *
 * @throws UserError if a ZIP cannot be read, or is one that two readers may see differently
 */
export function inspectFunction(request: InspectionRequest): InspectedFunction {
  const { runtime, architecture, env, today } = request;
  const answers = [
    inspectZip({ path: request.zip, holds: "function", runtime }),
    ...request.layers.map((path) => inspectZip({ path, holds: "layer", runtime })),
  ];
  const zips = inspectedZips(answers, runtime, architecture);
  const sizes = {
    zippedBytes: zips[0]?.bytes ?? 0,
    directUploadLimit: lambdaLimits.directUploadBytes,
    unzippedBytes: zips.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0),
    unzippedLimit: lambdaLimits.unzippedBytes,
  };
  const modules = answers.flatMap((answer) => answer.modules);
  const scan = scanModules(modules, { runtime, cache: cacheFolder(env), env });
  const handler = request.handler === undefined ? guessHandler(scan) : { name: request.handler, known: "named" as const };
  const verdict = importVerdict(answers, scan, handler?.name, runtime);
  const audit = auditElf({
    files: answers.flatMap(({ compiled }) => compiled),
    wheels: answers.flatMap(({ wheels }) => wheels),
    ...{ runtime, architecture },
  });
  return {
    ...{ version: 1, runtime, architecture },
    ...(handler === undefined ? {} : { handler }),
    ...{ zips, sizes, imports: verdict.imports },
    findings: [
      ...checkRuntimeDates(runtime, today, zips[0]?.shownPath ?? ""),
      ...sizeFindings(zips, sizes),
      ...audit,
      ...unreadFindings(answers, handler),
      ...verdict.findings,
      ...operationFindings(verdict.modules, zips, runtime),
      ...fileFindings(zips),
    ],
  };
}

function inspectedZips(answers: readonly ZipAnswer[], runtime: ManagedRuntimeName, architecture: Architecture): InspectedZip[] {
  const all = answers.flatMap(({ distributions }) => distributions);
  const by = requiredBy(all, platformOf(runtime, architecture));
  return answers.map(({ zip, distributions }) => ({
    ...zip,
    distributions: distributions
      .map(({ name, version, unzippedBytes, tags, missing, changed }): InspectedDistribution => {
        const known = { name, version, unzippedBytes, missing, changed, requiredBy: by.get(name) ?? [] };
        return tags === undefined ? known : { ...known, tags };
      })
      .sort((a, b) => byPath({ path: a.name }, { path: b.name })),
  }));
}

function importVerdict(
  answers: readonly ZipAnswer[],
  scan: SourceScan,
  handler: string | undefined,
  runtime: ManagedRuntimeName,
): Pick<ImportVerdict, "findings" | "imports" | "modules"> {
  if (handler === undefined) return { findings: [], imports: [], modules: [] };
  return checkImports({ scan, handler, folders: importFolders(answers), strategy: "bundle", isFound: true, runtime });
}

/** Operations of AWS that the handler's modules call, by the botocore in the ZIPs, or by what the runtime was last seen to supply. */
function operationFindings(
  modules: ImportVerdict["modules"],
  zips: readonly InspectedZip[],
  runtime: ManagedRuntimeName,
): Finding[] {
  const operations = operationsIn(modules);
  if (operations.length === 0) return [];
  const distributions = zips.flatMap((zip) => zip.distributions);
  const versionOf = (wanted: string): string | undefined => distributions.find(({ name }) => name === wanted)?.version;
  const shipped = { boto3: versionOf("boto3"), botocore: versionOf("botocore") };
  return checkOperations({ operations, runtime, strategy: distributions.length > 0 ? "bundle" : "runtime", shipped });
}
