import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseImageOf, relockCommand } from "../../../../lib/artifact/image/base-image";
import {
  baseLockName,
  baseLockPath,
  lockedBaseImage,
  readBaseLock,
  saidNotLocked,
  writeBaseLock,
} from "../../../../lib/artifact/image/base-lock";
import type { BaseImage } from "../../../../lib/artifact/image/oci";
import { managedRuntimes } from "../../../../lib/runtimes/managed-runtimes";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { changedConfig, madeBase } from "./made-base";

const arm = { platform: "linux/arm64", ownConfig: changedConfig({ architecture: "arm64" }) };
const images = [
  madeBase("docker", { name: "example.org/own:1" }),
  madeBase("docker"),
  madeBase("oci", arm),
] as const satisfies BaseImage[];

test("a lock reads back as it was written, by name and platform, and has the same bytes whatever the order", () => {
  inTemporaryFolder((folder) => {
    const [one, other] = [join(folder, baseLockName), join(folder, "other.json")];
    writeBaseLock(one, images);
    writeBaseLock(other, [...images].reverse());
    expect(readBaseLock(one)).toEqual(images);
    expect(readFileSync(one, "utf8")).toBe(readFileSync(other, "utf8"));
    expect(readFileSync(one, "utf8")).toMatch(/^\{\n {2}"version": 1,\n {2}"images": \[\n[^]*\n\}\n$/);
    expect(readdirSync(folder).sort()).toEqual([baseLockName, "other.json"]);
  });
});

test("what a lock says of its images is shown as it is written, and does nothing to a terminal", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, baseLockName);
    writeBaseLock(path, [{ ...madeBase("docker", { name: "example.org/\u001b[2J" }), digest: "sha256:0" }]);
    expect(errorText(folder, () => readBaseLock(path))).toContain("the manifest of example.org/\\x1b[2J for linux/amd64 is not");
  });
});

test("the base image of a function is the one of its name and platform", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, baseLockName);
    writeBaseLock(path, images);
    expect(lockedBaseImage(path, baseImageOf("python3.11", "x86_64"))).toEqual(images[1]);
    expect(lockedBaseImage(path, baseImageOf("python3.11", "arm64"))).toEqual(images[2]);
    expect(errorText(folder, () => lockedBaseImage(path, baseImageOf("python3.12", "x86_64")))).toMatchInlineSnapshot(`
      "UserError
      the base image public.ecr.aws/lambda/python:3.12 for linux/amd64 is not locked
        where: ~/base-images.lock.json
        fix:   npm run lock -- --base python3.12"
    `);
  });
});

test("where there is no lock, no base image is locked", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, baseLockName);
    expect(readBaseLock(path)).toEqual([]);
    expect(errorText(folder, () => lockedBaseImage(path, { name: "example.org/own:1", platform: "linux/arm64" })))
      .toMatchInlineSnapshot(`
      "UserError
      the base image example.org/own:1 for linux/arm64 is not locked
        where: ~/base-images.lock.json
        fix:   npm run lock -- --base example.org/own:1"
    `);
  });
});

test("what a synthesis says of base images that are not locked can be read again", () => {
  inTemporaryFolder((folder) => {
    const lacking = [baseImageOf("python3.11", "x86_64"), { name: "example.org/own:1", platform: "linux/arm64" }];
    const texts = lacking.map((each) => errorText(folder, () => lockedBaseImage(join(folder, baseLockName), each)));
    expect(saidNotLocked(texts.join("\n"))).toEqual(lacking);
    expect(saidNotLocked("warning: not locked: another day may resolve differently")).toEqual([]);
  });
});

test("the lock is at the project's root, unless the environment names another", () => {
  expect(baseLockPath("/project", {})).toBe("/project/base-images.lock.json");
  expect(baseLockPath("/project", { LAMBDA_CONTAINER_BASE_LOCK: "" })).toBe("/project/base-images.lock.json");
  expect(baseLockPath("/project", { LAMBDA_CONTAINER_BASE_LOCK: "/else/where.json" })).toBe("/else/where.json");
});

