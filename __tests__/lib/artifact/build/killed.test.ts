import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, statSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { inTemporaryFolder } from "../temporary-folder";
import { sha256Of } from "../wheel/make-wheel";
import { Builder } from "./builder";
import { keptZips, unfinished } from "./kept-files";
import { artifactOf, oddFiles, oddWheels, writeFunction } from "./made-function";

const large = (bytes: number): string => randomBytes(bytes / 2).toString("hex");
/** What takes a while: packing it, or deflating anew what a wheel stores. */
const largeFiles = {
  ...oddFiles,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((part) => [`model-${part}.txt`, large(700_000)])),
};
const largeWheel = { name: "large", files: { "large/data.txt": { content: large(3_000_000), stored: true } } };

const isOfZip = (path: string): boolean => basename(path).startsWith(".artifact.zip.");
/** Of the other unfinished files, the copy of the wheel ends when the wheel is there. */
const isOfIndex = (path: string, cache: string): boolean => {
  const wheels = readdirSync(join(cache, "v1/wheels"), { recursive: true, encoding: "utf8" });
  return !isOfZip(path) && wheels.some((wheel) => wheel.endsWith(".whl"));
};

/** Whether a part of what is looked for is written. */
function isHalfway(cache: string, isWanted: (path: string, cache: string) => boolean): boolean {
  try {
    return unfinished(cache).some((path) => isWanted(path, cache) && statSync(path).size > 0);
  } catch {
    return false; // what was there a moment ago is gone
  }
}

/** Starts a build and kills it as soon as it has written a part of what it makes. */
async function killHalfway(folder: string, source: string, isWanted: typeof isOfIndex): Promise<void> {
  const cache = join(folder, "cache");
  const builder = await Builder.start({ cache });
  const end = once(builder.child, "exit");
  const built = builder.build({ source, output: join(folder, "stack") }).then(
    () => "built",
    () => "killed",
  );
  while (!isHalfway(cache, isWanted) && (await Promise.race([built, setTimeout(2, "goes on")])) !== "built");
  builder.end();
  expect([await built, (await end)[1]]).toEqual(["killed", "SIGKILL"]);
}

test.each([
  ["while it splices", isOfZip, largeFiles, oddWheels],
  ["while it indexes a wheel", isOfIndex, oddFiles, [largeWheel]],
])(
  "of a process that is killed %s nothing is ever used, and nothing stays for ever",
  async (_when, isWanted, files, wheels) => {
    await inTemporaryFolder(async (folder) => {
      const source = writeFunction(folder, files, wheels);
      await killHalfway(folder, source, isWanted);
      const tmp = join(folder, "cache/v1/tmp");
      const left = readdirSync(tmp);
      expect(left).not.toEqual([]);
      expect(unfinished(join(folder, "cache")).filter((path) => !path.startsWith(tmp))).toEqual([]);

      const { code, layer } = artifactOf(folder);
      const elsewhere = artifactOf(folder, { env: { LAMBDA_CONTAINER_CACHE: join(folder, "another-cache") } });
      expect([code.contents, layer?.contents]).toEqual([elsewhere.code.contents, elsewhere.layer?.contents]);
      expect([code, layer].map((zip) => sha256Of(zip?.path ?? ""))).toEqual([code.contents.sha256, layer?.contents.sha256]);
      expect(readdirSync(tmp)).toEqual(left); // for an hour it might be somebody's

      const then = Date.now() / 1_000 - 2 * 3_600;
      for (const name of left) utimesSync(join(tmp, name), then, then);
      artifactOf(folder);
      expect(unfinished(join(folder, "cache"))).toEqual([]);
      expect(keptZips(join(folder, "cache"))).toEqual([code.path, layer?.path].sort());
    });
  },
  60_000,
);
