import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ownPythons } from "../../../../lib/artifact/import-proof/own-python";
import { inTemporaryFolder } from "../temporary-folder";

function found(files: readonly string[], env: (folder: string) => NodeJS.ProcessEnv): string[] {
  return inTemporaryFolder((folder) => {
    for (const path of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
    return ownPythons(12, env(folder)).map(({ path }) => path.slice(folder.length + 1));
  });
}

test("only Pythons of the runtime's own minor are taken: on PATH, among pyenv's versions, and among uv's", () => {
  const files = [
    "bin/python3.11",
    "bin/python3.12",
    "bin/python3",
    "pyenv/versions/3.12.1/bin/python3.12",
    "pyenv/shims/python3.12",
  ];
  const managed = ["3.12.9", "3.12.10", "3.13.0"].map(
    (version) => `uv/python/cpython-${version}-linux/bin/python3.${version.split(".")[1] ?? ""}`,
  );
  const env = (folder: string): NodeJS.ProcessEnv => ({ PATH: `${folder}/bin:${folder}/pyenv/shims`, XDG_DATA_HOME: folder });
  expect(found([...files, ...managed], env)).toEqual([
    "bin/python3.12",
    "uv/python/cpython-3.12.10-linux/bin/python3.12",
    "uv/python/cpython-3.12.9-linux/bin/python3.12",
  ]);
  expect(found(files, (folder) => ({ PATH: `${folder}/pyenv/shims` }))).toEqual(["pyenv/versions/3.12.1/bin/python3.12"]);
  expect(found(files, () => ({}))).toEqual([]);
});

test("the named one comes first where it is of that minor, and is passed over where it is not", () => {
  const files = ["bin/python3.12", "own/python3.12", "own/python3.11"];
  const env = (name: string) => (folder: string) => ({ PATH: `${folder}/bin`, LAMBDA_CONTAINER_PYTHON: `${folder}/own/${name}` });
  expect(found(files, env("python3.12"))).toEqual(["own/python3.12", "bin/python3.12"]);
  expect(found(files, env("python3.11"))).toEqual(["bin/python3.12"]);
});

test("another file under the same name has another stamp, and a link is followed", () => {
  inTemporaryFolder((folder) => {
    const real = join(folder, "python3.12");
    writeFileSync(real, "");
    mkdirSync(join(folder, "bin"));
    symlinkSync(real, join(folder, "bin", "python3.12"));
    const stamp = (): string | undefined => ownPythons(12, { PATH: join(folder, "bin") })[0]?.stamp;
    const before = stamp();
    writeFileSync(real, "another");
    expect(ownPythons(12, { PATH: join(folder, "bin") }).map(({ path }) => path)).toEqual([realpathSync(real)]);
    expect(stamp()).not.toBe(before);
  });
});
