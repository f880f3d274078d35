import { relative } from "node:path";
import { findManifest } from "../../../../lib/artifact/requirements/manifest";
import { parsePylock } from "../../../../lib/artifact/requirements/pylock";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";

const project = '[project]\nname = "app"\nversion = "1"\n';

/** What is found in `fn/`, with paths relative to the folder above. */
function found(files: Readonly<Record<string, string>>, named?: string): unknown {
  return inTemporaryFolder((folder) => {
    write(folder, { "fn/index.py": "", ...files });
    let manifest: unknown;
    const fault = errorText(folder, () => {
      manifest = findManifest(`${folder}/fn`, named);
    });
    if (fault !== "no error") return fault.split("\n").slice(1);
    const entries = Object.entries(manifest ?? {}) as [string, string | undefined][];
    return Object.fromEntries(
      entries.map(([key, value]) => [key, value?.startsWith("/") === true ? relative(folder, value) : value]),
    );
  });
}

test.each([
  ["nothing", {}, {}],
  ["requirements.txt", { "fn/requirements.txt": "" }, { kind: "requirements", path: "fn/requirements.txt" }],
  [
    "requirements.txt with a lock",
    { "fn/requirements.txt": "", "fn/pylock.toml": "" },
    { kind: "requirements", path: "fn/requirements.txt", pylock: "fn/pylock.toml" },
  ],
  ["pylock.toml alone", { "fn/pylock.toml": "" }, { kind: "pylock", path: "fn/pylock.toml" }],
  ["pyproject.toml", { "fn/pyproject.toml": project }, { kind: "pyproject", path: "fn/pyproject.toml" }],
  [
    "pyproject.toml with uv.lock",
    { "fn/pyproject.toml": project, "fn/uv.lock": "" },
    { kind: "uv-lock", path: "fn/pyproject.toml", lock: "fn/uv.lock" },
  ],
  [
    "a pyproject.toml that only configures tools",
    { "fn/pyproject.toml": "[tool.ruff]\n", "fn/requirements.txt": "" },
    { kind: "requirements", path: "fn/requirements.txt" },
  ],
  [
    "a member of a workspace",
    {
      "fn/pyproject.toml": project,
      "uv.lock": '[manifest]\nmembers = ["app"]\n[[package]]\nname = "app"\nsource = { editable = "fn" }\n',
    },
    { kind: "uv-lock", path: "fn/pyproject.toml", lock: "uv.lock" },
  ],
  [
    "a lock above that is another project's",
    { "fn/pyproject.toml": project, "uv.lock": "" },
    { kind: "pyproject", path: "fn/pyproject.toml" },
  ],
])("%s is found", (_what, files, expected) => {
  expect(found(files)).toEqual(expect.objectContaining(expected));
});

test.each([
  [
    "requirements.txt and pyproject.toml",
    { "fn/requirements.txt": "", "fn/pyproject.toml": project },
    "requirements.txt and pyproject.toml both say what the function needs",
  ],
  [
    "uv.lock and pylock.toml",
    { "fn/pyproject.toml": project, "fn/uv.lock": "", "fn/pylock.toml": "" },
    "uv.lock and pylock.toml both say what the function needs",
  ],
  ["a Pipfile", { "fn/Pipfile": "" }, "dependencies are not read from Pipfile"],
  [
    "Poetry's own table",
    { "fn/pyproject.toml": "[tool.poetry.dependencies]\nsix = '*'\n" },
    "the dependencies are in [tool.poetry], which is not read",
  ],
])("%s: an error that says what to do", (_what, files, message) => {
  expect(found(files)).toEqual([
    expect.stringContaining(message),
    expect.stringContaining("where: "),
    expect.stringContaining("fix: "),
  ]);
});

test("a name decides between two kinds", () => {
  expect(found({ "fn/requirements.txt": "", "fn/pyproject.toml": project }, "requirements.txt")).toMatchObject({
    kind: "requirements",
  });
});

test("a name that is not there is an error", () => {
  expect(found({}, "other.txt")).toEqual([
    "the requirements other.txt do not exist",
    "  where: ~/fn/other.txt",
    expect.stringContaining("fix: "),
  ]);
});

const wheel = (hash: string, name = "six-1.17.0-py2.py3-none-any.whl"): string =>
  `wheels = [{ url = "https://host/${name}", size = 9, hashes = { sha256 = "${hash}" } }]\n`;
const lock = (body: string): string =>
  `lock-version = "1.0"\ncreated-by = "uv"\n[[packages]]\nname = "Six"\nversion = "1.17.0"\n${body}`;

test("a pylock.toml names each wheel with its hash", () => {
  expect(parsePylock(lock(wheel("a".repeat(64))), "pylock.toml").packages).toMatchObject([
    {
      name: "six",
      version: "1.17.0",
      where: "pylock.toml:3",
      wheels: [{ filename: "six-1.17.0-py2.py3-none-any.whl", sha256: "a".repeat(64), size: 9 }],
    },
  ]);
});

test.each([
  ["no TOML", "lock-version = ", /pylock\.toml:1/],
  ["a version of the format that is not known", 'lock-version = "2.0"\n', /the lock has lock-version "2\.0"; only 1\.0 is known/],
  ["no version of the format", "", /the lock has no lock-version/],
  [
    "a wheel without a hash",
    lock('wheels = [{ url = "https://host/six-1.17.0-py2.py3-none-any.whl" }]\n'),
    /has no sha256 in the lock\n {2}where: pylock\.toml:3/,
  ],
  ["a hash that is none", lock(wheel("abc")), /has no sha256 in the lock/],
  ["a wheel with another file's name", lock(wheel("a".repeat(64), "six.tar.gz")), /without an address or a proper file name/],
  ["a marker that cannot be read", lock('marker = "python >"\n'), /the marker asks for python/],
  [
    "a package without a name",
    'lock-version = "1.0"\n[[packages]]\nversion = "1"\n',
    /a package in the lock has no name\n {2}where: pylock\.toml:2/,
  ],
])("a pylock.toml with %s is refused", (_what, text, message) => {
  expect(() => parsePylock(text, "pylock.toml")).toThrow(message);
});
