import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { makeElf } from "../elf/make-elf";
import { inTemporaryFolder, write } from "../temporary-folder";
import { inspectedBytes, inspectedFile } from "./inspect-case";
import { extraField, makeZip, type MadeEntry } from "./make-zip";

const handler: MadeEntry = { name: "index.py", content: "def handler(event, context): ...\n" };

/** What is written beside a distribution. */
function metadata(folder: string, files: Readonly<Record<string, string>>): MadeEntry[] {
  return Object.entries(files).map(([name, content]) => ({ name: `${folder}/${name}`, content }));
}

test.each<readonly [string, MadeEntry, string]>([
  ["a time of day", { ...handler, dosTime: 0x5b784a00 }, "times"],
  ["a time in an extra field", { ...handler, extra: extraField(0x5455, Buffer.alloc(5)) }, "times"],
  ["a mode that a umask of 002 makes", { ...handler, unixMode: 0o100664 }, "modes"],
  ["no mode", { ...handler, unixMode: 0, host: 0 }, "modes"],
  ["an owner", { ...handler, extra: extraField(0x7875, Buffer.alloc(11)) }, "owners"],
  ["a size that follows the data", { ...handler, flags: 8 }, "descriptors"],
  [
    "bytecode with its source's time",
    { name: "x.pyc", content: Buffer.concat([Buffer.from("a70d0d0a00000000", "hex"), Buffer.alloc(12, 7)]) },
    "bytecode",
  ],
])("%s makes a hash unstable, and is named", (_what, entry, cause) => {
  const [zip] = inspectedBytes(makeZip([entry])).zips;
  expect(zip?.unstable.map((each) => [each.cause, each.files, each.example])).toEqual([[cause, 1, entry.name]]);
});

test("bytecode that is checked by a hash, midnights and both usual orders are stable", () => {
  const checked = Buffer.concat([Buffer.from("a70d0d0a01000000", "hex"), Buffer.alloc(12, 7)]);
  const byName = [
    { name: "a-b.py" },
    { name: "a.py" },
    { name: "a/b.py" },
    { name: "c.pyc", content: checked, dosTime: 0x8a210000 },
  ];
  const byFolder = [{ name: "a/b.py" }, { name: "a-b.py" }, { name: "a.py" }];
  for (const entries of [byName, byFolder]) expect(inspectedBytes(makeZip(entries)).zips[0]?.unstable).toEqual([]);
  const unsorted = inspectedBytes(makeZip([{ name: "b.py" }, { name: "a.py" }])).zips[0]?.unstable;
  expect(unsorted?.map(({ cause, example }) => `${cause} ${example}`)).toEqual(["order a.py"]);
});

test("what zip and pip make of a folder is taken apart again", () => {
  inTemporaryFolder((folder) => {
    write(folder, {
      "f/index.py": "import egg, single, vendored\nfrom lib import tool\ndef lambda_handler(event, context): ...\n",
      "f/egg/__init__.py": "",
      "f/egg-2.0-py3.11.egg-info/PKG-INFO": "Metadata-Version: 1.0\nName: Egg\nVersion: 2.0\n",
      "f/egg-2.0-py3.11.egg-info/installed-files.txt": "../egg/__init__.py\nPKG-INFO\n",
      "f/single.py": "",
      "f/single.egg-info/PKG-INFO": "Name: single\nVersion: 3\n",
      "f/single.egg-info/top_level.txt": "single\n",
      "f/lib/tool.py": "",
      "f/lib/inner-1.dist-info/METADATA": "Name: inner\nVersion: 1\n",
      "f/noname-4.dist-info/RECORD": 'vendored.py,,\n"odd,name.txt",sha256=AAAA,1\n../../bin/noname,,\n',
      "f/vendored.py": "",
      "f/odd,name.txt": "x",
    });
    execFileSync("zip", ["-q", "-r", join(folder, "f.zip"), "."], { cwd: join(folder, "f") });
    const { zips, imports, findings, handler: found } = inspectedFile(folder, join(folder, "f.zip"));
    expect(zips[0]?.distributions.map(({ name, version, missing, changed }) => ({ name, version, missing, changed }))).toEqual([
      { name: "egg", version: "2.0", missing: 0, changed: [] },
      { name: "noname", version: "4", missing: 1, changed: ["odd,name.txt"] },
      { name: "single", version: "3", missing: 0, changed: [] },
    ]);
    const own = zips[0]?.files.filter(({ origin }) => origin === "first-party").map(({ path }) => path);
    expect(own).toEqual(["index.py", "lib/inner-1.dist-info/METADATA", "lib/tool.py"]);
    expect(found).toEqual({ name: "index.lambda_handler", known: "guessed" });
    expect(imports.map(({ module, by, distribution = "" }) => `${module} ${by} ${distribution}`.trimEnd())).toEqual([
      "egg artifact egg",
      "lib.tool code",
      "single artifact single",
      "vendored artifact noname",
    ]);
    expect(findings.map(({ subject, level }) => `${level} ${subject}`)).toEqual(["note noname"]);
    expect(zips[0]?.unstable.map(({ cause }) => cause)).toEqual(expect.arrayContaining(["times", "owners"]));
  });
});

