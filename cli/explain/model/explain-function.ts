import { answerOf } from "./answer";
import { containerOf } from "./container";
import { controlOf } from "./control";
import type { FunctionExplanation } from "./explanation";
import { findingsOf } from "./findings";
import type { FunctionSources } from "./function-sources";
import { liveRows } from "./live";
import { requirementsOf } from "./requirements";
import { strategiesOf } from "./strategies";
import { timelineOf } from "./timeline";
import { unknownIn } from "./unknown";
import { zipsOf } from "./zips";

/** Makes of what was read of a function where its container is built, and what is in it. The same sources make the same explanation. */
export function explainFunction(sources: FunctionSources): FunctionExplanation {
  const { name, from, strategy, runtime, architecture, imports, sizes, live } = sources;
  return {
    ...{ name, from, strategy, runtime, architecture },
    answer: answerOf(sources),
    container: containerOf(sources),
    zips: zipsOf(sources),
    requirements: requirementsOf(sources),
    imports,
    timeline: timelineOf(sources),
    control: controlOf(sources),
    strategies: strategiesOf(sources),
    sizes,
    findings: findingsOf(sources),
    ...(live === undefined ? {} : { live: liveRows(sources, live) }),
    unknown: unknownIn(sources),
  };
}
