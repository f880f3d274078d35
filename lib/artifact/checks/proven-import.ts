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
 * Imports the handler of a function as its container would. What is refused already is not imported: it would say the same in other words.
 *
 * @param certain what was found without it
 */
export function proofOf(
  { fn, handler, selected, code, layer, environment, waivers, construct, env, cwd }: CheckedFunction,
  certain: readonly Finding[],
): ImportFacts {
  const refused = judge(certain, waivers, construct).find(({ level, waived }) => level === "error" && waived === undefined);
  if (refused !== undefined) return { kind: "static only", reason: `${refused.subject} is refused already` };
  const { runtime, architecture } = fn;
  const zips = {
    code: code === undefined ? selected : { ...zipOf(code), files: code.contents.files },
    layer: layer && zipOf(layer),
  };
  return proveImport({ ...zips, handler, runtime, architecture, environment, cache: cacheFolder(env), env, cwd });
}

function zipOf({ path, contents: { sha256 } }: KeptZip): { readonly path: string; readonly sha256: string } {
  return { path, sha256 };
}

/** Judges the import. What the text shows is told once: an import that is waived there stops this one too. */
export function proofFindings(
  { fn, handler, selected, code, layer }: CheckedFunction,
  { facts, asked, fromText }: Proven,
): Finding[] {
  const { runtime, strategy, left } = fn;
  const files = [...filesOfCode({ code, selected }), ...(layer?.contents.files ?? [])];
  const findings = checkRealImport({ facts, handler, runtime, strategy, left, asked, files, shownPath: shownPaths(selected) });
  const told = new Set(fromText.flatMap(({ level, subject }) => (level === "error" ? [subject] : [])));
  return findings.map((finding) => (told.has(finding.subject) ? { ...finding, level: "note" } : finding));
}
