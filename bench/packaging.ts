import { parseArgs } from "node:util";
import { interleave, keepRaw, machine } from "./measure";
import { type Inspection, inspect } from "./packaging-artifact";
import type { Steps } from "./packaging-engine";
import { contendersOf, type MeasuredWay, measuredWays, type Scenario, scenarios, Workshop } from "./packaging-entrant";
import { bareNode, download } from "./packaging-floors";
import { Peers } from "./packaging-peers";
import { type DependencySet, dozen, pandas } from "./packaging-sets";
import { benchSizes } from "./packaging-sizes";
import { Apps } from "./packaging-synthesis";
import { artifactsTable, stepsTable, timesTable } from "./packaging-tables";
import { targetsTable } from "./packaging-targets";
import { findTools, type Tools } from "./packaging-tools";

interface Bench {
  readonly apps: Apps;
  readonly workshop: Workshop;
  readonly tools: Tools;
  readonly rounds: { readonly ours: number; readonly peers: number };
}

/** Parts by the word that asks for one alone. */
const parts: Readonly<Record<string, (bench: Bench) => unknown>> = {
  pandas: (bench) => benchSet(pandas, bench),
  dozen: (bench) => benchSet(dozen, bench),
  process: benchProcess,
  sizes: benchGrowth,
};

/**
 * Bundles and layers beside what people use today, and how they grow with size. Prints the tables of docs/performance.md.
 *
 * @param args `--quick` for one round, and the parts to run, all by default
 */
export function benchPackaging(args: readonly string[]): void {
  const options = { quick: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wanted = positionals.length === 0 ? Object.keys(parts) : positionals;
  const unknown = wanted.find((part) => !Object.hasOwn(parts, part));
  if (unknown !== undefined) {
    console.error(`usage: npm run bench -- packaging [--quick] [${Object.keys(parts).join(" | ")}]…`);
    process.exitCode = 2;
    return;
  }
  const rounds = values.quick ? { ours: 1, peers: 1 } : { ours: 5, peers: 3 };
  const tools = findTools();
  const workshop = new Workshop();
  try {
    const bench = { apps: new Apps(workshop, tools.uv, rounds.peers), workshop, tools, rounds };
    console.log(`${machine()}; ${tools.versions}; ${new Date().toISOString().slice(0, 10)}`);
    console.log(`rounds in turns: ${rounds.ours}, of peers ${rounds.peers}; each figure is the median (least to most)`);
    const raw = Object.fromEntries(wanted.map((part) => [part, parts[part]?.(bench)]));
    keepRaw(["packaging", ...positionals, ...(values.quick ? ["quick"] : [])].join("-"), { tools: tools.versions, ...raw });
  } finally {
    workshop.remove();
  }
}

/** Every way to an artifact of the set, and what each makes. */
function benchSet(set: DependencySet, { apps, workshop, tools, rounds }: Bench): unknown {
  console.error(`${set.name}: making what is to be there already`);
  const ways = [
    apps.synthesis(set, "runtime", "wheels cached", "code-only change", "nothing changed"),
    apps.synthesis(set, "bundle", ...scenarios),
    apps.synthesis(set, "layer", ...scenarios),
    apps.engine(set, "no cache", "wheels cached", "code-only change"),
    ...new Peers(workshop, tools, rounds.peers).of(set),
  ];
  const steps = { "no cache": [] as Steps[], "wheels cached": [] as Steps[] };
  const keep = (scenario: Scenario, stdout: string): void => {
    if (scenario === "no cache" || scenario === "wheels cached") steps[scenario].push(JSON.parse(stdout) as Steps);
  };
  const stepwise = apps.steps(set, keep, "no cache", "wheels cached");
  const fetching = download(workshop.path(set.name, "download"), apps.locations(set));
  const runs = interleave([...contendersOf([...ways, stepwise]), fetching], rounds.ours);

  const measured = measuredWays(ways, runs);
  const python = tools.python(set.runtime);
  const inspected = measured.flatMap((way): [MeasuredWay, Inspection][] =>
    way.zips === undefined || way.fingerprints?.length === 0 ? [] : [[way, inspect(way.zips, python)]],
  );
  const where = `${set.name} on ${set.runtime}`;
  print(`${where}: wall time`, timesTable(measured));
  print(`${where}: what is made`, artifactsTable(set, inspected));
  print(`${where}: the engine's steps`, stepsTable(steps, runs.get(fetching.name) ?? []));
  if (set === pandas) print(`${where}: targets`, targetsTable(measured, inspected));
  return {
    set,
    steps,
    runs: Object.fromEntries(runs),
    artifacts: inspected.map(([{ name, fingerprints }, found]) => ({ name, fingerprints, ...found })),
  };
}

/** What a synthesis costs whatever it packages: Node.js, TypeScript, cdktf. */
function benchProcess({ apps, rounds }: Bench): unknown {
  const set = { ...pandas, name: "process" };
  const strategies = ["runtime", "bundle"] as const;
  const ways = [
    { name: "node -e 0", contenders: { "wheels cached": bareNode } },
    ...strategies.map((strategy) => apps.synthesis(set, strategy, "wheels cached")),
    ...strategies.map((strategy) => apps.compilingSynthesis(set, strategy, "wheels cached")),
  ];
  const runs = interleave(contendersOf(ways), rounds.ours);
  print("What a synthesis costs besides", timesTable(measuredWays(ways, runs), ["wheels cached"]));
  return Object.fromEntries(runs);
}

function benchGrowth({ apps, workshop, rounds }: Bench): unknown {
  const { growth, memory, raw } = benchSizes(apps, workshop, rounds.ours);
  print("A code-only change beside dependencies of several sizes", growth);
  print("The engine alone, 240 MB", memory);
  return raw;
}

function print(title: string, text: string): void {
  console.log(`\n### ${title}\n\n${text}`);
}
