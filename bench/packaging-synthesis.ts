import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import type { Contender } from "./measure";
import { fingerprint } from "./packaging-artifact";
import type { Scenario, Way, Workshop } from "./packaging-entrant";
import { type DependencySet, editSource, writeSource } from "./packaging-sets";

const root = dirname(__dirname);
const source = "report";
const packages = join("cdktf.out", "stacks", "bench", "lambda_packages");
const engineScript = join(__dirname, "packaging-engine.ts");

type Strategy = "runtime" | "bundle" | "layer";

interface WayProps {
  readonly name: string;
  readonly strategy: Strategy;
  readonly scenarios: readonly Scenario[];
  /** What Node.js runs. */
  readonly args: readonly string[];
  /** Whether compiled TypeScript is kept, which is how tsx is when nobody says otherwise. @default true */
  readonly keepsCompiled?: boolean;
  /** Names of the ZIPs it leaves in the stack directory. */
  readonly zips?: readonly string[];
  /** Is told what a run wrote. */
  readonly said?: (scenario: Scenario, stdout: string) => void;
}

/** Apps of one function each that use this checkout: a folder and a cache for each way and scenario. */
export class Apps {
  private readonly fetched = new Set<DependencySet>();

  /**
   * @param uv resolves; named, so that none is looked for in a cache that is empty
   * @param coldRounds how often what starts without a cache runs: it fetches anew each time
   */
  constructor(
    private readonly workshop: Workshop,
    private readonly uv: string,
    private readonly coldRounds: number,
  ) {}

  /** The whole process of a synthesis. */
  synthesis(set: DependencySet, strategy: Strategy, ...known: readonly Scenario[]): Way {
    const zips = { runtime: undefined, bundle: ["report_function.zip"], layer: ["report_function.zip", "report_layer.zip"] };
    return this.way(set, { ...synthesized(strategy), scenarios: known, zips: zips[strategy] });
  }

  /** The same as this project's `npm run synth` does it: TypeScript is compiled each time, and nothing of it kept. */
  compilingSynthesis(set: DependencySet, strategy: Strategy, ...known: readonly Scenario[]): Way {
    const { name, ...props } = synthesized(strategy);
    return this.way(set, { ...props, name: `${name}, as npm run synth`, scenarios: known, keepsCompiled: false });
  }

  /** The engine in a process of its own, without cdktf. */
  engine(set: DependencySet, ...known: readonly Scenario[]): Way {
    const args = ["--import", "tsx", engineScript, "build", set.runtime];
    return this.way(set, { name: "the engine alone, bundle", strategy: "bundle", scenarios: known, args });
  }

  /** The engine step by step; the milliseconds of each are on its standard output. */
  steps(set: DependencySet, said: WayProps["said"], ...known: readonly Scenario[]): Way {
    const args = ["--import", "tsx", engineScript, "steps", set.runtime];
    return this.way(set, { name: "the engine step by step", strategy: "bundle", scenarios: known, args, said });
  }

  /** The addresses of the set's wheels. */
  locations(set: DependencySet): string[] {
    const { cwd, env } = this.steps(set, undefined, "nothing changed").contenders["nothing changed"] ?? {};
    const { stdout } = spawnSync(process.execPath, ["--import", "tsx", engineScript, "locations", set.runtime], { cwd, env });
    return JSON.parse(stdout.toString()) as string[];
  }

  private way(set: DependencySet, props: WayProps): Way {
    const { name, scenarios, zips } = props;
    const fingerprints: string[] = [];
    const contenders = Object.fromEntries(
      scenarios.map((scenario) => [scenario, this.contender(set, props, scenario, fingerprints)]),
    );
    const last = zips?.map((zip) => join(this.workshop.path(set.name, name, "wheels cached"), packages, zip));
    return { name, contenders, ...(last === undefined ? {} : { zips: last, fingerprints }) };
  }

