import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findPythons } from "../../../../lib/artifact/python-scan/find-python";
import { inTemporaryFolder } from "../temporary-folder";

/** Which Pythons are tried for python3.11, where these are on PATH: in each folder names, or links `name -> target`. */
function tried(folders: Readonly<Record<string, readonly string[]>>, named?: (folder: string) => string): string[] {
  return inTemporaryFolder((root) => {
    for (const [folder, names] of Object.entries(folders)) {
      mkdirSync(join(root, folder), { recursive: true });
      for (const name of names) {
        const [file = "", target] = name.split(" -> ");
        if (target === undefined) writeFileSync(join(root, folder, file), "");
        else symlinkSync(target, join(root, folder, file));
      }
    }
    const onPath = Object.keys(folders).filter((folder) => !folder.includes("versions"));
    const env = { PATH: onPath.map((folder) => join(root, folder)).join(delimiter), LAMBDA_CONTAINER_PYTHON: named?.(root) };
    return findPythons(11, env).map(({ path, minor }) => `${path.slice(root.length + 1)} ${String(minor)}`);
  });
}

test("the runtime's own minor comes first, then newer ones upwards, an unknown one, and older ones downwards", () => {
  expect(tried({ bin: ["python3.13", "python3.9", "python3.11", "python3.12", "python3.10", "python3"] })).toEqual([
    ...["bin/python3.11 11", "bin/python3.12 12", "bin/python3.13 13", "bin/python3 undefined"],
    ...["bin/python3.10 10", "bin/python3.9 9"],
  ]);
});

test("a python3 that leads to a Python with its minor in its name is known without running it", () => {
  expect(tried({ bin: ["python3 -> python3.12", "python3.12"] })).toEqual(["bin/python3.12 12"]);
});

test("of two alike the first on PATH is taken", () => {
  expect(tried({ a: ["python3.11"], b: ["python3.11"] })).toEqual(["a/python3.11 11"]);
});

test("where pyenv's shims are on PATH its versions stand for them", () => {
  const pyenv = { "pyenv/shims": ["python3.11", "python3"], "pyenv/versions/3.12.1/bin": ["python3.12"] };
  expect(tried(pyenv)).toEqual(["pyenv/versions/3.12.1/bin/python3.12 12"]);
});

test("too old a Python, a folder and a link that leads nowhere are none", () => {
  expect(tried({ bin: ["python3.8", "python3 -> python3.8", "python3.12 -> nowhere"], "bin/python3.11": [] })).toEqual([]);
});

test("the one that LAMBDA_CONTAINER_PYTHON names is the only one, by path or by its name on PATH", () => {
  const folders = { bin: ["python3.9", "python3.11"] };
  expect(tried(folders, (root) => join(root, "bin", "python3.9"))).toEqual(["bin/python3.9 9"]);
  expect(tried(folders, () => "python3.9")).toEqual(["bin/python3.9 9"]);
  expect(tried(folders, (root) => join(root, "nowhere"))).toEqual(["nowhere undefined"]);
});
