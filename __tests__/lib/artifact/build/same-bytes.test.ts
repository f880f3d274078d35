import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { BuildReport } from "./build-process";
import { Builder, type Surroundings } from "./builder";
import { oddFiles, writeFunction } from "./made-function";
import { anotherNode } from "../../../another-node/another-node";

/** One thing that is otherwise on another machine. */
interface Variation {
  readonly surroundings?: (folder: string) => Partial<Surroundings>;
  readonly folder?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Done to each file and folder of the source and of the wheels. */
  readonly change?: (path: string) => void;
  /** Whether it really was otherwise. */
  readonly was: (seen: BuildReport["seen"], plain: BuildReport["seen"], source: string) => boolean;
}

let root: string;
let plain: BuildReport;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "same-bytes-"));
  plain = await buildAs({ was: () => true }, "plain");
}, 60_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function buildAs(variation: Variation, name: string): Promise<BuildReport & { readonly source: string }> {
  const folder = join(mkdtempSync(join(root, "machine-")), name);
  const source = writeFunction(folder, variation.files);
  const { change } = variation;
  if (change !== undefined) for (const path of everythingBelow(folder)) change(path);
  const env = { LC_ALL: "C", LANG: "C", TZ: "UTC", HOME: folder };
  const { env: more, ...surroundings } = variation.surroundings?.(folder) ?? {};
  const order = { source, output: join(folder, "stack") };
  const report = await Builder.build({ cache: join(folder, "cache"), ...surroundings, env: { ...env, ...more } }, order);
  return { ...report, source };
}

/** What lies in a folder comes before the folder itself, whose times it would change. */
function everythingBelow(folder: string): string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? everythingBelow(path) : [path];
  });
  return [...inside, folder];
}

const umask = (mask: number): Variation => ({
  surroundings: () => ({ wrapper: ["sh", "-c", `umask ${mask.toString(8)} && exec "$@"`, "sh"] }),
  change: (path) => {
    chmodSync(path, ((statSync(path).mode & 0o111) === 0 ? 0o666 : 0o777) & ~mask);
  },
  was: (seen) => seen.umask === mask,
});
const times = (seconds: number): Variation => ({
  change: (path) => {
    utimesSync(path, seconds, seconds);
  },
  was: (_seen, _plain, source) => [source, join(source, "index.py")].every((path) => statSync(path).mtimeMs === seconds * 1_000),
});
const locale = (name: string, expected: string): Variation => ({
  surroundings: () => ({ env: { LC_ALL: name, LANG: name } }),
  was: (seen) => seen.locale.startsWith(expected),
});
const reverse = `
const fs = require("node:fs");
const { readdirSync } = fs;
fs.readdirSync = (...args) => readdirSync(...args).reverse();
`;

const variations: Readonly<Record<string, Variation>> = {
  "under the umask 022": umask(0o022),
  "under the umask 077": umask(0o077),
  "under the umask 000": umask(0o000),
  "with files older than a ZIP can say": times(0),
  "with files of the next century": times(4_500_000_000),
  "in another folder, with spaces and an é": {
    folder: "a folder é",
    was: (_seen, _plain, source) => source.includes("a folder é"),
  },
  "with files created and listed in another order": {
    files: Object.fromEntries(Object.entries(oddFiles).reverse()),
    surroundings: (folder) => {
      writeFileSync(join(folder, "reverse.cjs"), reverse);
      return { options: ["--require", join(folder, "reverse.cjs")] };
    },
    was: (seen, before) => seen.names.join() === [...before.names].reverse().join() && seen.names.length > 1,
  },
  "under the locale C": locale("C", "en-US"),
  "under an English locale": locale("en_US.UTF-8", "en-US"),
  "under a Turkish locale, which sorts otherwise": locale("tr_TR.UTF-8", "tr-TR"),
  "in another time zone": {
    surroundings: () => ({ env: { TZ: "Pacific/Auckland" } }),
    was: ({ timeZone }, before) => timeZone === "Pacific/Auckland" && before.timeZone === "UTC",
  },
  "with another home folder": {
    surroundings: (folder) => ({ env: { HOME: join(folder, "nowhere") } }),
    was: (seen) => seen.home.endsWith("nowhere"),
  },
};

jest.setTimeout(60_000);