  private contender(set: DependencySet, props: WayProps, scenario: Scenario, fingerprints: string[]): Contender {
    const { name, strategy, args, zips = [], said, keepsCompiled = true } = props;
    const folder = this.workshop.path(set.name, name, scenario);
    const cache = join(folder, "cache");
    // Without packaging nobody supplies what the others import.
    const written = strategy === "runtime" ? { ...set, imports: [] } : set;
    writeSource(join(folder, source), written);
    writeFileSync(join(folder, "app.ts"), appText(set, strategy));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const contender = { name, file: process.execPath, args, cwd: folder, env: this.env(cache, keepsCompiled) };
    if (scenario !== "no cache") this.fill(set, contender, cache);
    return {
      ...contender,
      ...(scenario === "no cache" ? { rounds: this.coldRounds } : {}),
      prepare: () => {
        if (scenario === "no cache") rmSync(cache, { recursive: true, force: true });
        if (scenario === "wheels cached") removeArtifacts(contender.env);
        if (scenario === "code-only change") editSource(join(folder, source), written);
        else if (scenario !== "nothing changed") rmSync(join(folder, "cdktf.out"), { recursive: true, force: true });
      },
      finish: (stdout) => {
        said?.(scenario, stdout);
        if (zips.length === 0 || scenario === "code-only change") return;
        fingerprints.push(fingerprint(zips.map((zip) => join(folder, packages, zip))));
      },
    };
  }

  /** What is kept of compiled TypeScript lies in the temporary folder: one that goes. */
  private env(cache: string, keepsCompiled: boolean): NodeJS.ProcessEnv {
    const temporary = this.workshop.path("tmp");
    mkdirSync(temporary, { recursive: true });
    return {
      ...{ ...process.env, TSX_DISABLE_CACHE: keepsCompiled ? undefined : "1", TMPDIR: temporary, AWS_REGION: "us-east-1" },
      ...{ LAMBDA_CONTAINER_UV: this.uv, LAMBDA_CONTAINER_CACHE: join(cache, "engine"), UV_CACHE_DIR: join(cache, "uv") },
    };
  }

  /** Builds once, unmeasured. What the first build of a set fetched, the others start with. */
  private fill(set: DependencySet, { file, args, cwd, env }: Contender, cache: string): void {
    const fetched = this.workshop.path(set.name, "fetched");
    if (this.fetched.has(set)) cpSync(fetched, cache, { recursive: true });
    const { status, stderr } = spawnSync(file, args, { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${set.name} cannot be built:\n${stderr}`);
    if (this.fetched.has(set) || !existsSync(join(cacheFolder(env), "wheels"))) return;
    cpSync(cache, fetched, { recursive: true, filter: (path) => !path.includes("artifacts-") });
    this.fetched.add(set);
  }
}

function synthesized(strategy: Strategy): Pick<WayProps, "name" | "strategy" | "args"> {
  const name = strategy === "runtime" ? "synthesis without packaging" : `synthesis, ${strategy}`;
  return { name, strategy, args: ["--import", "tsx", "app.ts"] };
}

/** What was built goes, what was fetched and indexed stays. */
function removeArtifacts(env: NodeJS.ProcessEnv): void {
  const cache = cacheFolder(env);
  const names = existsSync(cache) ? readdirSync(cache) : [];
  for (const name of names.filter((each) => each.startsWith("artifacts-"))) rmSync(join(cache, name), { recursive: true });
}

function appText({ runtime }: DependencySet, strategy: Strategy): string {
  const from = (name: string, module: string): string =>
    `import { ${name} } from ${JSON.stringify(join(root, "lib", "constructs", module))};`;
  return [
    `import { TerraformStack } from "cdktf";`,
    ...[from("Packaging", "packaging"), from("declareProviders", "providers"), from("PythonFunction", "python-function")],
    ...[from("PythonRuntime", "python-runtime"), from("keepState", "state-backend"), from("synthesize", "synthesize")],
    "synthesize((app) => {",
    `  const stack = new TerraformStack(app, "bench");`,
    "  declareProviders(stack);",
    "  keepState(stack, {});",
    `  const runtime = PythonRuntime.${runtime.toUpperCase().replace("PYTHON3.", "PYTHON_3_")};`,
    `  new PythonFunction(stack, "report", { source: "${source}", runtime, packaging: Packaging.${strategy}() });`,
    "});",
    "",
  ].join("\n");
}
