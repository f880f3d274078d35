import { defaultRules } from "../../../lib/artifact/selection-rules";

/** Why files of dependencies stay behind, by rule, as `placement`, `slimming` and the splice name them. */
const ofDependencies: Readonly<Record<string, string>> = {
  bytecode: "Python makes bytecode anew, and runs the source it lies beside.",
  "type-stubs": "Type stubs are for editors and type checkers; no running program reads them.",
  "cython-sources": "Cython sources are compiled already; no running program reads them.",
  "c-sources": "C sources and headers are for compilers; no running program reads them.",
  "static-libraries": "Static libraries are for linkers; no running program reads them.",
  tests: "Nothing that ships refers to these tests.",
  "same-bytes": "Another distribution has the same file, which ships once.",
  "wheel-scripts": "Commands are for a shell, and nobody types in a function.",
  "wheel-headers": "C headers are for compilers; no running program reads them.",
  "wheel-data": "An installer puts it outside of the folders that Lambda imports from.",
};

/**
 * Why there is a rule, in a sentence.
 *
 * @param rule as a receipt names it: `secrets`, `.lambdaignore:3`, `exclude: docs/`
 * @param distribution whose file it leaves behind; undefined for a first-party one
 */
export function ruleReason(rule: string, distribution: string | undefined): string {
  const known = distribution === undefined ? defaultRules.find(({ name }) => name === rule)?.why : ofDependencies[rule];
  if (known !== undefined) return known;
  const [, file, line] = /^(.*\.lambdaignore):(\d+)$/.exec(rule) ?? [];
  if (file !== undefined && line !== undefined) return `Line ${line} of ${file} says so.`;
  return rule.startsWith("exclude: ") ? "The function's exclude says so." : "The rule is of another release of this project.";
}
