import type { StrategyFacts } from "../../../../lib/artifact/strategy/choose-strategy";

/** Facts made for a test, flat: a small function with a small dependency unless it says otherwise. */
export interface MadeFacts {
  readonly unsupplied?: readonly string[];
  readonly shared?: string;
  readonly codeZipped?: number;
  readonly codeUnzipped?: number;
  readonly dependenciesZipped?: number;
  readonly dependenciesUnzipped?: number;
}

export function factsOf(made: MadeFacts): StrategyFacts {
  const { unsupplied = ["tool"], shared, codeZipped = 100, codeUnzipped = 200 } = made;
  const { dependenciesZipped = 1000, dependenciesUnzipped = 2000 } = made;
  return {
    ...{ runtime: "python3.11", unsupplied, shared },
    code: { zippedBytes: codeZipped, unzippedBytes: codeUnzipped },
    dependencies: { zippedBytes: dependenciesZipped, unzippedBytes: dependenciesUnzipped },
  };
}

/** As a function has them that asks for nothing. */
export const noDependencies = { dependenciesZipped: 0, dependenciesUnzipped: 0 } as const;
