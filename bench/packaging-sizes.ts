import { join } from "node:path";
import { interleave, median } from "./measure";
import { sizedSet } from "./packaging-ballast";
import { contendersOf, type MeasuredWay, measuredWays, type Way, type Workshop } from "./packaging-entrant";
import { bareNode, copyAndHash } from "./packaging-floors";
import { pandas } from "./packaging-sets";
import type { Apps } from "./packaging-synthesis";
import { cell, over, seconds, table, timesTable } from "./packaging-tables";

/** Sizes of dependencies, in MB, up to nearly all that Lambda takes. */
const sizes = [1, 10, 100, 240];
/** What the engine alone is held to with the largest, in MB. */
const mostMemory = 150;
const bundleZip = join("cdktf.out", "stacks", "bench", "lambda_packages", "report_function.zip");

interface SizesBench {
  /** Table of what a change of the code costs. */
  readonly growth: string;
  /** Table of the engine alone with the largest. */
  readonly memory: string;
  /** Every run. */
  readonly raw: unknown;
}

/** What a change of the code costs beside dependencies of several sizes, and the memory that the largest takes. */
export function benchSizes(apps: Apps, workshop: Workshop, rounds: number): SizesBench {
  console.error("making wheels of 1 to 240 MB, and what is to be there already");
  const sets = sizes.map((size) => sizedSet(workshop.path("links"), size));
  const base = apps.synthesis({ ...pandas, name: "beside sizes" }, "runtime", "code-only change");
  const lines = sets.map((set, index) => {
    const bundle = named(set.name, apps.synthesis(set, "bundle", "code-only change"));
    const zip = join(bundle.contenders["code-only change"]?.cwd ?? "", bundleZip);
    const floor = copyAndHash(`one copy and one sha256 of ${set.name}`, zip, workshop.path("copies"));
    return { size: sizes[index] ?? 0, bundle, layer: named(set.name, apps.synthesis(set, "layer", "code-only change")), floor };
  });
  const engine = sets.slice(-1).map((set) => named(set.name, apps.engine(set, "no cache", "wheels cached", "code-only change")));
  const ways = [base, ...lines.flatMap(({ bundle, layer }) => [bundle, layer]), ...engine];
  const runs = interleave([...contendersOf(ways), bareNode, ...lines.map(({ floor }) => floor)], rounds);
  const measured = measuredWays(ways, runs);
  const found = (way: Way): MeasuredWay | undefined => measured.find(({ name }) => name === way.name);
  const more = (way: Way): number => over(found(way), found(base), "code-only change");
  const node = median((runs.get(bareNode.name) ?? []).map((run) => run.wall));
  const rows = lines.map(({ size, layer, bundle, floor }) => [
    `${size} MB`,
    ...[layer, bundle].flatMap((way) => [cell(found(way)?.runs["code-only change"]), `${seconds(more(way))} s`]),
    `${seconds(median((runs.get(floor.name) ?? []).map((run) => run.wall)) - node)} s`,
  ]);
  const head = ["dependencies", "layer", "over no packaging", "bundle", "over no packaging", "one copy and one sha256"];
  const growth = `Without packaging: ${cell(found(base)?.runs["code-only change"])}.\n\n${table(head, rows)}`;
  const alone = measured.filter(({ name }) => engine.some((way) => way.name === name));
  const peak = Math.max(...alone.flatMap((way) => Object.values(way.runs).flatMap((each) => each.map((run) => run.peak))));
  const target = `Target: ${mostMemory} MB at most, ${peak <= mostMemory ? "met" : "**missed**"}.`;
  return { growth, memory: `${timesTable(alone)}\n\n${target}`, raw: Object.fromEntries(runs) };
}

function named(set: string, way: Way): Way {
  return { ...way, name: `${way.name}, ${set}` };
}
