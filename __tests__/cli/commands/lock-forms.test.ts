import { rmSync } from "node:fs";
import { join } from "node:path";
import type { FunctionReceipt } from "../../../lib/artifact/receipt/receipt";
import { sharedIndex } from "../../lib/artifact/resolve/with-index";
import { errorText } from "../../lib/artifact/temporary-folder";
import { sha256Of } from "../../lib/artifact/wheel/make-wheel";
import { LockProject } from "./lock-project";

const shared = sharedIndex();

jest.setTimeout(60_000);

/** A function, `report`, that names this as its requirements. */
const naming = (requirements: string, source = "backend/report"): Pick<FunctionReceipt, "name" | "source" | "dependencies"> => ({
  name: "report",
  source,
  dependencies: { sources: [requirements], requirements, locked: true },
});

const plain = '[project]\nname = "app"\nversion = "1"\ndependencies = ["dep"]\n';

test("as requirements a lock has hashes and no address, and is read where a function names it", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool").synthesized([{ name: "report" }]);
    const { out } = await project.lock("--form", "requirements");
    expect(out).toMatch(
      /^backend\/report\/requirements\.lock\.txt {3}2 distributions for python3\.11 on x86_64, from requirements\.txt\n/,
    );
    expect(out).toMatch(/\n {2}it is read where a function names it: requirements: "requirements\.lock\.txt"$/);
    const hash = (name: string): string => sha256Of(join(shared.wheels, `${name}-py3-none-any.whl`));
    expect(project.read("backend/report/requirements.lock.txt").split("\n").slice(2)).toEqual([
      "dep==1.0 \\",
      `    --hash=sha256:${hash("dep-1.0")}`,
      "tool==2.0 \\",
      `    --hash=sha256:${hash("tool-2.0")}`,
      "",
    ]);
  });
});

/** What lies in the folder of a lock, and which of it the lock is made from. */
interface Beside {
  readonly lock: string;
  readonly from: string;
  readonly beside: Readonly<Record<string, string>>;
  /** @default the source folder */
  readonly folder?: string;
}

const rows: readonly Beside[] = [
  { lock: "requirements.lock.txt", from: "requirements.txt", beside: { "requirements.txt": "dep" } },
  { lock: "requirements.lock.txt", from: "requirements.in", beside: { "requirements.in": "dep" } },
  { lock: "requirements.lock.txt", from: "pyproject.toml", beside: { "pyproject.toml": plain } },
  { lock: "prod.lock.txt", from: "prod.txt", beside: { "prod.txt": "dep", "requirements.txt": "tool" } },
  { lock: "../requirements.lock.txt", from: "requirements.txt", beside: { "requirements.txt": "dep" }, folder: "backend" },
  { lock: "pylock.toml", from: "requirements.txt", beside: { "requirements.txt": "dep" } },
  { lock: "pylock.toml", from: "pyproject.toml", beside: { "pyproject.toml": plain } },
  { lock: "pylock.prod.toml", from: "prod.txt", beside: { "prod.txt": "dep", "requirements.txt": "tool" } },
  { lock: "pylock.prod.toml", from: "requirements.txt", beside: { "requirements.txt": "dep" } },
  { lock: "locks/pylock.toml", from: "requirements.txt", beside: { "requirements.txt": "dep" } },
];

test.each(rows)("a function that names $lock has it written anew from $from, not from itself", async (row) => {
  const { lock, from, beside, folder = "backend/report" } = row;
  await LockProject.with(shared, async (project) => {
    const path = join("backend/report", lock);
    project.write({ "backend/report/index.py": "", [path]: "old==1\n" });
    for (const [name, text] of Object.entries(beside)) project.needs(folder, text, name);
    const { out, failure } = await project.synthesized([naming(lock)]).lock();
    expect(failure).toBeUndefined();
    expect(out).toMatch(new RegExp(`^${path} {3}1 distribution .* from ${from}\n`));
    expect(out).not.toContain("it is read where");
    expect(project.read(path)).toContain("dep");
    for (const [name, text] of Object.entries(beside)) expect(project.read(join(folder, name))).toBe(`${text}\n`);
  });
});

test("a lock of ours is known by its first line, if somebody gave it another name", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool<2");
    await project.lock("backend/report", "--runtime", "python3.11", "--form", "requirements");
    project.write({ "backend/report/locked.txt": project.read("backend/report/requirements.lock.txt") });
    const { out } = await project
      .needs("backend/report", "tool")
      .synthesized([naming("locked.txt")])
      .lock();
    expect(out).toMatch(/^backend\/report\/locked\.txt .* from requirements\.txt\n {2}updated {2}tool 1\.0 → 2\.0$/);
  });
});

