import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import { writeZip } from "../../../../lib/artifact/zip/writer";
import { anotherNode } from "../../../another-node/another-node";
import { writeLargeWheel } from "../../constructs/large-wheel";
import { sha256Of } from "../wheel/make-wheel";
import type { LayerOrder, LayerReport } from "./layer-process";
import { type MadeFile, makeZip } from "./made-zip";

/** In what surroundings a process makes a layer. */
interface Surroundings {
  readonly node?: string;
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs the command that follows it. */
  readonly wrapper?: readonly string[];
}

const files: Readonly<Record<string, MadeFile>> = {
  "python/tool/__init__.py": { content: "VERSION = 1\n".repeat(30) },
  "python/tool/run": { content: "#!/bin/sh\n", executable: true },
  "python/größe/😀.txt": { content: "" },
  [`python/${"long/".repeat(40)}${"n".repeat(120)}`]: { content: "stored".repeat(20_000), stored: true },
};

let root: string;
let plain: LayerReport;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "same-layer-"));
  plain = layerAs();
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

jest.setTimeout(60_000);

/** Writes the ZIP anew and makes its layer, in a process of its own with a cache of its own. */
function layerAs(surroundings: Surroundings = {}, name = "plain", change: (path: string) => void = () => undefined): LayerReport {
  const folder = join(mkdtempSync(join(root, "machine-")), name);
  mkdirSync(folder);
  const { path, sha256 } = makeZip(join(folder, "a.zip"), files);
  change(path);
  return run({ source: { path, sha256, stripPrefix: "python/" }, cache: join(folder, "cache") }, surroundings);
}

function run(order: LayerOrder, { node = process.execPath, options = [], env = {}, wrapper = [] }: Surroundings): LayerReport {
  const script = join(__dirname, "layer-process.ts");
  const tsx = pathToFileURL(require.resolve("tsx")).href;
  const [file, ...args] = [...wrapper, node, ...options, "--import", tsx, script, JSON.stringify(order)];
  const all = { ...process.env, TSX_DISABLE_CACHE: "1", TZ: "UTC", ...env };
  return JSON.parse(execFileSync(file, args, { env: all, encoding: "utf8" })) as LayerReport;
}

const hashesOf = ({ digest, diffId, path }: LayerReport): readonly string[] => [digest, diffId, sha256Of(path)];

test.each(["022", "077", "000"])("a layer has the same bytes under the umask %s", (mask) => {
  const report = layerAs({ wrapper: ["sh", "-c", `umask ${mask} && exec "$@"`, "sh"] });
  expect(report.umask).toBe(Number.parseInt(mask, 8));
  expect(hashesOf(report)).toEqual(hashesOf(plain));
});

test("a layer has the same bytes in another time zone and folder, with files of another time", () => {
  const report = layerAs({ env: { TZ: "Pacific/Auckland" } }, "a folder é", (path) => {
    for (const each of [path, dirname(path)]) utimesSync(each, 4_500_000_000, 4_500_000_000);
  });
  expect([report.timeZone, plain.timeZone]).toEqual(["Pacific/Auckland", "UTC"]);
  expect(hashesOf(report)).toEqual(hashesOf(plain));
});

const [node, lacking] = anotherNode();
const mustHaveOtherNode = process.env.CI === "true" || (process.platform === "linux" && process.arch === "x64");

(node === undefined && !mustHaveOtherNode ? test.skip : test)(
  "a layer has the same bytes under another major version of Node",
  () => {
    if (node === undefined) throw new Error(lacking);
    const report = layerAs({ node });
    expect(report.node).toMatch(/^v22\./);
    expect(hashesOf(report)).toEqual(hashesOf(plain));
  },
);

test("entries of 150 MB, deflated and stored, go through a small heap, and are never in memory as a whole", () => {
  const size = 150_000_000;
  writeLargeWheel(root, size);
  const stored = join(root, "stored.zip");
  const data = Buffer.alloc(size, "x");
  const head = { method: 0, crc32: crc32(data), size, compressedSize: size } as const;
  writeZip(stored, [{ name: "a", executable: false, content: () => ({ kind: "bytes", data, ...head }) }]);
  for (const path of [join(root, "ballast-1.0-py3-none-any.whl"), stored]) {
    const order: LayerOrder = { source: { path, sha256: sha256Of(path), stripPrefix: "" }, cache: join(root, "cache") };
    expect(run(order, { options: ["--max-old-space-size=64"] }).grownBy).toBeLessThan(90_000_000);
  }
});
