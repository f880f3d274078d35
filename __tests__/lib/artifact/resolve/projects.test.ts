import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeLock } from "../../../../lib/artifact/resolve/lock";
import { resolveDependencies } from "../../../../lib/artifact/resolve/resolve";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";
import { everythingIn, removeFolder, requestIn, resolveAndFetch, sharedIndex } from "./with-index";

const shared = sharedIndex();

jest.setTimeout(60_000);

/** A build backend that needs nothing from any index: one module, and a file of the build left in the folder, as setuptools does. */
const backend = `
import os, zipfile
def build_wheel(directory, config_settings=None, metadata_directory=None):
    os.makedirs("build", exist_ok=True)
    open("build/left-behind", "w").close()
    lines = dict(line.split("=", 1) for line in open("about.txt").read().split())
    name, version, tag = lines["name"], lines["version"], lines.get("tag", "py3-none-any")
    info = f"{name}-{version}.dist-info"
    filename = f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(os.path.join(directory, filename), "w") as wheel:
        def add(path, text):
            wheel.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), text)
        add(f"{name}.py", open(f"{name}.py").read())
        needs = "".join(f"Requires-Dist: {need}\\n" for need in lines.get("needs", "").split(",") if need)
        add(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{needs}")
        add(f"{info}/WHEEL", f"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: {tag}\\n")
        add(f"{info}/RECORD", "")
    return filename
build_editable = build_wheel
`;

function project(name: string, about = ""): Record<string, string> {
  const build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n';
  return {
    "backend.py": backend,
    "about.txt": `name=${name}\nversion=1.0\n${about}`,
    [`${name}.py`]: "x = 1\n",
    "pyproject.toml": `[project]\nname = "${name}"\nversion = "1.0"\n${build}`,
  };
}

