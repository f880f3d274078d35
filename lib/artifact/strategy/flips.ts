import { lambdaLimits } from "../../runtimes/limits";
import { size } from "../receipt/byte-figures";
import type { Strategy } from "../receipt/receipt";
import { chooseStrategy, largeDependenciesBytes, namesOf, type StrategyFacts, unzippedTotal } from "./choose-strategy";

/** One change of the facts that makes another choice. */
export interface Flip {
  /** What would be chosen then. */
  readonly to: Strategy;
  /** The change: a clause that begins with `if` in thought. */
  readonly when: string;
  /** The facts after it: just so much of a change that it tells. */
  readonly facts: StrategyFacts;
}

/** What would flip a choice: each change alone, as small as it can be, that makes another one. */
export function flipsOf(facts: StrategyFacts): Flip[] {
  const { strategy } = chooseStrategy(facts);
  return changes(facts, strategy === "runtime").flatMap((change) => {
    const to = chooseStrategy(change.facts).strategy;
    return to === strategy ? [] : [{ to, ...change }];
  });
}

type Change = Omit<Flip, "to">;

function changes(facts: StrategyFacts, installsNothing: boolean): Change[] {
  const counted = installsNothing ? facts.code.unzippedBytes : unzippedTotal(facts);
  const hasDependencies = facts.dependencies.zippedBytes > 0;
  const ofDependencies = hasDependencies ? [dependencies(facts), shared(facts)] : [];
  return [supplied(facts), unzipped(facts, counted), directUpload(facts), ...ofDependencies];
}

function supplied(facts: StrategyFacts): Change {
  const { unsupplied, runtime } = facts;
  if (unsupplied.length === 0)
    return {
      when: `it asked for what ${runtime} does not supply, or for a version that nobody may rely on`,
      facts: { ...facts, unsupplied: ["something else"] },
    };
  const when = `it asked for nothing but what ${runtime} supplies for certain: without ${namesOf(unsupplied)}`;
  return { when, facts: { ...facts, unsupplied: [] } };
}

/** @param counted the bytes that count against the limit */
function unzipped(facts: StrategyFacts, counted: number): Change {
  const limit = lambdaLimits.unzippedBytes;
  if (counted < limit) {
    const more = limit - counted;
    const code = { ...facts.code, unzippedBytes: facts.code.unzippedBytes + more };
    return { when: `it were ${size(more)} larger, unpacked: ${size(limit)} are too many for a ZIP`, facts: { ...facts, code } };
  }
  const fewer = counted - limit + 1;
  const ofDependencies = Math.min(fewer, facts.dependencies.unzippedBytes);
  return {
    when: `it were ${size(fewer)} smaller, unpacked: fewer than ${size(limit)} fit in a ZIP`,
    facts: {
      ...facts,
      code: { ...facts.code, unzippedBytes: facts.code.unzippedBytes - (fewer - ofDependencies) },
      dependencies: { ...facts.dependencies, unzippedBytes: facts.dependencies.unzippedBytes - ofDependencies },
    },
  };
}

/** Of its own files, where Terraform zips them. */
function directUpload(facts: StrategyFacts): Change {
  const limit = lambdaLimits.directUploadBytes;
  const { zippedBytes } = facts.code;
  const isOver = zippedBytes > limit;
  const when = isOver
    ? `its own files were ${size(zippedBytes - limit)} smaller, zipped, so that Terraform can zip them`
    : `its own files were ${size(limit + 1 - zippedBytes)} larger, zipped: more than ${size(limit)} are not uploaded directly`;
  return { when, facts: { ...facts, code: { ...facts.code, zippedBytes: isOver ? limit : limit + 1 } } };
}

function dependencies(facts: StrategyFacts): Change {
  const { zippedBytes } = facts.dependencies;
  const isLarge = zippedBytes > largeDependenciesBytes;
  const to = isLarge ? largeDependenciesBytes : largeDependenciesBytes + 1;
  const when = isLarge
    ? `its dependencies were ${size(zippedBytes - to)} smaller, zipped: up to ${size(to)} go with each edit of the code`
    : `its dependencies were ${size(to - zippedBytes)} larger, zipped: more than ${size(largeDependenciesBytes)} are not uploaded with each edit of the code`;
  return { when, facts: { ...facts, dependencies: { ...facts.dependencies, zippedBytes: to } } };
}

function shared(facts: StrategyFacts): Change {
  if (facts.shared !== undefined)
    return {
      when: "its dependencies were its own: requirements in its own folder, and no layer of another function that holds the same",
      facts: { ...facts, shared: undefined },
    };
  return {
    when: "its dependencies were shared: requirements outside its folder, or a layer of another function that holds the same",
    facts: { ...facts, shared: "they are shared" },
  };
}
