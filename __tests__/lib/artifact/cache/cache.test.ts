import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../../lib/artifact/cache/cache-folder";
import { entryKey, readEntry, writeEntry } from "../../../../lib/artifact/cache/entries";
import { sweepTemporary, temporaryPath } from "../../../../lib/artifact/cache/temporary";
import { inTemporaryFolder } from "../temporary-folder";

test.each([
  [{ LAMBDA_CONTAINER_CACHE: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "linux", "/own/v1"],
  [{ XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "linux", "/xdg/lambda-container/v1"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/home/me" }, "linux", "/home/me/.cache/lambda-container/v1"],
  [{ HOME: "/Users/me" }, "darwin", "/Users/me/Library/Caches/lambda-container/v1"],
] as const)("with %j on %s the cache is %s", (env, platform, folder) => {
  expect(cacheFolder(env, platform)).toBe(folder);
});

test("what is kept under a key comes back, and only there", () => {
  inTemporaryFolder((cache) => {
    const key = entryKey({ requirements: "six" });
    writeEntry(cache, "resolutions", key, { six: "1.17.0" });
    expect(readEntry(cache, "resolutions", key)).toEqual({ six: "1.17.0" });
    expect(readEntry(cache, "exports", key)).toBeUndefined();
    expect(readEntry(cache, "resolutions", entryKey({ requirements: "six " }))).toBeUndefined();
  });
});

test.each([
  ["cut short", (text: string) => text.slice(0, -5)],
  ["changed", (text: string) => text.replace("1.17.0", "1.16.0")],
  ["something else", () => "[]"],
])("an entry that is %s counts as absent", (_what, damage) => {
  inTemporaryFolder((cache) => {
    const key = entryKey("key");
    writeEntry(cache, "built", key, { six: "1.17.0" });
    const path = join(cache, "built", `${key}.json`);
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    expect(readEntry(cache, "built", key)).toBeUndefined();
  });
});

test("entries are for their owner alone, and nothing half-made stays", () => {
  inTemporaryFolder((cache) => {
    writeEntry(cache, "built", "key", 1);
    expect((statSync(join(cache, "built", "key.json")).mode & 0o777).toString(8)).toBe("600");
    expect(readdirSync(join(cache, "tmp"))).toEqual([]);
  });
});

test("what a killed process left half-made is swept after an hour; what a running one makes is not", () => {
  inTemporaryFolder((cache) => {
    mkdirSync(join(cache, "tmp"), { recursive: true });
    const [dead, fresh, ours] = [
      join(cache, "tmp", "999999999-dead"),
      join(cache, "tmp", "999999998-fresh"),
      temporaryPath(cache),
    ];
    const old = Date.now() / 1000 - 2 * 3600;
    for (const path of [dead, fresh, ours]) writeFileSync(path, "");
    for (const path of [dead, ours]) utimesSync(path, old, old);
    sweepTemporary(cache);
    expect([dead, fresh, ours].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});
