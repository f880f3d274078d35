import { sharedIndex } from "../../lib/artifact/resolve/with-index";
import { LockProject } from "./lock-project";

const shared = sharedIndex();

jest.setTimeout(60_000);

test("every function whose dependencies are packaged gets its lock beside its source, for its own runtime and processor", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool").needs("backend/mail", "dep").needs("backend/chat", "dep");
    project.synthesized([
      { name: "chat", strategy: "runtime" },
      { name: "mail", strategy: "layer", runtime: "python3.13", architecture: "arm64" },
      { name: "report" },
    ]);
    const { out, failure } = await project.lock();
    expect(failure).toBeUndefined();
    expect(out).toMatchInlineSnapshot(`
     "backend/mail/pylock.toml   1 distribution for python3.13 on arm64, from requirements.txt
       added    dep 1.0
     backend/report/pylock.toml   2 distributions for python3.11 on x86_64, from requirements.txt
       added    dep 1.0
       added    tool 2.0"
    `);
    expect(project.read("backend/mail/pylock.toml")).toContain("python_version == '3.13'");
    expect(project.has("backend/chat/pylock.toml")).toBe(false);
  });
});

test("it says what changed since the lock before", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "tool<2\ncompiled").synthesized([{ name: "report" }]);
    await project.lock();
    expect((await project.lock()).out).toBe(
      "backend/report/pylock.toml   3 distributions for python3.11 on x86_64, from requirements.txt\n  nothing changed",
    );
    project.needs("backend/report", "tool");
    expect((await project.lock()).out).toBe(
      [
        "backend/report/pylock.toml   2 distributions for python3.11 on x86_64, from requirements.txt",
        "  removed  compiled 1.0",
        "  updated  tool 1.0 → 2.0",
      ].join("\n"),
    );
  });
});

test("a lock that nobody can read any more is written anew", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep").write({ "backend/report/pylock.toml": "<<<<<<< HEAD\n" });
    const { out } = await project.synthesized([{ name: "report" }]).lock();
    expect(out).toContain("  added    dep 1.0");
    expect(project.read("backend/report/pylock.toml")).toContain('name = "dep"');
  });
});

test("functions of one source, runtime and processor have one lock", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep");
    project.synthesized(["a", "b"].map((name) => ({ name, source: "backend/report" })));
    expect((await project.lock()).out.match(/pylock\.toml/g)).toHaveLength(1);
  });
});

test("functions of one source and different platforms are told what to do, and the others are locked", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep").needs("backend/mail", "dep");
    project.synthesized([
      { name: "mail" },
      { name: "new", source: "backend/report", runtime: "python3.13" },
      { name: "old", source: "backend/report", architecture: "arm64" },
    ]);
    const { failure } = await project.lock();
    expect(failure).toMatchInlineSnapshot(`
     "UserError: a lock is for one runtime and processor, and new is for python3.13 on x86_64, old is for python3.11 on arm64
       where: backend/report/pylock.toml
       fix:   give each function a folder or a requirements file of its own, or use a pyproject.toml with uv.lock, which is for all; to lock for one of them alone: npm run lock -- backend/report --runtime python3.13 --architecture x86_64"
    `);
    expect([project.has("backend/report/pylock.toml"), project.has("backend/mail/pylock.toml")]).toEqual([false, true]);

    const one = await project.lock("backend/report", "--runtime", "python3.11");
    expect(one.failure).toBeUndefined();
    expect(one.out).toContain("for python3.11 on arm64");
  });
});

test("what is wrong with one function is told, and the others are locked", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/a", "tool==9").needs("backend/b", "dep").needs("backend/c", "no-such-thing");
    project.write({ "backend/a/pylock.toml": "old" });
    project.synthesized(["a", "b", "c", "gone"].map((name) => ({ name })));
    const { out, failure } = await project.lock();
    expect(out).toContain("backend/b/pylock.toml");
    expect(failure).toContain("there is no version of tool that is ==9\n  where: backend/a/requirements.txt:1");
    expect(failure).toContain("there is no distribution named no-such-thing");
    expect(failure).toContain("there is no folder backend/gone\n  where: gone\n");
    expect(project.read("backend/a/pylock.toml")).toBe("old");
  });
});

test("a function that needs no lock is told and left alone", async () => {
  await LockProject.with(shared, async (project) => {
    const pyproject = '[project]\nname = "app"\nversion = "1"\ndependencies = ["dep"]\n';
    project.write({ "backend/a/index.py": "", "backend/b/pyproject.toml": pyproject, "backend/b/uv.lock": "version = 1\n" });
    const { out, err, failure } = await project.synthesized(["a", "b"].map((name) => ({ name }))).lock();
    expect({ out, failure }).toEqual({ out: "", failure: undefined });
    expect(err).toContain("a: there is nothing to lock: the folder names no dependency");
    expect(err).toContain("b: uv.lock is what locks this project; write it anew with: uv lock");
    expect(project.read("backend/b/uv.lock")).toBe("version = 1\n");

    expect((await project.lock("backend/a")).failure).toContain("UserError: there is nothing to lock");
    expect((await project.lock("backend/b")).failure).toContain("UserError: uv.lock is what locks this project");
  });
});

test.each<[string, (project: LockProject) => void, string]>([
  ["nothing was synthesized", () => undefined, "the last synthesis has no function whose packaging is a bundle or a layer"],
  [
    "no function is packaged",
    (project) => project.synthesized([{ name: "chat", strategy: "runtime" }]),
    "the last synthesis has no function whose packaging is a bundle or a layer",
  ],
  ["the receipt is broken", (project) => project.stack("{"), "the receipt cannot be read"],
  ["the receipt is of another release", (project) => project.stack('{"version":2}'), "the receipt cannot be read"],
])("where %s, it says that a folder can be named", async (_what, prepare, message) => {
  await LockProject.with(shared, async (project) => {
    prepare(project);
    const { failure } = await project.lock();
    expect(failure).toContain(`UserError: ${message}`);
    expect(failure).toContain("name the folder: npm run lock -- backend/report --runtime python3.12");
  });
});

test("as JSON it says the same", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep").synthesized([{ name: "report" }]);
    expect(JSON.parse((await project.lock("--json")).out)).toEqual({
      locks: [
        {
          path: "backend/report/pylock.toml",
          form: "pylock",
          madeFrom: "requirements.txt",
          runtime: "python3.11",
          architecture: "x86_64",
          distributions: [{ name: "dep", version: "1.0" }],
          changes: { added: [{ name: "dep", version: "1.0" }], removed: [], updated: [], otherWheel: [] },
        },
      ],
    });
  });
});
