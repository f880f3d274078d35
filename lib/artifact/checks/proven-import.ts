import type { KeptZip } from "../build/kept-zip";
import { cacheFolder } from "../cache/cache-folder";
import type { ImportFacts } from "../import-proof/import-facts";
import { proveImport } from "../import-proof/prove-import";
import type { AskedInVain } from "./asked-in-vain";
import type { CheckedFunction } from "./check-function";
import type { Finding } from "./finding";
import { checkRealImport } from "./real-import";
import { filesOfCode, shownPaths } from "./own-files";
import { judge } from "./waivers";

/** An import that was made, and what was known before. */
interface Proven {
  readonly facts: ImportFacts;
  readonly asked: readonly AskedInVain[];
  /** What the text of the function's own modules showed. */
  readonly fromText: readonly Finding[];
}

/**
 * Imports the handler of a function as its container would. What is refused already is not imported: it would say the same in other words. That nobody is
 * seen to supply a module is no reason: the import shows it.
 *
 * @param certain what was found without it
 * @param nowhere subjects of those of them that tell of modules which nobody is seen to supply
 */
export function proofOf(
  { fn, handler, selected, code, layer, environment, memorySize, waivers, construct, env, cwd }: CheckedFunction,
  certain: readonly Finding[],
  nowhere: readonly string[],
): ImportFacts {
  const isShownByImport = ({ check, subject }: Finding): boolean => check === "imports" && nowhere.includes(subject);
  const refused = judge(certain, waivers, construct).find(
    (finding) => finding.level === "error" && finding.waived === undefined && !isShownByImport(finding),
  );
  if (refused !== undefined) return { kind: "static only", reason: `${refused.subject} is refused already`, refused: true };
  const { runtime, architecture } = fn;
  const zips = {
    code: code === undefined ? selected : { ...zipOf(code), files: code.contents.files },
    layer: layer && zipOf(layer),
  };
  return proveImport({
    ...{ ...zips, handler, runtime, architecture, environment, memorySize, doubted: nowhere },
    ...{ cache: cacheFolder(env), env, cwd },
  });
}

/** What the text shows nowhere and the import found: by a `sys.path` or a `.pth` file, say. */
export function asImported(finding: Finding, facts: ImportFacts): Finding {
  if (facts.kind !== "run" || finding.check !== "imports" || !facts.found.includes(finding.subject)) return finding;
  return { ...finding, level: "note", what: `${finding.what}; it was imported all the same` };
}

function zipOf({ path, contents: { sha256 } }: KeptZip): { readonly path: string; readonly sha256: string } {
  return { path, sha256 };
}

/** Judges the import. What the text shows is told once: an import that is waived there stops this one too. */
export function proofFindings(
  { fn, handler, selected, code, layer, memorySize }: CheckedFunction,
  { facts, asked, fromText }: Proven,
): Finding[] {
  const { runtime, strategy, left } = fn;
  const files = [...filesOfCode({ code, selected }), ...(layer?.contents.files ?? [])];
  const findings = checkRealImport({
    ...{ facts, handler, memorySize, runtime, strategy, left, asked, files },
    shownPath: shownPaths(selected),
  });
  const told = fromText.flatMap(({ level, subject }) => (level === "error" ? [subject] : []));
  const isTold = ({ subject }: Finding): boolean => told.some((each) => each === subject || each.startsWith(`${subject}.`));
  return findings.map((finding) => (isTold(finding) ? { ...finding, level: "note" } : finding));
}
