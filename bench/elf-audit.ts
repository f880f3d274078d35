import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { cacheFolder } from "../lib/artifact/cache/cache-folder";
import type { AuditedFile } from "../lib/artifact/checks/elf";
import { libraryFindings } from "../lib/artifact/checks/elf-libraries";
import { machineFindings, malformedFindings } from "../lib/artifact/checks/elf-machine";
import { groupByOwner } from "../lib/artifact/checks/elf-owner";
import { symbolFindings } from "../lib/artifact/checks/elf-symbols";
import type { Finding } from "../lib/artifact/checks/finding";
import type { ElfFacts } from "../lib/artifact/elf/elf-facts";
import { findUv } from "../lib/artifact/resolve/find-uv";
import { platformOf } from "../lib/artifact/resolve/platform";
import { buildIndex } from "../lib/artifact/wheel/build-index";
import { hashFile } from "../lib/artifact/zip/file-hash";
import { withFile } from "../lib/artifact/zip/read-range";
import { keepRaw, machine } from "./measure";

const auditwheelVersion = "6.8.2";
const folder = resolve(__dirname, "../.local/bench/elf-audit");
const environment = join(folder, `auditwheel-${auditwheelVersion}`);

/** Wheels for CPython 3.11 on x86_64, gathered in November 2026. dearpygui's tag is known to promise what its files do not keep. */
const pinned = [
  ...["aiohttp==3.14.5", "asyncpg==0.32.0", "bcrypt==5.0.0", "brotli==1.2.1", "cffi==2.1.1", "confluent-kafka==2.16.1"],
  ...["contourpy==1.3.3", "cryptography==50.0.2", "cython==3.3.1", "dearpygui==2.3.1", "debugpy==1.8.22", "duckdb==2.0.1"],
  ...["fonttools==4.68.0", "frozenlist==1.8.0", "glcontext==3.1.0", "greenlet==3.5.6", "grpcio==1.85.3", "h5py==3.16.0"],
  ...["httptools==0.9.0", "kiwisolver==1.5.1", "lxml==6.1.3", "lz4==4.4.5", "markupsafe==3.0.4", "matplotlib==3.11.2"],
  ...[
    "msgpack==1.2.4",
    "multidict==7.2.1",
    "numpy==2.2.6",
    "numpy==2.4.6",
    "onnxruntime==1.32.0",
    "opencv-python-headless==5.0.0.93",
  ],
  ...["orjson==3.13.0", "pandas==2.2.3", "pandas==3.1.1", "pillow==13.0.0", "psutil==7.2.2", "psycopg-binary==3.3.9"],
  ...[
    "psycopg2-binary==2.9.13",
    "pyarrow==26.0.1",
    "pydantic-core==2.50.5",
    "pymongo==4.20.1",
    "pymssql==2.4.6",
    "pyproj==3.7.2",
  ],
  ...["python-bidi==0.6.12", "pyyaml==6.0.4", "pyzmq==27.3.0", "rapidfuzz==3.14.6", "regex==2026.11.19", "rpds-py==2026.9.1"],
  ...["scikit-learn==1.9.1", "scipy==1.17.1", "shapely==2.2.0", "sqlalchemy==2.1.9", "tiktoken==0.14.0", "tokenizers==0.23.3"],
  ...["ujson==6.1.0", "uvloop==0.23.0", "watchfiles==1.3.0", "wrapt==2.5.2", "yarl==1.25.1", "zstandard==0.25.0"],
];
const platforms = ["1", "2010", "2014", ...[5, 12, 17, 24, 26, 27, 28, 31, 34].map((minor) => `_2_${minor}`)];

/** The runtimes whose glibc stands for each of the two operating systems. */
const targets = [
  { minor: 26, platform: platformOf("python3.11", "x86_64") },
  { minor: 34, platform: platformOf("python3.12", "x86_64") },
] as const;

/** What `auditwheel show --json` says. */
interface Shown {
  readonly overall_tag: string;
  readonly versioned_symbols: Readonly<Record<string, readonly string[]>>;
}