test.each<[string | undefined, string, string[]]>([
  [undefined, "requirements.txt", []],
  ["prod.txt", "prod.txt", ["--requirements", "prod.txt"]],
  ["prod.311.txt", "prod.311.txt", ["--requirements", "prod.311.txt"]],
  ["requirements.lock.txt", "requirements.txt", ["--form", "requirements"]],
  ["prod.lock.txt", "prod.txt", ["--requirements", "prod.txt", "--form", "requirements"]],
])("a function that names %s is locked from then on, until %s no longer fits", async (named, manifest, args) => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool<2\ndep", manifest);
    await project.lock("backend/report", "--runtime", "python3.11", ...args);
    expect(project.decided(named)).toEqual({ locked: true, names: ["dep 1.0", "tool 1.0"] });

    const fault = (text: string): string => {
      project.needs("backend/report", text, manifest);
      return errorText(project.root, () => project.decided(named));
    };
    expect(fault("tool>=2\ndep")).toContain(
      `the lock has tool 1.0, but >=2 is asked for\n  where: ~/backend/report/${manifest}:1`,
    );
    expect(fault("tool<2\ndep\ncompiled")).toContain("the lock does not have compiled, which was added since");
    expect(fault("tool<2")).toContain("the lock was written for other requirements than there are now");
    expect(fault("# only a remark\ntool<2\ndep")).toBe("no error");

    project.needs("backend/report", "tool", manifest);
    await project.lock("backend/report", "--runtime", "python3.11", ...args);
    expect(project.decided(named)).toEqual({ locked: true, names: ["dep 1.0", "tool 2.0"] });
  });
});

test("a lock whose manifest is nowhere, or that another tool wrote, is believed", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool<2");
    await project.lock("backend/report", "--runtime", "python3.11", "--form", "requirements");
    const text = project.read("backend/report/requirements.lock.txt");
    rmSync(join(project.root, "backend/report/requirements.txt"));
    expect(project.decided("requirements.lock.txt").names).toEqual(["dep 1.0", "tool 1.0"]);
    project.needs("backend/report", "tool>=2").write({ "backend/report/requirements.lock.txt": text.replaceAll(/^#.*\n/gm, "") });
    expect(project.decided("requirements.lock.txt").names).toEqual(["dep 1.0", "tool 1.0"]);
  });
});

test("a lock that was removed is written again for the function that names it", async () => {
  await LockProject.with(shared, async (project) => {
    const { out } = await project
      .needs("backend/report", "dep")
      .synthesized([naming("requirements.lock.txt")])
      .lock();
    expect(out).toContain("backend/report/requirements.lock.txt   1 distribution");
  });
});

test("a function that names a lock of one form can have the other, and is told to name that", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep").write({ "backend/report/requirements.lock.txt": "" });
    const { out } = await project.synthesized([naming("requirements.lock.txt")]).lock("--form", "pylock");
    expect(out).toMatch(/^backend\/report\/pylock\.toml [^]*requirements: "pylock\.toml"$/);
    expect(project.read("backend/report/requirements.lock.txt")).toBe("");
  });
});

test("two functions of different folders that name one lock have one, from the manifest beside it", async () => {
  await LockProject.with(shared, async (project) => {
    project
      .needs("backend", "dep")
      .write({ "backend/a/index.py": "", "backend/b/index.py": "", "backend/requirements.lock.txt": "" });
    const both = ["a", "b"].map((name) => ({ ...naming("../requirements.lock.txt", `backend/${name}`), name }));
    expect((await project.synthesized(both).lock()).out).toMatch(/^backend\/requirements\.lock\.txt .*\n {2}added {4}dep 1\.0$/);
  });
});

test("two manifests that would have one lock are an error", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool", "prod.txt").needs("backend/report", "dep", "prod.in");
    const both = ["prod.txt", "prod.in"].map((name) => ({ ...naming(name), name }));
    expect((await project.synthesized(both).lock()).failure).toContain(
      "prod.txt and prod.in would have one lock\n  where: backend/report/pylock.prod.toml",
    );
  });
});

test.each([
  ["alone", {}, "there is no manifest beside the lock to write it from"],
  [
    "of uv.lock",
    { "pyproject.toml": plain, "uv.lock": "version = 1\n" },
    "uv.lock is what locks this project\n  where: backend/report/uv.lock\n  fix:   uv lock, then: uv export -o pylock.toml",
  ],
])("a lock %s that a function names is left as it is, with a cure", async (_what, files, message) => {
  await LockProject.with(shared, async (project) => {
    const all = { ...files, "pylock.toml": "old" };
    project.write(Object.fromEntries(Object.entries(all).map(([name, text]) => [`backend/report/${name}`, text])));
    expect((await project.synthesized([naming("pylock.toml")]).lock()).failure).toContain(message);
    expect(project.read("backend/report/pylock.toml")).toBe("old");
  });
});

test.each([
  ["an address", () => `dep @ ${shared.server.index().replace("simple", "files")}/dep-1.0-py3-none-any.whl`],
  ["a file", () => join(shared.wheels, "dep-1.0-py3-none-any.whl")],
])("what comes from %s is not in a lock of names and hashes, which would look for it in an index", async (_what, needs) => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", needs());
    const args = ["backend/report", "--runtime", "python3.11"];
    expect((await project.lock(...args, "--form", "requirements")).failure).toContain(
      "dep comes from an address or a file of its own, which requirements cannot lock by hash alone",
    );
    expect(project.has("backend/report/requirements.lock.txt")).toBe(false);
    expect((await project.lock(...args)).failure).toBeUndefined();
  });
});
