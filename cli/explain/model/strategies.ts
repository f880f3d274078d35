import type { Strategy } from "../../../lib/artifact/receipt/receipt";
import type { StrategyRow } from "../../../lib/artifact/strategy/strategy-table";
import type { StrategiesExplanation, StrategyExplanation } from "./explanation";
import type { FunctionSources } from "./function-sources";

const all: readonly Strategy[] = ["runtime", "bundle", "layer", "image"];

const patches: Readonly<Record<Strategy, string>> = {
  runtime: "AWS patches the system, Python and boto3",
  bundle: "AWS patches the system and Python; you the dependencies",
  layer: "AWS patches the system and Python; you the dependencies",
  image: "you patch all of it, by pinning a newer base",
};

const tools: Readonly<Record<Strategy, readonly string[]>> = { runtime: [], bundle: [], layer: [], image: ["npm run image"] };

/** The four ways for this very function: measured where the receipt has the table of `Packaging.auto()`, else what is known of the one it takes. */
export function strategiesOf(sources: FunctionSources): StrategiesExplanation {
  const { strategy: chosen, choice, from } = sources;
  return {
    ...{ chosen, reason: reasonOf(sources), flips: choice?.flips ?? [] },
    rows: all.map((strategy): StrategyExplanation => {
      const row = choice?.table.find((each) => each.strategy === strategy);
      const common = { strategy, tools: row?.tools ?? tools[strategy], patches: patches[strategy] };
      if (row?.impossible !== undefined && strategy !== chosen) return { ...common, known: "impossible", why: row.impossible };
      if (row !== undefined) return { ...common, known: "measured", figures: figuresOf(row) };
      const figures = strategy === chosen ? ownFigures(sources) : undefined;
      if (figures !== undefined) return { ...common, known: "measured", figures };
      const why =
        strategy === chosen
          ? notMade(sources)
          : from === "receipt"
            ? "npm run explain -- --measure measures it"
            : "its sources are not here";
      return { ...common, known: "not measured", why };
    }),
  };
}

function reasonOf({ strategy, choice, from, zips }: FunctionSources): string {
  if (choice === undefined && from === "receipt") return "it was named, not chosen by figures";
  if (choice === undefined && strategy === "image") return "that is what the plan says";
  if (choice === undefined)
    return zips.length === 0 ? "nothing here shows another: its ZIP is not here" : "that is what its ZIPs show";
  const { byFigures, reason } = choice;
  if (byFigures === undefined) return reason;
  const same = byFigures === strategy ? "the figures would choose it too" : `by figures it would be ${byFigures}`;
  return `it was named; ${same}, since ${reason}`;
}

type Figures = Omit<StrategyRow, "strategy" | "tools" | "impossible">;

function figuresOf({ zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft, base }: StrategyRow): Figures {
  return { zippedBytes, unzippedBytes, codeChangeBytes, limitsLeft, ...(base === undefined ? {} : { base }) };
}

/** Of the way it takes, from the ZIPs themselves; undefined where Terraform has not made one yet. */
function ownFigures({ strategy, zips, sizes }: FunctionSources): Figures | undefined {
  const bytes = zips.map((zip) => zip.bytes);
  const [code] = bytes;
  if (code === undefined || bytes.includes(undefined)) return undefined;
  const known = bytes.map((each) => each ?? 0);
  const zippedBytes = known.reduce((sum, each) => sum + each, 0);
  const unzippedBytes = zips.reduce((sum, zip) => sum + zip.unzippedBytes, 0);
  const { directUploadLimit, unzippedLimit } = sizes;
  return {
    ...{ zippedBytes, unzippedBytes, codeChangeBytes: code },
    limitsLeft: {
      unzippedBytes: unzippedLimit - unzippedBytes - (strategy === "image" ? 0 : 1),
      ...(directUploadLimit === undefined ? {} : { directUploadBytes: directUploadLimit - Math.max(...known) }),
    },
    ...(strategy === "image" ? { base: { counted: false } } : {}),
  };
}

function notMade({ strategy, from }: FunctionSources): string {
  if (strategy === "image") return "what is in it is not looked into";
  return from === "receipt" ? "Terraform makes its ZIP during the plan" : "its ZIP is not here";
}