const below = (base: string, files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${base}/${path}`, content]));

describe("a folder with a project", () => {
  test.each(["./lib", "-e ./lib", "shared @ file:lib"])("is built as %s, and nothing is written into it", (line) => {
    inTemporaryFolder((folder) => {
      write(folder, {
        ...below("source/lib", project("shared", "needs=dep")),
        "source/requirements.txt": `-i ${shared.server.index()}\n${line}\n`,
      });
      const before = everythingIn(join(folder, "source"));
      const { resolution, names } = resolveAndFetch(requestIn(folder, shared.uv));
      expect(names).toEqual(["dep 1.0", "shared 1.0"]);
      expect(resolution.distributions[1]?.wheel.origin).toBe("built");
      expect(everythingIn(join(folder, "source"))).toBe(before);
      expect(readdirSync(join(folder, "cache/v1/tmp"))).toEqual([]);
    });
  });

  test("is built once for each content of it", () => {
    inTemporaryFolder((folder) => {
      write(folder, { ...below("source/lib", project("shared")), "source/requirements.txt": "--no-index\n./lib\n" });
      const said: string[] = [];
      const request = { ...requestIn(folder, shared.uv), say: (line: string) => said.push(line) };
      const first = resolveAndFetch(request);
      write(folder, { "source/lib/__pycache__/shared.pyc": "", "source/lib/.git/HEAD": "", "source/index.py": "" });
      expect(resolveAndFetch(request)).toEqual(first);
      expect(said.filter((line) => line.startsWith("building"))).toHaveLength(1);
      write(folder, { "source/lib/shared.py": "x = 2\n" });
      expect(resolveAndFetch(request).resolution.distributions[0]?.wheel.sha256).not.toBe(
        first.resolution.distributions[0]?.wheel.sha256,
      );
    });
  });

  test.each([
    ["is not there", {}, "~/source/lib does not exist\n  where: ~/source/requirements.txt:1"],
    ["is no project", { "lib/a.py": "" }, "~/source/lib is no Python project: it has neither pyproject.toml nor setup.py"],
    [
      "does not build",
      below("lib", { ...project("shared"), "backend.py": "import nothing_of_the_kind\n" }),
      "no wheel could be built of ~/source/lib:",
    ],
    [
      "has compiled parts",
      below("lib", project("shared", "tag=cp311-cp311-linux_x86_64")),
      "built here, is for this machine and does not fit python3.11 on x86_64",
    ],
    [
      "is another one",
      { ...below("lib", project("shared")), "requirements.txt": "--no-index\nother @ file:lib\n" },
      "asks for other, but what lies there is shared",
    ],
  ])("that %s is an error", (_what, files: Record<string, string>, message) => {
    inTemporaryFolder((folder) => {
      write(folder, below("source", { "requirements.txt": "./lib\n", ...files }));
      const said = errorText(folder, () => resolveDependencies(requestIn(folder, shared.uv)));
      expect(said).toMatch(/^UserError\n/);
      expect(said).toContain(message);
      expect(said).not.toMatch(/cache\/v1\/tmp/);
    });
  });
});

const workspace = (dependencies = '["dep", "shared"]'): Record<string, string> => ({
  "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
  ...below("packages/shared", project("shared", "needs=tool")),
  "packages/shared/pyproject.toml": (project("shared")["pyproject.toml"] ?? "").replace(
    'version = "1.0"\n',
    'version = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["tool"]\n',
  ),
  "packages/api/pyproject.toml": `[project]\nname = "api"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ${dependencies}\n[tool.uv.sources]\nshared = { workspace = true }\n`,
});

function inWorkspace(folder: string, change: object = {}): ReturnType<typeof requestIn> {
  return {
    ...requestIn(folder, shared.uv, { UV_DEFAULT_INDEX: shared.server.index() }),
    source: join(folder, "packages/api"),
    ...change,
  };
}

function lockWorkspace(folder: string): void {
  const { env } = inWorkspace(folder);
  const { status, stderr } = spawnSync(shared.uv, ["lock", "--quiet"], { cwd: folder, env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

describe("a workspace", () => {
  test("without a lock is resolved, its members built", () => {
    inTemporaryFolder((folder) => {
      write(folder, workspace());
      const { resolution, names } = resolveAndFetch(inWorkspace(folder));
      expect(names).toEqual(["dep 1.0", "shared 1.0", "tool 2.0"]);
      expect(resolution).toMatchObject({ locked: false, sources: ["pyproject.toml"] });
      expect(resolution.direct).toEqual([
        { name: "dep", specifier: "", file: "pyproject.toml", line: 5 },
        { name: "shared", specifier: "", file: "pyproject.toml", line: 5 },
      ]);
    });
  });

  test("is locked by the uv.lock above it, which is read once", () => {
    inTemporaryFolder((folder) => {
      write(folder, workspace());
      lockWorkspace(folder);
      const first = resolveAndFetch(inWorkspace(folder));
      expect(first.names).toEqual(["dep 1.0", "shared 1.0", "tool 2.0"]);
      expect(first.resolution).toMatchObject({ locked: true, caveat: undefined, sources: ["pyproject.toml", "uv.lock"] });
      const offline = {
        ...inWorkspace(folder),
        offline: true,
        env: { ...inWorkspace(folder).env, LAMBDA_CONTAINER_UV: join(folder, "none") },
      };
      expect(resolveAndFetch(offline)).toEqual(first);
    });
  });

  test("with a member whose version only its build knows is locked as well, and nothing is written into it", () => {
    inTemporaryFolder((folder) => {
      const files = workspace();
      const pyproject = files["packages/shared/pyproject.toml"] ?? "";
      const dynamic = pyproject
        .replace('version = "1.0"', 'dynamic = ["version", "dependencies"]')
        .replace(/^dependencies.*$/m, "");
      write(folder, { ...files, "packages/shared/pyproject.toml": dynamic });
      lockWorkspace(folder);
      for (const made of ["build", "__pycache__"]) removeFolder(join(folder, "packages/shared", made)); // by uv lock itself
      removeFolder(join(folder, "uv-cache"));
      expect(resolveAndFetch(inWorkspace(folder)).names).toEqual(["dep 1.0", "shared 1.0", "tool 2.0"]);
      expect(readdirSync(join(folder, "packages/shared")).sort()).toEqual([
        "about.txt",
        "backend.py",
        "pyproject.toml",
        "shared.py",
      ]);
      expect(readdirSync(join(folder, "cache/v1/tmp"))).toEqual([]);
    });
  });

  test("whose lock no longer fits is an error", () => {
    inTemporaryFolder((folder) => {
      write(folder, workspace());
      lockWorkspace(folder);
      write(folder, workspace('["dep", "shared", "compiled"]'));
      expect(errorText(folder, () => resolveDependencies(inWorkspace(folder)))).toBe(
        "UserError\nuv.lock no longer fits pyproject.toml\n  where: ~/uv.lock\n  fix:   in ~/packages/api, run: uv lock",
      );
    });
  });

  test("whose lock is for other Pythons, or has no fitting wheel, is an error that names the line", () => {
    inTemporaryFolder((folder) => {
      write(folder, workspace('["dep", "compiled>1"]'));
      lockWorkspace(folder);
      const line = readFileSync(join(folder, "uv.lock"), "utf8").split("\n").indexOf('name = "compiled"');
      expect(errorText(folder, () => resolveDependencies(inWorkspace(folder)))).toContain(
        `compiled 2.0 has no wheel in the lock that loads on python3.11 on x86_64 (glibc 2.26)\n  where: ~/uv.lock:${line}`,
      );
      expect(errorText(folder, () => resolveDependencies(inWorkspace(folder, { runtime: "python3.10" })))).toContain(
        "the lock is for Python >=3.11, not for python3.10",
      );
    });
  });

  test("that has no such member is an error", () => {
    inTemporaryFolder((folder) => {
      write(folder, { ...workspace(), "pyproject.toml": "[tool.uv.workspace]\nmembers = []\n" });
      expect(errorText(folder, () => resolveDependencies(inWorkspace(folder)))).toContain("shared is no member of the workspace");
    });
  });
});

describe("a lock that is written", () => {
  const prepare = (folder: string, text = "tool\n./lib\n"): ReturnType<typeof requestIn> => {
    write(folder, {
      ...below("source/lib", project("shared")),
      "source/requirements.txt": `-i ${shared.server.index("auth", "me:canary-secret")}\n${text}`,
    });
    return requestIn(folder, shared.uv, { UV_DEFAULT_INDEX: shared.server.index("auth", "me:canary-secret") });
  };

  test("is read from then on, holds no login and no path of this machine, and needs no index", () => {
    inTemporaryFolder((folder) => {
      const request = prepare(folder);
      const { path } = writeLock(request);
      const text = readFileSync(path, "utf8");
      expect(text).not.toMatch(/canary/);
      expect(text).not.toContain(folder);
      const { resolution, names } = resolveAndFetch({ ...request, env: { ...request.env } });
      expect(names).toEqual(["dep 1.0", "shared 1.0", "tool 2.0"]);
      expect(resolution).toMatchObject({ locked: true, sources: ["requirements.txt", "pylock.toml"] });
      expect(readdirSync(join(folder, "source")).sort()).toEqual(["lib", "pylock.toml", "requirements.txt"]);
    });
  });

  test.each([
    [
      "a requirement was added",
      "tool\ncompiled\n",
      {},
      "the lock does not have compiled, which was added since\n  where: ~/source/requirements.txt:3",
    ],
    [
      "another version is asked for",
      "tool<2\n",
      {},
      "the lock has tool 2.0, but <2 is asked for\n  where: ~/source/requirements.txt:2",
    ],
    ["a requirement was removed", "dep\n", {}, "the lock was written for other requirements than there are now"],
    [
      "the runtime is another",
      "tool\n",
      { runtime: "python3.12" as const },
      "the lock was written for python3.11 on x86_64, not for python3.12",
    ],
    ["the architecture is another", "tool\n", { architecture: "arm64" as const }, "not for python3.11 on arm64"],
  ])("no longer fits where %s", (_what, text, change, message) => {
    inTemporaryFolder((folder) => {
      const request = prepare(folder, "tool\n");
      writeLock(request);
      prepare(folder, text);
      expect(errorText(folder, () => resolveDependencies({ ...request, ...change }))).toContain(message);
    });
  });

  test("as requirements names no address, and locks as well", () => {
    inTemporaryFolder((folder) => {
      const request = prepare(folder, "tool\n");
      const { path } = writeLock(request, "requirements");
      expect(readFileSync(path, "utf8")).not.toMatch(/https?:/);
      const { resolution, names } = resolveAndFetch({ ...request, requirements: "requirements.lock.txt" });
      expect(names).toEqual(["dep 1.0", "tool 2.0"]);
      expect(resolution.locked).toBe(true);
    });
  });

  test.each([
    ["no manifest", {}, "there is nothing to lock"],
    ["only a lock", { "source/pylock.toml": 'lock-version = "1.0"\n' }, "there is no manifest beside the lock"],
    [
      "dynamic dependencies",
      { "source/pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n' },
      "the dependencies are dynamic",
    ],
  ])("needs something to lock, not %s", (_what, files, message) => {
    inTemporaryFolder((folder) => {
      write(folder, { "source/index.py": "", ...files });
      expect(errorText(folder, () => writeLock(requestIn(folder, shared.uv)))).toContain(message);
    });
  });

  test("that someone changed is not believed", () => {
    inTemporaryFolder((folder) => {
      const request = prepare(folder, "dep\n");
      const { path } = writeLock(request);
      removeFolder(join(folder, "cache"));
      writeFileSync(path, readFileSync(path, "utf8").replace(/[0-9a-f]{64}/, "0".repeat(64)));
      expect(errorText(folder, () => resolveAndFetch(request))).toContain("is not what the lock or the index says");
    });
  });
});
