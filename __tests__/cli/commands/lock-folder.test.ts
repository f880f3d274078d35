import { sharedIndex } from "../../lib/artifact/resolve/with-index";
import { LockProject } from "./lock-project";

const shared = sharedIndex();

jest.setTimeout(60_000);

test("a folder that no synthesis knows is locked for the runtime that is given, and x86_64", async () => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep");
    const { out, failure } = await project.lock("backend/report", "--runtime", "python3.12");
    expect(failure).toBeUndefined();
    expect(out).toContain("backend/report/pylock.toml   1 distribution for python3.12 on x86_64");
  });
});

test.each<[string, string[], string]>([
  ["its function's", [], "for python3.13 on arm64"],
  ["another runtime than its function's, if one is given", ["--runtime", "python3.12"], "for python3.12 on arm64"],
  ["another processor, if one is given", ["--architecture", "x86_64"], "for python3.13 on x86_64"],
])("a folder that the last synthesis knows is locked for %s", async (_what, args, expected) => {
  await LockProject.with(shared, async (project) => {
    project.needs("backend/report", "dep");
    project.synthesized([
      { name: "other" },
      { name: "report", strategy: "runtime", runtime: "python3.13", architecture: "arm64" },
    ]);
    const { out } = await project.lock("backend/report", ...args);
    expect(out).toContain(expected);
  });
});

test.each<[string, (project: LockProject) => void]>([
  ["broken", (project) => project.stack("{")],
  ["of another release", (project) => project.stack('{"version":2}')],
  ["without functions", (project) => project.stack('{"version":1}')],
])("a receipt that is %s keeps nobody from locking a folder", async (_what, prepare) => {
  await LockProject.with(shared, async (project) => {
    prepare(project.needs("backend/report", "dep"));
    const { failure } = await project.lock("backend/report", "--runtime", "python3.12");
    expect(failure).toBeUndefined();
    expect(project.has("backend/report/pylock.toml")).toBe(true);
  });
});

test("a folder of an example is known by the example's own synthesis", async () => {
  await LockProject.with(shared, async (project) => {
    project
      .needs("examples/small/render", "dep")
      .synthesized([{ name: "render", source: "examples/small/render", runtime: "python3.10" }]);
    const [stack, own] = ["cdktf.out/stacks/demo", "examples/small/cdktf.out/stacks/small"];
    for (const file of ["cdk.tf.json", "artifacts.json"]) project.write({ [`${own}/${file}`]: project.read(`${stack}/${file}`) });
    project.stack('{"version":1,"functions":[],"zips":[]}').write({ "examples/small/main.ts": "" });
    expect((await project.lock("examples/small/render")).out).toContain("for python3.10 on x86_64");
  });
});

test.each<[string, string[], string]>([
  ["two folders", ["a", "b"], "name one folder"],
  ["a runtime of no folder", ["--runtime", "python3.12"], "are said of a folder: name it"],
  ["requirements of no folder", ["--requirements", "x.txt"], "are said of a folder: name it"],
  ["no runtime that AWS has", ["a", "--runtime", "python2.7"], "--runtime takes one of: python3.9, "],
  ["no processor of AWS's", ["a", "--architecture", "aarch64"], "--architecture takes one of: x86_64, arm64"],
  ["no form of a lock", ["a", "--form", "uv"], "--form takes one of: pylock, requirements"],
  ["a folder that nobody knows, and no runtime", ["a"], "no synthesis knows a yet: say its --runtime"],
])("%s is a wrong use", async (_what, args, message) => {
  await LockProject.with(shared, async (project) => {
    const { failure } = await project.lock(...args);
    expect(failure).toMatch(/^UsageError: /);
    expect(failure).toContain(message);
  });
});

test("a folder that is not there is an error", async () => {
  await LockProject.with(shared, async (project) => {
    expect((await project.lock("backend/report", "--runtime", "python3.12")).failure).toContain(
      "UserError: there is no folder backend/report",
    );
  });
});

describe("the file that counts", () => {
  test("is the one a function names, which has a lock of its own name", async () => {
    await LockProject.with(shared, async (project) => {
      project.needs("backend/report", "tool").needs("backend/report", "dep", "prod.txt");
      const dependencies = { sources: ["prod.txt"], requirements: "prod.txt", locked: false };
      const { out } = await project.synthesized([{ name: "report", dependencies }]).lock();
      expect(out).toMatch(/^backend\/report\/pylock\.prod\.toml {3}1 distribution .* from prod\.txt\n {2}added {4}dep 1\.0$/);
    });
  });

  test("is the one that is given, relative to the folder", async () => {
    await LockProject.with(shared, async (project) => {
      project.needs("backend/report", "tool").needs("backend/needs", "dep", "prod.in");
      const { out } = await project.lock("backend/report", "--runtime", "python3.12", "--requirements", "../needs/prod.in");
      expect(out).toMatch(/^backend\/needs\/pylock\.prod\.toml .* from prod\.in/);
    });
  });

  test("is asked for where the one that the last synthesis read is gone", async () => {
    await LockProject.with(shared, async (project) => {
      project.needs("backend/report", "dep");
      const dependencies = { sources: ["old.txt"], requirements: "old.txt", locked: false };
      const { failure } = await project.synthesized([{ name: "report", dependencies }]).lock();
      expect(failure).toContain("there is no file old.txt to make a lock from\n  where: backend/report\n");
      expect(failure).toContain("npm run lock -- backend/report --requirements FILE");
      expect((await project.lock("backend/report", "--requirements", "requirements.txt")).failure).toBeUndefined();
    });
  });

  test("is asked for where two say what is needed", async () => {
    await LockProject.with(shared, async (project) => {
      const pyproject = '[project]\nname = "app"\nversion = "1"\ndependencies = ["dep"]\n';
      project.needs("backend/report", "tool").write({ "backend/report/pyproject.toml": pyproject });
      const args = ["backend/report", "--runtime", "python3.12"];
      expect((await project.lock(...args)).failure).toContain(
        "requirements.txt and pyproject.toml both say what the function needs",
      );
      expect((await project.lock(...args, "--requirements", "pyproject.toml")).out).toContain("1 distribution for");
    });
  });
});