test.each(Object.entries(variations))("the same function has the same bytes %s", async (_how, variation) => {
  const report = await buildAs(variation, variation.folder ?? "plain");
  expect(report.error).toBe("");
  expect(variation.was(report.seen, plain.seen, report.source)).toBe(true);
  expect(report.hashes).toEqual(plain.hashes);
});

/** A test of what this machine may lack. Where it must not, it fails; elsewhere it is left out aloud. */
function testWith<T>(
  name: string,
  [needed, lacking]: readonly [T | undefined, string],
  must: boolean,
  body: (needed: T) => Promise<void>,
): void {
  if (needed !== undefined) test(name, () => body(needed));
  else if (must) {
    test(name, () => {
      throw new Error(lacking);
    });
  } else {
    console.warn(`NOT SHOWN HERE: ${name}, because ${lacking}`);
    test.skip(`NOT SHOWN HERE, because ${lacking}: ${name}`, () => undefined);
  }
}

/** `taskset` with the first processor that this process may use. */
function oneProcessor(): readonly [readonly string[] | undefined, string] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, "taskset")))) return [undefined, "there is no taskset on this machine"];
  const [, first = "0"] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return [["taskset", "-c", first], ""];
}

testWith(
  "the same function has the same bytes with one processor",
  oneProcessor(),
  process.platform === "linux",
  async (wrapper) => {
    const report = await buildAs({ surroundings: () => ({ wrapper }), was: () => true }, "plain");
    expect([report.error, report.seen.processors]).toEqual(["", 1]);
    expect(report.hashes).toEqual(plain.hashes);
  },
);

const mustHaveOtherNode = process.env.CI === "true" || (process.platform === "linux" && process.arch === "x64");

testWith(
  "the same function has the same bytes under another major version of Node",
  anotherNode(),
  mustHaveOtherNode,
  async (node) => {
    const report = await buildAs({ surroundings: () => ({ node }), was: () => true }, "plain");
    expect([report.error, report.seen.node]).toEqual(["", expect.stringMatching(/^v22\./)]);
    if (report.seen.node.split(".")[0] === process.version.split(".")[0])
      console.warn("NOT SHOWN HERE: both Nodes are of one major version");
    expect(report.hashes).toEqual(plain.hashes);
  },
);

test("the same function has the same bytes whether the cache is cold, half warm or warm", async () => {
  const folder = join(root, "warm");
  const [source, cache] = [writeFunction(folder), join(folder, "cache")];
  const builder = await Builder.start({ cache });
  const build = async (): Promise<BuildReport["hashes"]> =>
    (await builder.build({ source, output: join(folder, "stack") })).hashes;
  try {
    const cold = await build();
    const warm = await build();
    rmSync(join(cache, "v1/artifacts-1"), { recursive: true });
    const withIndexes = await build();
    for (const name of ["artifacts-1", "wheel-index-2"]) rmSync(join(cache, "v1", name), { recursive: true });
    expect([cold, warm, withIndexes, await build()]).toEqual(Array(4).fill(plain.hashes));
  } finally {
    builder.end();
  }
});

const changes: Readonly<Record<string, (source: string) => void>> = {
  nothing: () => undefined,
  rename: (source) => {
    renameSync(join(source, "empty"), join(source, "Empty"));
  },
  executable: (source) => {
    chmodSync(join(source, "index.py"), 0o755);
  },
  empty: (source) => {
    writeFileSync(join(source, "one-more"), "");
  },
  byte: (source) => {
    appendFileSync(join(source, "index.py"), "#");
  },
};

test("a rename, an executable bit, an empty file and a changed byte each change the function's bytes, and never the layer's", async () => {
  const builder = await Builder.start({ cache: join(root, "changes/cache") });
  try {
    const all: BuildReport["hashes"][] = [];
    for (const [name, change] of Object.entries(changes)) {
      const source = writeFunction(join(root, "changes", name));
      change(source);
      all.push((await builder.build({ source, output: join(root, "changes/stack") })).hashes);
    }
    expect(all[0]).toEqual(plain.hashes);
    for (const zip of ["bundle", "code"]) expect(new Set(all.map((hashes) => hashes[zip])).size).toBe(all.length);
    expect(new Set(all.map(({ layer }) => layer))).toEqual(new Set([plain.hashes.layer]));
  } finally {
    builder.end();
  }
});