/** Compares the verdicts of the ELF audit with auditwheel's, on real wheels. */
export function benchElfAudit(): void {
  install();
  const wheels = pinned.map(fetched);
  console.log(`${wheels.length} wheels, auditwheel ${auditwheelVersion}, ${machine()}\n`);
  console.log(`${"wheel".padEnd(40)} auditwheel      ${targets.map(({ minor }) => `glibc 2.${minor}`).join("   ")}`);
  const counts = { agree: 0, explained: 0, unexplained: 0, sameSymbols: 0 };
  const lines: string[] = [];
  const started = performance.now();
  for (const wheel of wheels) {
    const shown = show(wheel);
    const facts = factsOf(wheel);
    const name = basename(wheel).split("-").slice(0, 2).join(" ");
    const verdicts = targets.map((target) => compare(target, shown, facts, basename(wheel)));
    console.log(
      `${name.padEnd(40)} ${shown.overall_tag.replace("_x86_64", "").padEnd(15)} ${verdicts.map(({ ours }) => ours.padEnd(12)).join(" ")}`,
    );
    for (const [index, { agrees, why, ours }] of verdicts.entries()) {
      if (agrees) counts.agree += 1;
      else if (why === undefined) counts.unexplained += 1;
      else counts.explained += 1;
      if (!agrees)
        lines.push(`${name}, glibc 2.${targets[index]?.minor ?? 0}: ${shown.overall_tag}, ours ${ours}: ${why ?? "UNEXPLAINED"}`);
    }
    const difference = symbolDifference(shown, facts);
    if (difference === undefined) counts.sameSymbols += 1;
    else {
      counts.unexplained += 1;
      lines.push(`${name}: other symbol versions were read: ${difference}`);
    }
  }
  console.log(
    `\nverdicts that agree: ${counts.agree} of ${wheels.length * targets.length}; explained: ${counts.explained}; unexplained: ${counts.unexplained}`,
  );
  console.log(`wheels of which both read the same symbol versions: ${counts.sameSymbols} of ${wheels.length}`);
  for (const line of lines) console.log(`  ${line}`);
  console.log(`in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  keepRaw("elf-audit", { counts, lines });
  if (counts.unexplained > 0) process.exitCode = 1;
}

function compare({ minor, platform }: (typeof targets)[number], shown: Shown, facts: readonly ElfFacts[], filename: string) {
  const [name = "", version = ""] = filename.split("-");
  const distribution = { name, version, filename };
  const files = facts.map((each): AuditedFile => ({ path: each.path, distribution, facts: each }));
  const audited = (needs: readonly AuditedFile[]): Finding[] =>
    groupByOwner(needs).flatMap((owner) => [
      ...[malformedFindings(owner), machineFindings(owner, platform), symbolFindings(owner, platform)].flat(),
      ...libraryFindings(owner, platform, facts),
    ]);
  const findings = audited(files).filter(({ level }) => level !== "note");
  const policy = Number(/^manylinux_2_(\d+)_/.exec(shown.overall_tag)?.[1] ?? Number.POSITIVE_INFINITY);
  const theirs = policy <= minor;
  const ours = findings.some(({ level }) => level === "error") ? "error" : findings.length > 0 ? "warning" : "loads";
  return { ours, agrees: theirs === (ours === "loads"), why: explanation(theirs, ours, findings, shown, audited, minor) };
}

/** Why the two may differ, each reason checked on what auditwheel itself read. */
function explanation(
  theirs: boolean,
  ours: string,
  findings: readonly Finding[],
  { overall_tag, versioned_symbols }: Shown,
  audited: (needs: readonly AuditedFile[]) => Finding[],
  minor: number,
): string | undefined {
  if (
    theirs &&
    ours === "warning" &&
    findings.every(({ what }) => /lib(?:X11|Xext|Xrender|ICE|SM|GL|gobject|gthread|glib|atomic)\b/.test(what))
  )
    return "a library that manylinux allows, and a container without a screen is not promised to have";
  const asRead: ElfFacts = {
    ...{ path: "auditwheel.so", type: "shared", bits: 64, endianness: "little", machine: "x86_64", needed: [], runPaths: [] },
    versionNeeds: Object.entries(versioned_symbols).map(([library, versions]) => ({ library, versions })),
  };
  const distribution = { name: "auditwheel", version: "", filename: "" };
  const glibc = Object.values(versioned_symbols)
    .flat()
    .flatMap((version) => /^GLIBC_2\.(\d+)/.exec(version)?.[1] ?? []);
  const isOfGlibc = Math.max(...glibc.map(Number)) <= minor; // so that a wrong table of ours does not explain itself
  const hasAll = audited([{ path: asRead.path, distribution, facts: asRead }]).length === 0;
  if (!theirs && ours === "loads" && overall_tag.startsWith("manylinux") && isOfGlibc && hasAll)
    return "of the versions that auditwheel read, Amazon Linux has all: its policies are what every Linux of that glibc has, which is less";
  return undefined;
}

/** Which symbol versions of libraries that the wheel does not bring along only one of the two read. */
function symbolDifference({ versioned_symbols }: Shown, facts: readonly ElfFacts[]): string | undefined {
  const isLoader = (library: string): boolean => library.startsWith("ld-linux"); // of which auditwheel says nothing
  const sound = facts.flatMap((each) => ("malformed" in each || each.machine !== "x86_64" || each.bits !== 64 ? [] : [each]));
  const own = new Set(sound.flatMap(({ path, soname }) => [basename(path), soname ?? ""]));
  const flat = (needs: readonly (readonly [string, readonly string[]])[]): Set<string> =>
    new Set(
      needs.flatMap(([library, versions]) =>
        own.has(library) || isLoader(library) ? [] : versions.map((version) => `${library} ${version}`),
      ),
    );
  const ours = flat(
    sound.flatMap(({ versionNeeds }) => versionNeeds.map(({ library, versions }) => [library, versions] as const)),
  );
  const theirs = flat(Object.entries(versioned_symbols));
  const differing = [
    ...[...ours].filter((each) => !theirs.has(each)).map((each) => `+${each}`),
    ...[...theirs].filter((each) => !ours.has(each)).map((each) => `-${each}`),
  ];
  return differing.length === 0 ? undefined : differing.join(", ");
}

function factsOf(wheel: string): readonly ElfFacts[] {
  return withFile(wheel, (file) => buildIndex(file, hashFile(file).sha256, () => undefined).elf);
}

/** Kept beside the wheel: auditwheel takes a second or two for each. */
function show(wheel: string): Shown {
  const kept = `${wheel}.auditwheel-${auditwheelVersion}.json`;
  if (!existsSync(kept)) {
    console.error(`auditwheel show ${basename(wheel)}`);
    writeFileSync(kept, run(join(environment, "bin", "auditwheel"), ["show", "--json", wheel]));
  }
  return JSON.parse(readFileSync(kept, "utf8")) as Shown;
}

function fetched(requirement: string): string {
  const place = join(folder, "wheels", requirement);
  const wheelIn = (): string | undefined =>
    existsSync(place) ? readdirSync(place).find((name) => name.endsWith(".whl")) : undefined;
  if (wheelIn() === undefined) {
    console.error(`downloading ${requirement}`);
    const tags = [
      ...["cp311", "abi3", "none"].flatMap((abi) => ["--abi", abi]),
      ...platforms.flatMap((each) => ["--platform", `manylinux${each}_x86_64`]),
    ];
    const target = ["--implementation", "cp", "--python-version", "3.11", ...tags];
    run(join(environment, "bin", "python"), [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--only-binary=:all:",
      ...target,
      "--dest",
      place,
      requirement,
    ]);
  }
  return join(place, wheelIn() ?? "");
}

/** Once, below `.local/bench`: auditwheel, and the pip that downloads. */
function install(): void {
  if (existsSync(join(environment, "bin", "auditwheel"))) return;
  mkdirSync(folder, { recursive: true });
  const say = (line: string): void => {
    console.error(line);
  };
  const uv = findUv({ cache: cacheFolder(), env: process.env, cwd: folder, offline: false, scrub: (text) => text, say });
  run(uv.path, ["venv", "--quiet", "--clear", "--no-project", "--seed", "--python", "3.11", environment]);
  run(uv.path, ["pip", "install", "--quiet", "--python", join(environment, "bin", "python"), `auditwheel==${auditwheelVersion}`]);
}

function run(file: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: "utf8", cwd: folder, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} failed:\n${error?.message ?? stderr}`);
  return stdout;
}
