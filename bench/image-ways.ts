import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { shellWord } from "../cli/process/run";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import type { Contender } from "./measure";
import type { MeteredRegistry } from "./metered-registry";
import { editSource, pandas } from "./packaging-sets";

/** What the ways start from. */
export interface ImageBench {
  /** An app with a function in `report`, its Dockerfile beside it. Each way has a copy. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly registry: MeteredRegistry;
  /** The buildah. */
  readonly builder: string;
}

/** A way to an image in a registry, as a contender for its first push and one for each after it. */
export interface ImageWay {
  readonly name: string;
  readonly contenders: readonly Contender[];
  /** By contender, what each of its runs sent to the registry. Bytes: filled while it runs. */
  readonly sent: ReadonlyMap<string, readonly number[]>;
}

interface WayProps {
  readonly name: string;
  readonly packaging: string;
  /** A shell's. `$REPOSITORY` is where the image goes. */
  readonly command: string;
  /** Takes away what was built. */
  readonly forget: (folder: string) => void;
}

/** Names the stack, and so the repository, of the app. */
export const stackVariable = "BENCH_STACK";

const root = dirname(__dirname);
const node = `${shellWord(process.execPath)} --import ${shellWord(join(root, "node_modules/tsx/dist/loader.mjs"))}`;
const ours = `${node} app.ts && ${node} ${shellWord(join(root, "cli/main.ts"))} image "$PWD/cdktf.out/stacks/$${stackVariable}"`;

/** Our image without docker, our image of a Dockerfile, and buildah alone with the same Dockerfile. Repositories are made, and all is tried once. */
export async function imageWays(bench: ImageBench, rounds: number): Promise<readonly ImageWay[]> {
  const { env, builder, registry } = bench;
  const forgetBuilt = (): void => void spawnSync(builder, ["rmi", "--all", "--force"], { env, stdio: "ignore" });
  const props: readonly WayProps[] = [
    {
      name: "Packaging.image()",
      packaging: "Packaging.image()",
      command: ours,
      forget: () => {
        forgetMade(env);
      },
    },
    {
      ...{ name: "Packaging.image({ dockerfile }), by buildah", packaging: 'Packaging.image({ dockerfile: "Dockerfile" })' },
      command: `LAMBDA_CONTAINER_BUILD_IMAGES=1 ${ours}`,
      forget: (folder) => {
        forgetBuilt();
        forgetMade(env);
        rmSync(join(folder, "report/Dockerfile.lock.json"), { force: true });
      },
    },
    {
      ...{ name: "buildah build && buildah push", packaging: "Packaging.image()", forget: forgetBuilt },
      command: `"$BUILDAH" build --quiet --layers --tag bench report && "$BUILDAH" push --quiet --tls-verify=false bench "docker://${registry.url.host}/$${stackVariable}-report:$RUN"`,
    },
  ];
  const ways: ImageWay[] = [];
  for (const [index, each] of props.entries()) ways.push(await way(bench, each, `way${index}`, rounds));
  return ways;
}

async function way(bench: ImageBench, props: WayProps, id: string, rounds: number): Promise<ImageWay> {
  const { name, packaging, command, forget } = props;
  const { registry } = bench;
  const folder = `${bench.folder}-${id}`;
  cpSync(bench.folder, folder, { recursive: true, filter: (path) => !path.includes("cdktf.out") });
  writeApp(folder, packaging);
  const sent = new Map<string, number[]>();
  const contender = (scenario: string, before: (run: number) => string): Contender => {
    const env: NodeJS.ProcessEnv = { ...bench.env, BUILDAH: bench.builder };
    const figures: number[] = [];
    let [run, start] = [0, 0];
    sent.set(`${name}: ${scenario}`, figures);
    return {
      ...{ name: `${name}: ${scenario}`, file: "/bin/sh", args: ["-c", command], cwd: folder, env },
      prepare: () => {
        run += 1;
        Object.assign(env, { [stackVariable]: before(run), RUN: String(run) });
        start = registry.sent();
      },
      finish: () => {
        figures.push(registry.sent() - start);
      },
    };
  };
  const first = contender("first push", (run) => {
    forget(folder);
    rmSync(join(folder, "cdktf.out"), { recursive: true, force: true });
    return `${id}-first-${run}`;
  });
  const edit = contender("code-only change", () => {
    editSource(join(folder, "report"), pandas);
    return `${id}-edited`;
  });
  for (let run = 1; run <= rounds; run += 1) await registry.add(`${id}-first-${run}-report`);
  await registry.add(`${id}-edited-report`);
  return { name, contenders: [first, { ...edit, prepare: onceBefore(edit, folder) }], sent };
}

/** Before the first change there is something to change. */
function onceBefore({ prepare, args, env }: Contender, cwd: string): () => void {
  let isPushed = false;
  return () => {
    prepare?.();
    if (isPushed) return;
    isPushed = true;
    const { status, stderr } = spawnSync("/bin/sh", args, { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    prepare?.();
  };
}

/** What was made goes, what was fetched and indexed stays. */
function forgetMade(env: NodeJS.ProcessEnv): void {
  const cache = cacheFolder(env);
  const names = existsSync(cache) ? readdirSync(cache) : [];
  for (const name of names.filter((each) => !/^(?:wheel|resolutions|exports|uv)/.test(each)))
    rmSync(join(cache, name), { recursive: true, force: true });
}

/** Writes the app of a function in `report`. */
export function writeApp(folder: string, packaging: string): void {
  const from = (name: string, module: string): string =>
    `import { ${name} } from ${JSON.stringify(join(root, "lib", "constructs", module))};`;
  const lines = [
    `import { TerraformStack } from ${JSON.stringify(join(root, "node_modules/cdktf"))};`,
    ...[from("Packaging", "packaging"), from("declareProviders", "providers"), from("PythonFunction", "python-function")],
    ...[from("PythonRuntime", "python-runtime"), from("synthesize", "synthesize")],
    "synthesize((app) => {",
    `  const stack = new TerraformStack(app, process.env["${stackVariable}"] ?? "bench");`,
    "  declareProviders(stack);",
    `  new PythonFunction(stack, "report", { source: "report", runtime: PythonRuntime.PYTHON_3_11, packaging: ${packaging} });`,
    "});",
    "",
  ];
  writeFileSync(join(folder, "app.ts"), lines.join("\n"));
}
