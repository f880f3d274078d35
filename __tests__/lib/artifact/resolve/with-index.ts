import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../../../lib/artifact/cache/cache-folder";
import { fetchDependencies } from "../../../../lib/artifact/resolve/fetch-dependencies";
import { findUv } from "../../../../lib/artifact/resolve/find-uv";
import type { Resolution } from "../../../../lib/artifact/resolve/resolution";
import { resolveDependencies } from "../../../../lib/artifact/resolve/resolve";
import type { DependencyRequest } from "../../../../lib/artifact/resolve/resolve-context";
import { makeWheel } from "../wheel/make-wheel";
import { IndexServer } from "./index-server";

/** Without uv these tests fail, and say why; where there is none, it is installed into the person's cache. */
function uvPath(): string {
  const search = { cache: cacheFolder(), env: process.env, cwd: process.cwd(), offline: false };
  return findUv({ ...search, scrub: (text) => text, say: () => undefined }).path;
}

/**
 * A folder with what the index has: tool 1.0 and 2.0, which need dep; dep 1.0; old-dep, which needs dep<1; compiled 1.0 for glibc 2.17, and
 * 2.0 for 2.28; source-only, which has no wheel.
 */
export function indexFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "index-test-"));
  const add = (name: string, version: string, metadata: readonly string[] = [], tags?: string): void => {
    const path = makeWheel(folder, { name, version, metadata, files: { [`${name}.py`]: `version = "${version}"\n` } });
    if (tags !== undefined) renameSync(path, join(folder, `${name}-${version}-${tags}.whl`));
  };
  add("tool", "1.0", ["Requires-Dist: dep>=1"]);
  add("tool", "2.0", ["Requires-Dist: dep>=1"]);
  add("dep", "1.0");
  add("old_dep", "1.0", ["Requires-Dist: dep<1"]);
  add("compiled", "1.0", [], "cp311-cp311-manylinux2014_x86_64");
  add("compiled", "2.0", [], "cp311-cp311-manylinux_2_28_x86_64");
  writeFileSync(join(folder, "source_only-1.0.tar.gz"), "not read");
  return folder;
}

/** What the tests of a file share: uv, the wheels, and a server of them. Set before the first test runs. */
export interface SharedIndex {
  uv: string;
  /** The folder of wheels. */
  wheels: string;
  server: IndexServer;
}

/** Starts an index for all tests of a file, and takes it down after them. */
export function sharedIndex(): SharedIndex {
  const shared = {} as SharedIndex;
  beforeAll(async () => {
    const wheels = indexFolder();
    Object.assign(shared, { uv: uvPath(), wheels, server: await IndexServer.start(wheels) });
  }, 120_000);
  afterAll(() => {
    shared.server.stop();
    removeFolder(shared.wheels);
  });
  return shared;
}

/** A request for a folder, in an environment that knows nothing but the folder itself. */
export function requestIn(folder: string, uv: string, env: Readonly<Record<string, string>> = {}): DependencyRequest {
  mkdirSync(join(folder, "home"), { recursive: true });
  return {
    source: join(folder, "source"),
    runtime: "python3.11",
    architecture: "x86_64",
    say: () => undefined,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(folder, "home"),
      NO_PROXY: "127.0.0.1",
      LAMBDA_CONTAINER_UV: uv,
      LAMBDA_CONTAINER_CACHE: join(folder, "cache"),
      UV_CACHE_DIR: join(folder, "uv-cache"),
      UV_HTTP_RETRIES: "0",
      UV_HTTP_TIMEOUT: "2",
      ...env,
    },
  };
}

/** What was resolved, once it has been fetched. */
export function resolveAndFetch(request: DependencyRequest): {
  readonly resolution: Resolution;
  readonly names: readonly string[];
} {
  const resolved = resolveDependencies(request);
  if (resolved === undefined) throw new Error("nothing is asked for");
  const fetched = fetchDependencies(resolved, request);
  for (const { path } of fetched) statSync(path);
  return { resolution: resolved.resolution, names: fetched.map(({ name, version }) => `${name} ${version}`) };
}

/** Paths and contents of all files below a folder, as one text. */
export function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => (statSync(join(folder, path)).isFile() ? `${path}\n${readFileSync(join(folder, path), "latin1")}` : path))
    .join("\n");
}

/** Removes what `indexFolder` made. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
