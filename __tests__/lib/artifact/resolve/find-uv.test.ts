import { chmodSync } from "node:fs";
import { join } from "node:path";
import { findUv, type UvSearch } from "../../../../lib/artifact/resolve/find-uv";
import { anyPython, uvEnvironment } from "../../../../lib/artifact/resolve/run-uv";
import release from "../../../../lib/artifact/resolve/uv-release.json";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";

function search(folder: string, env: NodeJS.ProcessEnv = {}, offline = true): UvSearch {
  const known = { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, ...env };
  return { cache: join(folder, "cache"), env: known, cwd: folder, offline, scrub: (text) => text, say: () => undefined };
}

function program(folder: string, path: string, prints: string): void {
  write(folder, { [path]: `#!/bin/sh\n${prints}\n` });
  chmodSync(join(folder, path), 0o755);
}

test.each([
  ["LAMBDA_CONTAINER_UV", "own/uv", { LAMBDA_CONTAINER_UV: "own/uv" }],
  ["PATH", "bin/uv", {}],
  ["the cache", `cache/uv-${release.version}/bin/uv`, {}],
  ["the project's environments", ".local/environments/tools-1/bin/uv", {}],
])("uv is found in %s", (_where, path, env: Record<string, string>) => {
  inTemporaryFolder((folder) => {
    program(folder, path, "echo uv 1.2.3 '(abc)'");
    const absolute = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, join(folder, value)]));
    expect(findUv(search(folder, absolute))).toEqual({ path: join(folder, path), version: "1.2.3" });
  });
});

test("one that does not answer, as pyenv's shim may not, is passed over", () => {
  inTemporaryFolder((folder) => {
    program(folder, "bin/uv", "echo 'pyenv: uv: command not found' >&2; exit 127");
    program(folder, ".local/environments/tools-1/bin/uv", "echo uv 1.2.3");
    expect(findUv(search(folder)).path).toBe(join(folder, ".local/environments/tools-1/bin/uv"));
  });
});

test("one that was named must answer", () => {
  inTemporaryFolder((folder) => {
    program(folder, "bin/uv", "echo uv 1.2.3");
    expect(errorText(folder, () => findUv(search(folder, { LAMBDA_CONTAINER_UV: join(folder, "none") })))).toBe(
      "UserError\nLAMBDA_CONTAINER_UV names no uv that answers\n  where: ~/none\n  fix:   correct the path, or unset it",
    );
  });
});

test("where there is none, and offline none may be fetched, says how to have one", () => {
  inTemporaryFolder((folder) => {
    expect(errorText(folder, () => findUv(search(folder, { PATH: "" })))).toContain(
      "there is no uv here, and none may be fetched offline",
    );
  });
});

test("pip installs the pinned release by its hashes, and a failure says why", () => {
  inTemporaryFolder((folder) => {
    program(folder, "bin/python3", 'echo "$@" > "$(dirname "$0")/args"; echo "ERROR: no network" >&2; exit 1');
    const said = errorText(folder, () => findUv(search(folder, { PATH: `${join(folder, "bin")}:/usr/bin:/bin` }, false)));
    expect(said).toContain("there is no uv here, and pip cannot install it:\nERROR: no network");
    expect(said).toContain("fix:   install uv");
    program(
      folder,
      "bin/python3",
      'while [ "$1" != --target ]; do [ "$1" = --require-hashes ] && hashes=1; shift; done; [ -n "$hashes" ] && mkdir -p "$2/bin" && printf "#!/bin/sh\\necho uv 1.2.3\\n" > "$2/bin/uv" && chmod +x "$2/bin/uv"',
    );
    expect(findUv(search(folder, {}, false)).path).toBe(join(folder, `cache/uv-${release.version}/bin/uv`));
  });
});

test("the pinned release has a hash for every platform", () => {
  expect(release.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(release.hashes.length).toBeGreaterThan(10);
  expect(release.hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});

test("uv sees indexes and certificates of the environment, but nothing that would make it resolve for another target", () => {
  const seen = uvEnvironment({ UV_INDEX_URL: "a", SSL_CERT_FILE: "b", UV_PYTHON: "c", UV_NO_BINARY: "d", VIRTUAL_ENV: "e" });
  expect(seen).toMatchObject({ UV_INDEX_URL: "a", SSL_CERT_FILE: "b", UV_PYTHON_DOWNLOADS: "never" });
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(["UV_PYTHON"]));
  expect(seen.UV_NO_BINARY ?? seen.VIRTUAL_ENV).toBeUndefined();
});

test("uv is told the first Python on PATH, so that it asks no other", () => {
  inTemporaryFolder((folder) => {
    expect(anyPython({ PATH: folder })).toEqual([]);
    program(folder, "python3", "");
    expect(anyPython({ PATH: folder })).toEqual(["--python", "python3"]);
  });
});
