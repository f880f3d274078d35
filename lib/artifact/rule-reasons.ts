import { defaultRules } from "./selection-rules";

/** Why files of wheels stay behind, by the rules of `layout.ts`, `slim.ts` and `plan.ts`. */
const wheelRules: Readonly<Record<string, string>> = {
  "type-stubs": "Stubs are read by type checkers, not by a running program.",
  "cython-sources": "What is compiled of them ships.",
  "c-sources": "What is compiled of them ships.",
  "static-libraries": "They are linked when something is compiled, not when it runs.",
  "wheel-scripts": "Commands for a terminal: a function has none.",
  "wheel-headers": "They are for compiling against the distribution.",
  "wheel-data": "Files for folders of a system, which a function's ZIP does not have.",
  "same-bytes": "Another distribution brings the same file with the same bytes.",
};

/** Why a rule leaves a file behind, in one sentence; of a person's own rule, that it is theirs. */
export function ruleReason(rule: string): string {
  return defaultRules.find(({ name }) => name === rule)?.why ?? wheelRules[rule] ?? `You wrote this rule: ${rule}.`;
}
