import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";
import { sharedIndex } from "../resolve/with-index";
import { artifactOf } from "./made-function";

const shared = sharedIndex();

jest.setTimeout(60_000);

function writeSource(folder: string, code = "import tool\n"): void {
  write(folder, { "source/index.py": code, "source/requirements.txt": `--index-url ${shared.server.index()}\ntool\n` });
}

/** Removes from the cache all but what is named. */
function keepOnly(folder: string, ...names: readonly string[]): void {
  const cache = join(folder, "cache/v1");
  for (const name of readdirSync(cache)) if (!names.includes(name)) rmSync(join(cache, name), { recursive: true });
}

test.each(["layer", "bundle"] as const)("offline, a %s is made anew of what the cache holds", async (strategy) => {
  await inTemporaryFolder(async (folder) => {
    writeSource(folder);
    const online = artifactOf(folder, { strategy, uv: shared.uv });
    const before = await shared.server.requests();
    rmSync(join(folder, "cache/v1/artifacts-1"), { recursive: true });
    expect(artifactOf(folder, { strategy, offline: true })).toEqual(online);
    writeSource(folder, "import tool, json\n");
    const changed = artifactOf(folder, { strategy, offline: true });
    expect(changed.code.contents.sha256).not.toBe(online.code.contents.sha256);
    expect(changed.layer).toEqual(online.layer);
    expect(await shared.server.requests()).toBe(before);
  });
});

test("offline, the finished ZIPs and what was resolved are enough", () => {
  inTemporaryFolder((folder) => {
    writeSource(folder);
    const online = artifactOf(folder, { uv: shared.uv });
    keepOnly(folder, "artifacts-1", "resolutions");
    expect(artifactOf(folder, { offline: true })).toEqual(online);
  });
});

test("offline, a wheel that the cache lacks is named where it is needed", () => {
  inTemporaryFolder((folder) => {
    writeSource(folder);
    artifactOf(folder, { uv: shared.uv });
    keepOnly(folder, "resolutions");
    expect(errorText(folder, () => artifactOf(folder, { offline: true })).replace(/[0-9a-f]{64}/g, "‹sha256›"))
      .toMatchInlineSnapshot(`
      "UserError
      dep-1.0-py3-none-any.whl is not in the cache, and nothing may be fetched offline (sha256 ‹sha256›)
        fix:   run it once with the network, or without LAMBDA_CONTAINER_OFFLINE
      tool-2.0-py3-none-any.whl is not in the cache, and nothing may be fetched offline (sha256 ‹sha256›)
        where: ~/source/requirements.txt:2
        fix:   run it once with the network, or without LAMBDA_CONTAINER_OFFLINE"
    `);
  });
});
