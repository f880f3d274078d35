import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { parse } from "smol-toml";
import { cacheFolder } from "../../lib/artifact/cache/cache-folder";
import { wheelPath } from "../../lib/artifact/cache/wheels";
import { fetchWheels, type WantedWheel } from "../../lib/artifact/fetch/fetch-wheels";
import { runUv } from "../../lib/artifact/resolve/run-uv";
import { Project } from "../lib/constructs/bad-input/project";

/** The parts of a `uv.lock` that are read here. */
interface UvLock {
  readonly package: readonly {
    readonly wheels?: readonly { readonly url: string; readonly hash: string; readonly size?: number }[];
  }[];
}

const ofTheTests = ["UV_DEFAULT_INDEX", "UV_HTTP_RETRIES", "NO_PROXY"];
const ofThePerson = /^(?:UV_(?:DEFAULT_)?INDEX|UV_HTTP_|SSL_CERT_|(?:HTTPS?|ALL|NO)_PROXY$)/i;

/** A person's project that knows the package index of whoever runs the tests, and what they reach it by. */
export class RealProject extends Project {
  override get environment(): NodeJS.ProcessEnv {
    const own = Object.entries(super.environment).filter(([name]) => !ofTheTests.includes(name));
    return Object.fromEntries([...own, ...Object.entries(process.env).filter(([name]) => ofThePerson.test(name))]);
  }
}

/**
 * Fetches wheels of these releases as they are published, for whatever platform, into the cache of whoever runs the tests.
 *
 * @param uv the path of uv
 * @param releases each with its version
 * @param patterns how the names of the wheels begin and end, with `*` between
 * @returns their paths by pattern
 */
export function publishedWheels<Pattern extends string>(
  uv: string,
  releases: readonly string[],
  patterns: readonly Pattern[],
): Readonly<Record<Pattern, string>> {
  const cache = cacheFolder();
  const published = wheelsOf(releases, uv);
  const wanted = patterns.map((pattern): [Pattern, WantedWheel] => {
    const [begin = "", end = ""] = pattern.split("*");
    const found = published.find(({ filename }) => filename.startsWith(begin) && filename.endsWith(end));
    if (found === undefined) throw new Error(`no wheel is called ${pattern}`);
    return [pattern, found];
  });
  const options = { cache, logins: {}, offline: false, scrub: (text: string) => text, env: process.env };
  fetchWheels(
    wanted.map(([, wheel]) => wheel),
    options,
  );
  return Object.fromEntries(wanted.map(([pattern, wheel]) => [pattern, wheelPath(cache, wheel)])) as Record<Pattern, string>;
}

/** A lock of uv names the wheels for every platform. */
function wheelsOf(releases: readonly string[], uv: string): WantedWheel[] {
  const cwd = mkdtempSync(join(tmpdir(), "published-"));
  try {
    const project = { name: "wheels", version: "1.0", "requires-python": ">=3.11", dependencies: releases };
    const lines = Object.entries(project).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    writeFileSync(join(cwd, "pyproject.toml"), `[project]\n${lines.join("")}`);
    const { status, stderr } = runUv({ path: uv, version: "" }, { args: ["lock"], cwd, env: process.env, offline: false });
    if (status !== 0) throw new Error(stderr);
    const lock = parse(readFileSync(join(cwd, "uv.lock"), "utf8")) as unknown as UvLock;
    return lock.package.flatMap(({ wheels = [] }) =>
      wheels.map(({ url, hash, size }) => {
        const filename = decodeURIComponent(basename(new URL(url).pathname));
        return { filename, sha256: hash.replace("sha256:", ""), size, location: url, where: undefined };
      }),
    );
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * Packs a wheel anew with another tag in its name and its metadata, so that both may lie.
 *
 * @param change what to make of each compiled file @default nothing
 * @returns the name of the new wheel
 */
export function retagged(
  wheel: string,
  tag: string,
  folder: string,
  change = (content: Uint8Array): Uint8Array => content,
): string {
  const files = Object.entries(unzipSync(readFileSync(wheel))).map(([path, content]): [string, Uint8Array] => {
    if (path.endsWith(".so")) return [path, change(content)];
    if (!path.endsWith(".dist-info/WHEEL")) return [path, content];
    return [path, strToU8(strFromU8(content).replace(/^(?:Tag: .*\r?\n)+/m, `Tag: ${tag}\n`))];
  });
  const name = `${basename(wheel).split("-").slice(0, 2).join("-")}-${tag}.whl`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), zipSync(Object.fromEntries(files), { level: 0 }));
  return name;
}
