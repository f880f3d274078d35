import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { eject } from "../../../cli/commands/eject";
import { baseLockName, writeBaseLock } from "../../../lib/artifact/image/base-lock";
import { madeBase } from "../../lib/artifact/image/made-base";
import { errorText, inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

const base = madeBase("docker");
const sha256 = "0123456789abcdef".repeat(4);
const tool = {
  ...{ name: "tool", version: "1.0", requiredBy: [], unzippedBytes: 1 },
  wheel: { filename: "tool-1.0-py3-none-any.whl", sha256, bytes: 1, origin: "index" },
};
const stack = "cdktf.out/stacks/demo";

/** What synthesis says of the function `report`, by strategy. */
const zips = {
  runtime: [{ path: "f.zip", madeBy: "archive_file", files: ownFiles("") }],
  bundle: [{ path: "f.zip", madeBy: "splice", distributions: [tool], files: [...ownFiles(""), dependency("")] }],
  layer: [
    { path: "f.zip", madeBy: "splice", distributions: [], files: ownFiles("") },
    { path: "l.zip", madeBy: "splice", distributions: [tool], files: [dependency("python/")] },
  ],
  image: [
    { path: "f.tar.gz", madeBy: "splice", distributions: [], files: ownFiles("var/task/") },
    { path: "l.tar.gz", madeBy: "splice", distributions: [tool], files: [dependency("var/task/")] },
  ],
} as const;

function ownFiles(prefix: string): object[] {
  return ["app.py", "common/a.py"].map((path) => ({ path: `${prefix}${path}`, origin: "first-party" }));
}

function dependency(prefix: string): object {
  return { path: `${prefix}tool/__init__.py`, origin: "tool" };
}

function inProject(strategy: keyof typeof zips, action: (root: string) => void, more: object = {}): void {
  inTemporaryFolder((root) => {
    synthesized(root, stack, strategy, more);
    write(root, { "backend/report/app.py": "" });
    writeBaseLock(join(root, baseLockName), [base]);
    action(root);
  });
}

function synthesized(root: string, directory: string, strategy: keyof typeof zips, more: object = {}): void {
  const fn = {
    ...{ name: "report", strategy, runtime: "python3.11", architecture: "x86_64", source: "backend/report" },
    zips: zips[strategy].map(({ path }) => path),
    ...(strategy === "image" ? { image: { handler: "app.main" } } : {}),
    ...more,
  };
  const resource = { aws_lambda_function: { report: strategy === "image" ? {} : { handler: "app.main" } } };
  write(root, {
    [`${directory}/cdk.tf.json`]: JSON.stringify({ resource }),
    [`${directory}/artifacts.json`]: JSON.stringify({ version: 1, functions: [fn], zips: zips[strategy] }),
  });
}

function ejected(root: string, name = "report", stacks: readonly string[] = [], env = {}): readonly string[] {
  const quiet = (): void => undefined;
  return eject(name, stacks, { root, env, out: quiet, err: quiet }).files.map((path) => path.replace(`${root}/`, ""));
}

test.each(["bundle", "layer", "image"] as const)(
  "of a function that is packaged as %s, the Dockerfile has files, wheels and handler",
  (strategy) => {
    inProject(strategy, (root) => {
      expect(ejected(root)).toEqual(["backend/report/Dockerfile", "backend/report/requirements.docker.txt"]);
      const dockerfile = readFileSync(join(root, "backend/report/Dockerfile"), "utf8");
      expect(dockerfile).toContain(`\nFROM public.ecr.aws/lambda/python:3.11@${base.digest}\n`);
      expect(dockerfile).toMatch(/COPY app\.py \.\/\nCOPY common\/ common\/\n\nCMD \["app\.main"\]\n$/);
      const requirements = readFileSync(join(root, "backend/report/requirements.docker.txt"), "utf8");
      expect(requirements).toContain(`tool==1.0 \\\n    --hash=sha256:${sha256}\n`);
    });
  },
);

test.each([
  { what: "another lock is named", lock: "other.lock.json", expected: madeBase("oci").digest },
  { what: "the local cloud names its own", lock: ".local/cloud/base-images.lock.json", expected: base.digest },
])("where $what, the Dockerfile begins with the base of a lock that holds elsewhere too", ({ lock, expected }) => {
  inProject("bundle", (root) => {
    mkdirSync(dirname(join(root, lock)), { recursive: true });
    writeBaseLock(join(root, lock), [madeBase("oci")]);
    ejected(root, "report", [], { LAMBDA_CONTAINER_BASE_LOCK: join(root, lock) });
    expect(readFileSync(join(root, "backend/report/Dockerfile"), "utf8")).toContain(expected);
  });
});

test("of a function for which nothing is installed, there are no requirements", () => {
  inProject("runtime", (root) => {
    expect(ejected(root)).toEqual(["backend/report/Dockerfile"]);
    expect(existsSync(join(root, "backend/report/requirements.docker.txt"))).toBe(false);
  });
});

test.each(["Dockerfile", "requirements.docker.txt"])("where there is a %s, nothing is written", (name) => {
  inProject("bundle", (root) => {
    write(root, { [`backend/report/${name}`]: "mine" });
    expect(errorText(root, () => ejected(root))).toBe(
      [
        `UserError\nthere is a ${name} already, and it is not overwritten`,
        `  where: ~/backend/report/${name}`,
        "  fix:   keep it, or move it away and run the same command again",
      ].join("\n"),
    );
    const other = name === "Dockerfile" ? "requirements.docker.txt" : "Dockerfile";
    expect(readFileSync(join(root, "backend/report", name), "utf8")).toBe("mine");
    expect(existsSync(join(root, "backend/report", other))).toBe(false);
  });
});

test("a function that is not there is an error that names those that are", () => {
  inProject("bundle", (root) => {
    expect(errorText(root, () => ejected(root, "repot"))).toMatch(
      /no function repot was synthesized\n.+\n {2}fix: {3}name one of: report$/,
    );
  });
});

test("of two stacks with such a function one is to be named", () => {
  inProject("bundle", (root) => {
    synthesized(root, "cdktf.out/stacks/other", "runtime");
    expect(errorText(root, () => ejected(root))).toMatch(
      /several stacks have a function report[\s\S]+name its stack directory too/,
    );
    expect(ejected(root, "report", ["cdktf.out/stacks/other"])).toEqual(["backend/report/Dockerfile"]);
  });
});

test("what was built here from a folder cannot be had by its hash elsewhere, and is refused", () => {
  inProject("bundle", (root) => {
    const text = readFileSync(join(root, stack, "artifacts.json"), "utf8");
    write(root, { [`${stack}/artifacts.json`]: text.replaceAll('"origin":"index"', '"origin":"built"') });
    expect(errorText(root, () => ejected(root))).toMatch(/tool 1\.0 was built here from a folder[\s\S]+additionalSources/);
  });
});

test("a base that is not locked is an error with the command that locks it", () => {
  inProject(
    "bundle",
    (root) => {
      expect(errorText(root, () => ejected(root))).toMatch(/is not locked[\s\S]+npm run lock -- --base python3\.12/);
    },
    { runtime: "python3.12" },
  );
});

test("a function that is built of a Dockerfile has one", () => {
  inProject(
    "image",
    (root) => {
      expect(errorText(root, () => ejected(root))).toMatch(
        /report is built of a Dockerfile already\n {2}where: backend\/report\/Other/,
      );
    },
    { image: { handler: "app.main", build: { dockerfile: "Other", platform: "linux/amd64" } } },
  );
});
