import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildArtifact } from "../../../../lib/artifact/build/build-artifact";
import type { KeptZip } from "../../../../lib/artifact/build/kept-zip";
import { placeZip } from "../../../../lib/artifact/build/place-zip";
import { selectSource } from "../../../../lib/artifact/stage";

/** A function to build, as a bundle and with a layer. */
export interface BuildOrder {
  readonly source: string;
  /** A folder for the ZIPs, made anew: what a stack directory is. */
  readonly output: string;
}

/** What came of it. */
export interface BuildReport {
  /** Empty where all went well. */
  readonly error: string;
  /** The sha256 of each ZIP as it lies in the output folder. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What this process saw of the machine. */
  readonly seen: {
    readonly node: string;
    readonly umask: number;
    readonly locale: string;
    readonly timeZone: string;
    readonly home: string;
    readonly processors: number;
    /** Names in the source folder, in the order they come. */
    readonly names: readonly string[];
  };
}

const build = ({ source, output }: BuildOrder): BuildReport["hashes"] => {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const selected = selectSource({ source });
  const request = { source, selected, runtime: "python3.11", architecture: "x86_64", say: () => undefined } as const;
  const place = (name: string, zip: KeptZip | undefined): string => {
    if (zip === undefined) return "none";
    placeZip(zip, join(output, name));
    return createHash("sha256")
      .update(readFileSync(join(output, name)))
      .digest("hex");
  };
  const { code, layer } = buildArtifact({ ...request, strategy: "layer" });
  const { code: bundle } = buildArtifact({ ...request, strategy: "bundle" });
  return { bundle: place("bundle.zip", bundle), code: place("code.zip", code), layer: place("layer.zip", layer) };
};

const attempt = (order: BuildOrder): Pick<BuildReport, "error" | "hashes"> => {
  try {
    return { error: "", hashes: build(order) };
  } catch (error) {
    return { error: (error as Error).stack ?? "", hashes: {} };
  }
};

const say = (line: string): unknown => process.stdout.write(`${line}\n`);

createInterface({ input: process.stdin }).on("line", (line) => {
  const order = JSON.parse(line) as BuildOrder;
  const umask = process.umask(0);
  process.umask(umask);
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const seen = {
    ...{ node: process.version, umask, locale, timeZone, home: homedir() },
    ...{ processors: availableParallelism(), names: readdirSync(order.source) },
  };
  say(JSON.stringify({ ...attempt(order), seen } satisfies BuildReport));
});
say("ready");
