import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import release from "../../../../lib/artifact/resolve/uv-release.json";

test("the uv that the engine installs is the one the local cloud is locked to, hash for hash", () => {
  const lock = readFileSync(resolve(__dirname, "../../../../cli/local/python/requirements/tools.txt"), "utf8");
  const [, version, hashes = ""] = /^uv==(\S+) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)/m.exec(lock) ?? [];
  expect(version).toBe(release.version);
  expect([...hashes.matchAll(/sha256:([0-9a-f]{64})/g)].map(([, hash]) => hash).sort()).toEqual([...release.hashes].sort());
});