test("of each runtime AWS has a base image, and a command that locks it", () => {
  const ids = (Object.keys(managedRuntimes) as (keyof typeof managedRuntimes)[]).map((runtime) => baseImageOf(runtime, "arm64"));
  expect(ids.map(({ name }) => name)).toContain("public.ecr.aws/lambda/python:3.14");
  expect(ids.map(relockCommand)).toEqual(Object.keys(managedRuntimes).map((runtime) => `npm run lock -- --base ${runtime}`));
  expect(relockCommand({ name: "public.ecr.aws/lambda/python:3.11-preview" })).toBe(
    "npm run lock -- --base public.ecr.aws/lambda/python:3.11-preview",
  );
});

const [own, docker, oci] = images;
const lockOf = (entries: readonly unknown[]): string => JSON.stringify({ version: 1, images: entries });

const restore = "restore it, or remove it and lock each base image anew: npm run lock -- --base python3.11";
const keepOne = "keep one side of it, or remove the file and lock each base image anew: npm run lock -- --base python3.11";
const conflict = `{\n<<<<<<< HEAD\n  "version": 1,\n=======\n  "version": 1,\n>>>>>>> theirs\n}\n`;

test.each([
  ["a merge conflict", conflict, "there is a merge conflict in the lock of base images", keepOne],
  ["half a file", lockOf(images).slice(0, 200), "the lock of base images is not JSON: ", restore],
  ["another file", "[]", "this is no lock of base images", restore],
  ["entries that are none", lockOf([{ name: "a" }]), "this is no lock of base images", restore],
  [
    "another version",
    `{"version":2,"images":[]}`,
    "the lock of base images is of version 2, and this release knows version 1",
    restore,
  ],
])("a lock with %s is an error that says how to get a good one", (_what, text, what, fix) => {
  const [, first, ...others] = errorIn(text).split("\n");
  expect(first?.startsWith(what)).toBe(true);
  expect(others).toEqual(["  where: ~/base-images.lock.json", `  fix:   ${fix}`]);
});

test("all edited entries are named, and how to write each anew", () => {
  const edited = [
    { ...own, manifest: ` ${own.manifest}` },
    { ...docker, config: `${docker.config}\n` },
    { ...oci, platform: "linux/riscv64" },
    oci,
    oci,
  ];
  expect(errorIn(lockOf(edited))).toMatchInlineSnapshot(`
    "UserError
    the manifest of example.org/own:1 for linux/amd64 is not the text whose digest is sha256:‹digest›
      where: ~/base-images.lock.json
      fix:   remove that entry, then: npm run lock -- --base example.org/own:1
    the config of public.ecr.aws/lambda/python:3.11 for linux/amd64 is not the one that its manifest names
      where: ~/base-images.lock.json
      fix:   remove that entry, then: npm run lock -- --base python3.11
    the config of public.ecr.aws/lambda/python:3.11 for linux/riscv64 is of linux/arm64
      where: ~/base-images.lock.json
      fix:   remove that entry, then: npm run lock -- --base python3.11
    public.ecr.aws/lambda/python:3.11 for linux/arm64 is locked twice
      where: ~/base-images.lock.json
      fix:   remove that entry, then: npm run lock -- --base python3.11"
  `);
});

function errorIn(text: string): string {
  return inTemporaryFolder((folder) => {
    const path = join(folder, baseLockName);
    writeFileSync(path, text);
    return errorText(folder, () => readBaseLock(path)).replaceAll(/[0-9a-f]{64}/g, "‹digest›");
  });
}

test("a lock that cannot be read is an error that names it", () => {
  inTemporaryFolder((folder) => {
    mkdirSync(join(folder, baseLockName));
    expect(errorText(folder, () => readBaseLock(join(folder, baseLockName)))).toMatchInlineSnapshot(`
      "UserError
      the lock of base images cannot be read: EISDIR: illegal operation on a directory, read
        where: ~/base-images.lock.json
        fix:   give yourself the right to read it, or remove it"
    `);
  });
});
