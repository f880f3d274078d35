import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ownPythons } from "../../lib/artifact/import-proof/own-python";
import { sha256Of } from "../lib/artifact/wheel/make-wheel";
import { sharedIndex } from "../lib/artifact/resolve/with-index";
import { leavings } from "../lib/constructs/bad-input/leavings";
import { lock } from "../lib/constructs/bad-input/lock";
import { Project } from "../lib/constructs/bad-input/project";
import { type Synthesis, synthesize } from "../lib/constructs/bad-input/synthesis";
import { publishedWheels, RealProject, retagged } from "./real-wheels";

const releases = ["markupsafe==3.0.4", "numpy==2.4.6", "skia-python==87.7"];
const named = {
  arm64: "markupsafe-3.0.4-cp311-cp311-manylinux*_aarch64.whl",
  musl: "markupsafe-3.0.4-cp311-cp311-musllinux*_x86_64.whl",
  python312: "markupsafe-3.0.4-cp312-cp312-manylinux*_x86_64.whl",
  macos: "markupsafe-3.0.4-cp311-cp311-macosx*.whl",
  windows: "markupsafe-3.0.4-cp311-cp311-win_amd64*.whl",
  fitting: "markupsafe-3.0.4-cp311-cp311-manylinux*_x86_64.whl",
  glibc228: "numpy-2.4.6-cp311-cp311-manylinux*_x86_64.whl",
  libGL: "skia_python-87.7-cp311-cp311-manylinux*_x86_64.whl",
} as const;
type Wheel = keyof typeof named;

const target = "python3.11 on x86_64 (glibc 2.26)";
const manylinux = "cp311-cp311-manylinux_2_17_x86_64";
const pure = "py3-none-any";
const shared = sharedIndex();
let root: string;
let good: Project;
let wheels: Readonly<Record<(typeof named)[Wheel], string>>;
let projects = 0;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "real-wheels-")));
  wheels = publishedWheels(shared.uv, releases, Object.values(named));
  good = Project.good(join(root, "good"), shared);
  expect(await synthesize(good, {})).toEqual({ status: 0, stdout: "", stderr: "" });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Has the project import a module, and need what these lines say. */
function needing(project: Project, module: string, lines: readonly string[]): void {
  project.write({
    "report/index.py": `import ${module}\n\ndef handler(event, context): ...\n`,
    "report/requirements.txt": lines.map((line) => `${line}\n`).join(""),
  });
}

/** Puts a wheel beside the function, as it is published. */
function beside(project: Project, wheel: Wheel): string {
  const name = basename(wheels[named[wheel]]);
  mkdirSync(project.path("report/wheels"));
  copyFileSync(wheels[named[wheel]], project.path("report/wheels", name));
  return name;
}

/** Puts it there with tags that lie. */
function lying(project: Project, wheel: Wheel, tag: string, change?: (content: Uint8Array) => Uint8Array): string {
  return retagged(wheels[named[wheel]], tag, project.path("report/wheels"), change);
}

/** A synthesis of what is changed in a project that synthesized before, and whether it left anything. */
async function synthesized(change: (project: Project) => void): Promise<Synthesis & { readonly isUntouched: boolean }> {
  projects += 1;
  const folder = join(root, String(projects));
  good.copy(folder);
  const project = new RealProject(folder, shared);
  change(project);
  const before = leavings(project);
  const synthesis = await synthesize(project, {});
  const after = leavings(project);
  return { ...synthesis, isUntouched: JSON.stringify(after) === JSON.stringify(before) && after.halfMade.length === 0 };
}

async function refusal(change: (project: Project) => void): Promise<string> {
  const { stderr, ...ending } = await synthesized(change);
  expect([ending, stderr]).toEqual([{ status: 1, stdout: "", isUntouched: true }, expect.any(String)]);
  return stderr;
}

describe("numpy 2.4.6, whose wheel is for glibc 2.27, on python3.11", () => {
  test("is refused where it is asked for, and the release that has a wheel is named", async () => {
    const said = await refusal((project) => {
      needing(project, "numpy", ["numpy==2.4.6"]);
    });
    expect(said).toContain(`numpy 2.4.6 has no wheel that loads on ${target}\n  where: report/requirements.txt:1\n`);
    expect(said).toMatch(/fix: {3}use numpy==2\.2\.\d+, which has one, another runtime, /);
  });

  test("is refused where its wheel lies in a folder that --find-links names", async () => {
    const said = await refusal((project) => {
      beside(project, "glibc228");
      needing(project, "numpy", ["--no-index", "--find-links ./wheels", "numpy==2.4.6"]);
    });
    expect(said).toContain(`numpy 2.4.6 has no wheel that loads on ${target}\n  where: report/requirements.txt:3\n`);
  });

  test("is refused where a lock has it", async () => {
    const said = await refusal((project) => {
      needing(project, "numpy", ["numpy"]);
      const path = project.path("report/wheels", beside(project, "glibc228"));
      lock(project, { numpy: { path, sha256: sha256Of(path) } });
    });
    expect(said).toContain(`numpy 2.4.6 has no wheel in the lock that loads on ${target}\n  where: report/pylock.toml`);
    expect(said).toContain("fix:   lock anew: npm run lock -- report --runtime python3.11");
  });

  test.each(["bundle", "layer"])("is refused by what its files need, where the tags lie (%s)", async (packaging) => {
    const said = await refusal((project) => {
      project.call({ packaging: `Packaging.${packaging}()` });
      needing(project, "numpy", [`./wheels/${lying(project, "glibc228", manylinux)}`]);
    });
    expect(said).toContain(`numpy 2.4.6 does not load on ${target}: numpy/_core/`);
    expect(said).toMatch(/files need GLIBC_2\.2[78] of lib\w+\.so\.6, and the runtime has GLIBC_2\.26\n/);
    expect(said).toContain("fix:   use an older release of numpy, or use the runtime python3.12 (Amazon Linux 2023)");
  });
});

