import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { buildahEnvironment, findBuildah } from "../__tests__/e2e/buildah";
import { localCredentials } from "../cli/local/wiring";
import { eject } from "../cli/commands/eject";
import { lockBase } from "../cli/commands/lock-base";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import { wheelPath } from "../lib/artifact/cache/wheels";
import type { Receipt } from "../lib/artifact/receipt/receipt";
import { type ImageBench, imageWays, stackVariable, writeApp } from "./image-ways";
import { interleave, keepRaw, machine, median, type Run } from "./measure";
import { MeteredRegistry } from "./metered-registry";
import { Workshop } from "./packaging-entrant";
import { pandas, writeSource } from "./packaging-sets";
import { cell, megabytes, table } from "./packaging-tables";

const root = dirname(__dirname);
const quiet = (): void => undefined;

/**
 * An image of pandas: the first push, and one after a change of the code, by our ways beside buildah. Prints the table of docs/performance.md.
 *
 * @param args `--quick` for one round
 */
export async function benchImage(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: "boolean", default: false } } });
  const rounds = values.quick ? 1 : 5;
  const workshop = new Workshop();
  const builder = findBuildah(workshop.path("debian"));
  if (builder === undefined)
    throw new Error("buildah is neither on PATH nor to be had by apt-get: there is nothing to compare with");
  const registry = await MeteredRegistry.start(workshop.path("registry"));
  try {
    const bench = await prepared(workshop, builder, registry);
    const versions = spawnSync(builder, ["--version"], { encoding: "utf8" }).stdout.trim();
    console.log(`${machine()}; ${versions}; ${new Date().toISOString().slice(0, 10)}`);
    console.log(`rounds in turns: ${rounds}; each figure is the median (least to most)`);
    const ways = await imageWays(bench, rounds);
    const runs = interleave(
      ways.flatMap(({ contenders }) => contenders),
      rounds,
    );
    console.log(`\n### An image of ${pandas.name} on ${pandas.runtime}\n`);
    const head = ["", "first push", "uploaded", "code-only change", "uploaded"];
    console.log(
      table(
        head,
        ways.map(({ name, contenders, sent }) => [
          name,
          ...contenders.flatMap((each) => cells(runs.get(each.name), sent.get(each.name))),
        ]),
      ),
    );
    keepRaw(`image${values.quick ? "-quick" : ""}`, {
      versions,
      runs: Object.fromEntries(runs),
      sent: ways.map(({ sent }) => Object.fromEntries(sent)),
    });
  } finally {
    await registry.stop();
    workshop.remove();
  }
}

function cells(runs: readonly Run[] | undefined, sent: readonly number[] = []): readonly [string, string] {
  const bytes = median(sent);
  return [cell(runs), bytes < 100_000 ? `${(bytes / 1024).toFixed(1)} KB` : megabytes(bytes)];
}

/** A function with pandas whose wheels are fetched, its Dockerfile, and a registry with its base. */
async function prepared(workshop: Workshop, builder: string, registry: MeteredRegistry): Promise<ImageBench> {
  const folder = workshop.path("app");
  const wheels = workshop.path("wheels");
  for (const each of [folder, wheels, workshop.path("tmp")]) mkdirSync(each, { recursive: true });
  const { accessKeyId, secretAccessKey } = localCredentials;
  const env: NodeJS.ProcessEnv = {
    ...{
      ...process.env,
      TSX_DISABLE_CACHE: undefined,
      TMPDIR: workshop.path("tmp"),
      LAMBDA_CONTAINER_CACHE: workshop.path("cache"),
    },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: "eu-west-1" },
    ...{ AWS_ENDPOINT_URL: registry.url.origin, LAMBDA_CONTAINER_BASE_REGISTRY: registry.url.origin },
    ...buildahEnvironment({ builder, folder: workshop.path("buildah"), registry: registry.url.host, wheels }),
  };
  writeSource(join(folder, "report"), pandas);
  await lockBase(pandas.runtime, { root: folder, env, out: quiet, err: quiet });
  const bench = { folder, env, registry, builder };
  writeApp(folder, "Packaging.image()");
  const app = spawnSync(process.execPath, ["--import", join(root, "node_modules/tsx/dist/loader.mjs"), "app.ts"], {
    ...{ cwd: folder, env: { ...env, [stackVariable]: "bench" }, encoding: "utf8" },
  });
  if (app.status !== 0) throw new Error(app.stderr);
  const stack = join(folder, "cdktf.out/stacks/bench");
  const { zips } = JSON.parse(readFileSync(join(stack, "artifacts.json"), "utf8")) as Receipt;
  for (const { wheel } of zips.flatMap((zip) => (zip.madeBy === "splice" ? zip.distributions : [])))
    copyFileSync(wheelPath(cacheFolder(env), wheel), join(wheels, wheel.filename));
  eject("report", [stack], { root: folder, env, out: quiet, err: quiet });
  return bench;
}
