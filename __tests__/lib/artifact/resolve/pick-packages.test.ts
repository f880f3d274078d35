import { parsePylock } from "../../../../lib/artifact/requirements/pylock";
import { pickPackages } from "../../../../lib/artifact/resolve/pick-packages";
import { platformOf, uvPlatform } from "../../../../lib/artifact/resolve/platform";
import { bestWheel } from "../../../../lib/artifact/resolve/wheel-tags";

const python311 = platformOf("python3.11", "x86_64");

test.each([
  ["python3.9", "x86_64", "x86_64-manylinux2014"],
  ["python3.11", "arm64", "aarch64-manylinux2014"],
  ["python3.12", "x86_64", "x86_64-manylinux_2_34"],
  ["python3.14", "arm64", "aarch64-manylinux_2_34"],
] as const)("%s on %s is %s to uv, whose wheels all load there", (runtime, architecture, name) => {
  expect(uvPlatform(platformOf(runtime, architecture))).toBe(name);
});

test.each([
  ["python3.11", "x86_64", "numpy-2.2.6-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", true],
  ["python3.11", "x86_64", "numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", false],
  ["python3.12", "x86_64", "numpy-2.4.6-cp312-cp312-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", true],
  ["python3.11", "x86_64", "pkg-1.0-cp311-cp311-manylinux_2_26_x86_64.whl", true],
  ["python3.11", "arm64", "numpy-2.2.6-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", false],
  ["python3.11", "arm64", "numpy-2.2.6-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl", true],
  ["python3.11", "x86_64", "numpy-2.2.6-cp312-cp312-manylinux2014_x86_64.whl", false],
  ["python3.11", "x86_64", "pkg-1.0-cp311-cp311-musllinux_1_2_x86_64.whl", false],
  ["python3.11", "x86_64", "pkg-1.0-cp311-cp311-macosx_11_0_x86_64.whl", false],
  ["python3.11", "x86_64", "pkg-1.0-cp311-cp311-linux_x86_64.whl", false],
  ["python3.11", "x86_64", "cryptography-50-cp38-abi3-manylinux2014_x86_64.whl", true],
  ["python3.11", "x86_64", "pkg-1.0-cp312-abi3-manylinux2014_x86_64.whl", false],
  ["python3.11", "x86_64", "six-1.17.0-py2.py3-none-any.whl", true],
  ["python3.11", "x86_64", "old-1.0-py2-none-any.whl", false],
] as const)("on %s %s, that %s loads is %p", (runtime, architecture, filename, loads) => {
  expect(bestWheel([{ filename }], platformOf(runtime, architecture)) !== undefined).toBe(loads);
});

test("of several that load, the one made for this Python and the newest glibc it has is the best", () => {
  const wheels = [
    "py3-none-any",
    "cp38-abi3-manylinux2014_x86_64",
    "cp311-cp311-manylinux1_x86_64",
    "cp311-cp311-manylinux2014_x86_64",
  ].map((tags) => ({ filename: `pkg-1.0-${tags}.whl` }));
  expect(bestWheel(wheels, python311)?.filename).toBe("pkg-1.0-cp311-cp311-manylinux2014_x86_64.whl");
});

test("of two that are else alike, the higher build number is the best, as a number", () => {
  const wheels = ["9", "10"].map((build) => ({ filename: `pkg-1.0-${build}-py3-none-any.whl` }));
  expect(bestWheel(wheels, python311)?.filename).toBe("pkg-1.0-10-py3-none-any.whl");
});

const wheel = (name: string): string =>
  `wheels = [{ url = "https://host/${name}", hashes = { sha256 = "${"a".repeat(64)}" } }]\n`;

function picking(body: string, head = ""): () => unknown {
  return () => pickPackages(parsePylock(`lock-version = "1.0"\n${head}${body}`, "pylock.toml"), python311, "pylock.toml");
}

test("a package is picked where its marker holds, with the wheel that fits", () => {
  const six = `[[packages]]\nname = "six"\nversion = "1.17.0"\n${wheel("six-1.17.0-py2.py3-none-any.whl")}`;
  const windows = `[[packages]]\nname = "pywin32"\nversion = "1"\nmarker = "sys_platform == 'win32'"\n${wheel("pywin32-1-cp311-cp311-win_amd64.whl")}`;
  expect(picking(six + windows)()).toMatchObject([
    { name: "six", version: "1.17.0", wheel: { filename: "six-1.17.0-py2.py3-none-any.whl" } },
  ]);
});

test.each([
  ["another Python", "", 'requires-python = ">=3.12"\n', "the lock is for Python >=3.12, not for python3.11"],
  [
    "other environments",
    "",
    "environments = [\"sys_platform == 'darwin'\"]\n",
    "the lock is for other environments than python3.11 on x86_64 (glibc 2.26)",
  ],
  [
    "a source alone",
    '[[packages]]\nname = "p"\nversion = "1"\nsdist = { name = "p-1.tar.gz" }\n',
    "",
    "p 1 is locked to an sdist, and only wheels are packed",
  ],
  [
    "a newer glibc",
    `[[packages]]\nname = "p"\nversion = "1"\n${wheel("p-1-cp311-cp311-manylinux_2_28_x86_64.whl")}`,
    "",
    "p 1 has no wheel in the lock that loads on python3.11 on x86_64 (glibc 2.26)",
  ],
  [
    "a package for newer Pythons",
    `[[packages]]\nname = "p"\nversion = "1"\nrequires-python = ">=3.12"\n${wheel("p-1-py3-none-any.whl")}`,
    "",
    "p in the lock needs Python >=3.12",
  ],
  [
    "a package twice",
    `[[packages]]\nname = "p"\nversion = "1"\n${wheel("p-1-py3-none-any.whl")}`.repeat(2),
    "",
    "the lock has p twice for this runtime",
  ],
])("a lock for %s is refused", (_what, body, head, message) => {
  expect(picking(body, head)).toThrow(message);
});
