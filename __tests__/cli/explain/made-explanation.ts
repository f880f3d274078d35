import type { Explanation, FunctionExplanation } from "../../../cli/explain/model/explanation";
import { inertKeys } from "./made-files";
import { pandasLayer } from "./made-pandas";
import { limits, sha256, system } from "./made-parts";

/** A ZIP found somewhere. */
export const foreignZip: FunctionExplanation = {
  ...{ name: "function.zip", from: "zip", strategy: "bundle", runtime: "python3.12", architecture: "arm64" },
  answer:
    "Nobody builds it: AWS starts its python3.12 container at the first request and pours the 4,810 bytes of function.zip into /var/task.",
  container: [
    system,
    { holds: "code", from: "you", what: "function.zip", at: "/var/task", zippedBytes: 4_810, origin: "somebody packed it" },
  ],
  zips: [
    {
      ...{ path: "function.zip", holds: "function", madeBy: "somebody", bytes: 4_810, unzippedBytes: 9_010, sha256 },
      distributions: [
        { name: "six", version: "1.17.0", unzippedBytes: 7_000, compressedBytes: 3_900, files: 5, requiredBy: [], chain: [] },
      ],
      files: [{ path: "index.py", bytes: 2_010, compressedBytes: 640, mode: "", origin: "first-party" }],
      ...{ left: [], missing: [] },
    },
  ],
  ...{ requirements: [], imports: [], timeline: [], control: { you: [], aws: [] } },
  strategies: { chosen: "bundle", reason: "it is a ZIP with dependencies in it", flips: [], rows: [] },
  sizes: { ...limits, zippedBytes: 4_810, unzippedBytes: 9_010 },
  findings: [
    {
      ...{ check: "hash", level: "note", what: "times: index.py was written at 2026-11-02 09:15, and the ZIP says so" },
      fix: "give every file one time when it is packed",
    },
  ],
  unknown: ["who asked for a distribution: no ZIP says", "memory, timeout and rights: no plan was read"],
};

/** What a stranger may write, and no reader should meet. */
const evil =
  "\u001B[2J\u202Egpj.\u009B31m|`x`|\r\n# <img src=x onerror=alert(1)> </details> --> @team #1 GH-1 https://evil.example www.evil.example [a](b) ![a](b) a@evil.example :tada: $x$ \\| ~~~ **b** \u0000\u2028";

/** The same function with other texts wherever a text is free. */
export function withTexts(fn: FunctionExplanation, text: (old: string) => string): FunctionExplanation {
  return mapped(fn, text) as FunctionExplanation;
}

/** In every text what breaks terminals and Markdown. */
export const hostile: FunctionExplanation = withTexts(pandasLayer, (old) => `${old}${evil}`);

/** Of some functions. */
export function explanationOf(...functions: FunctionExplanation[]): Explanation {
  return { version: 1, functions };
}

function mapped(value: unknown, text: (old: string) => string, key = ""): unknown {
  if (typeof value === "string") return inertKeys.has(key) || value === "first-party" ? value : text(value);
  if (Array.isArray(value)) return value.map((each: unknown) => mapped(each, text, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, text, name)]));
}