test.each(["arm64", "musl", "python312", "macos", "windows"] as const)(
  "a wheel for another platform is refused at the line that names its file (%s)",
  async (wheel) => {
    const said = await refusal((project) => {
      needing(project, "markupsafe", [`./wheels/${beside(project, wheel)}`]);
    });
    expect(said).toMatch(/^markupsafe\b/);
    expect(said).toContain(target);
    expect(said).toContain("where: report/requirements.txt:1\n");
  },
);

test.each([
  ["arm64", manylinux, "markupsafe/_speedups.cpython-311-aarch64-linux-gnu.so is for 64-bit aarch64", "use a wheel for x86_64"],
  ["musl", manylinux, "markupsafe/_speedups.cpython-311-x86_64-linux-musl.so is made for musl", "use its manylinux wheel"],
  [
    "python312",
    pure,
    "_speedups.cpython-312-x86_64-linux-gnu.so is for CPython 3.12",
    "use a wheel for Python 3.11 on Linux with glibc, x86_64, or use the runtime python3.12",
  ],
  [
    "macos",
    pure,
    "markupsafe/_speedups.cpython-311-darwin.so is for CPython 3.11 on macOS",
    "use a wheel for Python 3.11 on Linux",
  ],
  [
    "windows",
    pure,
    "markupsafe/_speedups.cp311-win_amd64.pyd is for CPython 3.11 on Windows",
    "use a wheel for Python 3.11 on Linux",
  ],
] as const)(
  "where the tags lie, the file that does not load is named, and the cure (%s as %s)",
  async (wheel, tag, what, fix) => {
    const said = await refusal((project) => {
      needing(project, "markupsafe", [`./wheels/${lying(project, wheel, tag)}`]);
    });
    expect(said).toMatch(/^markupsafe 3\.0\.4 (?:does not load|cannot be imported) on python3\.11 on x86_64 \(glibc 2\.26\): /);
    expect(said).toContain(what);
    expect(said).toContain(`fix:   ${fix.startsWith("or") ? "" : fix}`);
    expect(said).toContain(fix);
  },
);

test("the wheel that fits passes, as it is published and packed anew", async () => {
  for (const put of [beside, (project: Project, wheel: Wheel) => lying(project, wheel, pure)]) {
    const { status, stderr } = await synthesized((project) => {
      needing(project, "markupsafe", [`./wheels/${put(project, "fitting")}`]);
    });
    expect([status, stderr]).toEqual([0, ""]);
  }
});

describe("a wheel with a file that needs a library nobody brings along", () => {
  test("is told of with its file and the library", async () => {
    const { stderr } = await synthesized((project) => {
      needing(project, "skia", ["skia-python==87.7"]);
    });
    expect(stderr).toContain(
      `skia-python 87.7 may not load on ${target}: skia.cpython-311-x86_64-linux-gnu.so needs libGL.so.1,`,
    );
    expect(stderr).toContain("fix:   use a wheel that brings it along");
  });

  // Many a machine has the real libGL.so.1; this one nobody has.
  const absent = (content: Uint8Array): Uint8Array =>
    Buffer.from(Buffer.from(content).toString("latin1").replaceAll("libGL.so.1", "libGX.so.1"), "latin1");
  const hasPython = ownPythons(11, process.env).length > 0 || process.env.CI === "true";

  (hasPython ? test : test.skip)("is refused where the import asks for it", async () => {
    const said = await refusal((project) => {
      needing(project, "skia", [`./wheels/${lying(project, "libGL", manylinux, absent)}`]);
    });
    expect(said).toContain(`skia-python 87.7 may not load on ${target}: skia.cpython-311-x86_64-linux-gnu.so needs libGX.so.1,`);
    expect(said).toContain("index.handler does not import: ImportError: libGX.so.1: cannot open shared object file");
    expect(said).toContain("where: report/index.py:1\n  fix:   use a wheel that brings libGX.so.1 along");
  });
});
