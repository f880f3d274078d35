import { inTemporaryFolder } from "../temporary-folder";
import type { MadeWheel } from "../wheel/make-wheel";
import { artifactOf, writeFunction } from "./made-function";

const inseparable = ["boto3", "botocore", "s3transfer"];
const made = (name: string, ...requires: readonly string[]): MadeWheel => ({
  name,
  files: { [`${name}/__init__.py`]: "" },
  metadata: requires.map((each) => `Requires-Dist: ${each}`),
});
const wheels = [
  made("boto3", "botocore>=1", "s3transfer"),
  made("botocore", "jmespath"),
  made("s3transfer", "botocore"),
  made("jmespath"),
];
const pinning = made("pinning", "botocore==1.0");
const using = made("using", "boto3");

describe.each(["layer", "bundle"] as const)("in a %s", (strategy) => {
  test.each([
    {
      asked: false,
      requirements: "boto3\nusing\n",
      more: [using],
      shipped: ["boto3", "botocore", "jmespath", "s3transfer", "using"],
    },
    { asked: true, requirements: "boto3\nusing\n", more: [using], shipped: ["using"] },
    { asked: true, requirements: "boto3>=1\nusing\n", more: [using], shipped: ["boto3", "botocore", "s3transfer", "using"] },
    { asked: true, requirements: "pinning\nboto3\n", more: [pinning], shipped: ["boto3", "botocore", "pinning", "s3transfer"] },
    { asked: true, requirements: "using\njmespath==1.0\n", more: [using], shipped: ["jmespath", "using"] },
  ])("where omitting is asked for ($asked), $requirements ships $shipped", ({ asked, requirements, more, shipped }) => {
    inTemporaryFolder((folder) => {
      writeFunction(folder, { "index.py": "", "requirements.txt": requirements }, [...wheels, ...more]);
      const { code, layer } = artifactOf(folder, { strategy, omitRuntimePackages: asked });
      const { distributions, omitted, files } = (layer ?? code).contents;
      expect(distributions.map(({ name }) => name)).toEqual(shipped);
      const origins = new Set(files.map(({ origin }) => origin).filter((origin) => origin !== "first-party"));
      expect([...origins].sort()).toEqual(shipped);
      expect([0, inseparable.length]).toContain(inseparable.filter((name) => origins.has(name)).length);
      const all = [...wheels, ...more].map(({ name }) => name).sort();
      expect(omitted.map(({ name }) => name)).toEqual(all.filter((name) => !shipped.includes(name)));
    });
  });
});

test("where all that is needed is left to the runtime there is no layer, and the function's ZIP says what was left", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, { "index.py": "", "requirements.txt": "boto3\n" }, wheels);
    const { code, layer } = artifactOf(folder, { omitRuntimePackages: true });
    expect(layer).toBeUndefined();
    expect(code.contents.omitted.map(({ name }) => name)).toEqual(wheels.map(({ name }) => name).sort());
    expect(artifactOf(folder).layer?.contents.distributions).toHaveLength(wheels.length);
  });
});

test("what stays in although it might be left out says why", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, { "index.py": "", "requirements.txt": "# a comment\nboto3>=1\n" }, wheels);
    const { layer } = artifactOf(folder, { omitRuntimePackages: true });
    expect(layer?.contents.kept).toEqual([
      { name: "boto3", why: "requirements.txt asks for >=1" },
      { name: "botocore", why: "boto3 needs >=1" },
      { name: "s3transfer", why: "it goes together with boto3, which stays" },
    ]);
    expect(artifactOf(folder).layer?.contents.kept).toEqual([]);
  });
});

test("which runtime supplies what is left out is said anew for each", () => {
  inTemporaryFolder((folder) => {
    writeFunction(folder, { "index.py": "", "requirements.txt": "using\n" }, [...wheels, using]);
    for (const runtime of ["python3.11", "python3.12"] as const) {
      const { layer } = artifactOf(folder, { omitRuntimePackages: true, runtime });
      expect(new Set(layer?.contents.omitted.map(({ why }) => why))).toEqual(new Set([`${runtime} supplies it`]));
    }
  });
});