test("layers are laid over each other as in /opt, the later one on top", () => {
  const zip = makeZip([{ ...handler, content: "import both, deep\n\ndef handler(event, context): ...\n" }]);
  const layer = (name: string, path: string): Buffer =>
    makeZip([
      ...metadata(`python/${name}-1.dist-info`, { METADATA: `Name: ${name}\nVersion: 1\n`, RECORD: `${path},,\n` }),
      { name: `python/${path}`, content: "" },
    ]);
  const site = "python/lib/python3.11/site-packages";
  const deep = makeZip([
    ...metadata(`${site}/deep-1.dist-info`, { METADATA: "Name: deep\nVersion: 1\n", RECORD: "deep.py,,\n" }),
    { name: `${site}/deep.py` },
  ]);
  const { imports } = inspectedBytes(zip, { layers: [layer("first", "both.py"), layer("second", "both.py"), deep] });
  expect(imports.map(({ module, distribution }) => [module, distribution])).toEqual([
    ["both", "second"],
    ["deep", "deep"],
  ]);
});

test("what is compiled is audited for the runtime that was named, by the distribution it belongs to", () => {
  const elf = makeElf({ versionNeeds: [{ library: "libc.so.6", versions: ["GLIBC_2.28"] }] });
  const zip = makeZip([
    handler,
    ...metadata("fast-9.dist-info", {
      METADATA: "Name: fast\nVersion: 9\n",
      RECORD: "fast.so,,\n",
      WHEEL: "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
    }),
    { name: "fast.so", content: elf, unixMode: 0o100755 },
  ]);
  const said = (runtime: "python3.11" | "python3.12"): string[] =>
    inspectedBytes(zip, { runtime }).findings.map(({ level, what }) => `${level} ${what}`);
  expect(said("python3.11")).toEqual([
    "error fast 9 does not load on python3.11 on x86_64 (glibc 2.26): fast.so needs GLIBC_2.28 of libc.so.6, and the runtime has GLIBC_2.26",
  ]);
  expect(said("python3.12")).toEqual([
    "error fast 9 is not for python3.12 on x86_64 (glibc 2.34): its wheel is for cp311-cp311-manylinux_2_28_x86_64",
  ]);
});

test("what AWS cannot take, read or import is told", () => {
  const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
  const { findings } = inspectedBytes(
    makeZip([
      { ...handler, unixMode: 0o100600, content: "import nowhere\n\ndef handler(event, context): ...\n" },
      { name: "link", content: "../../etc/passwd", unixMode: 0o120777 },
      { name: "model.bin", content: zeros(140_000_000) },
    ]),
    { layers: [makeZip([{ name: "site/model.bin", content: zeros(122_144_000) }])] },
  );
  expect(findings.map(({ check, level, subject }) => `${check} ${level} ${subject}`)).toEqual([
    "budgets error unzipped-bytes",
    "imports error nowhere",
    "files error mode",
    "files warning link",
    "files warning layer",
  ]);
  expect(findings[0]?.what).toContain("262,144,065 bytes unpacked with its layers");
});

test("without a handler that shows, imports are not judged, and it says so", () => {
  const two = [handler, { ...handler, name: "other.py" }];
  for (const entries of [[{ name: "index.py" }], two]) {
    const { findings, imports, ...rest } = inspectedBytes(makeZip(entries));
    expect(findings.map(({ level, subject }) => `${level} ${subject}`)).toEqual(["note handler"]);
    expect(imports).toEqual([]);
    expect(rest).not.toHaveProperty("handler");
  }
  expect(inspectedBytes(makeZip(two), { handler: "other.handler" }).findings).toEqual([]);
});

test("of many modules that nobody records those nearest to the top are read, and the others counted", () => {
  const many = Array.from({ length: 400 }, (_, index) => ({ name: `lib/m${index}.py` }));
  const { findings } = inspectedBytes(makeZip([handler, ...many]));
  expect(findings.map(({ what }) => what)).toEqual([
    "101 modules were not read: no distribution records them, and they are more than a function's own code has",
  ]);
});

test("a module is not read whose tree would take a hundred times the memory of its ZIP", () => {
  const large = { name: "large.py", content: "x=1\n".repeat(65_537) };
  const { findings, imports } = inspectedBytes(
    makeZip([{ ...handler, content: "import large\ndef handler(e, c): ...\n" }, large]),
  );
  expect(findings.map(({ what }) => what)).toEqual([
    "1 module was not read: no distribution records it, and it is more than a function's own code has",
  ]);
  expect(imports).toMatchObject([{ module: "large", by: "code" }]);
});

test.each([
  ["nothing ships boto3", [], "needs boto3 1.34.116 (botocore 1.34.116), and the boto3 of AWS's python3.11 was too old"],
  [
    "an old botocore ships",
    metadata("botocore-1.30.0.dist-info", { METADATA: "Name: botocore\nVersion: 1.30.0\n", RECORD: "" }),
    "botocore 1.30.0 ships, which lacks it",
  ],
  [
    "a new one ships",
    metadata("botocore-1.40.0.dist-info", { METADATA: "Name: botocore\nVersion: 1.40.0\n", RECORD: "" }),
    undefined,
  ],
])("an operation of AWS is held against what answers, where %s", (_what, shipped, said) => {
  const content = "import boto3\n\ndef handler(event, context):\n    return boto3.client('bedrock-runtime').converse()\n";
  const { findings } = inspectedBytes(makeZip([{ name: "index.py", content }, ...shipped]));
  const about = findings.filter(({ check, subject }) => check === "operations" && subject === "bedrock-runtime.converse");
  expect(about.map(({ what }) => what)).toEqual(said === undefined ? [] : [expect.stringContaining(said)]);
});
