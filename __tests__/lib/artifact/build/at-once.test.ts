import { readFileSync, rmSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { inTemporaryFolder } from "../temporary-folder";
import type { BuildReport } from "./build-process";
import { Builder } from "./builder";
import { changeByte, keptWheels, keptZips, unfinished } from "./kept-files";
import { oddFiles, writeFunction } from "./made-function";

const rounds = 25;

/** Two processes build, round after round, what `prepare` answers; both begin at once. */
async function buildTwice(folder: string, prepare: (round: number) => string): Promise<void> {
  const cache = join(folder, "cache");
  const builders = await Promise.all([Builder.start({ cache }), Builder.start({ cache })]);
  try {
    let layer: string | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const source = prepare(round);
      const reports: BuildReport[] = await Promise.all(
        builders.map((builder, index) => builder.build({ source, output: join(folder, "stacks", String(index)) })),
      );
      expect([round, ...reports.map(({ error }) => error)]).toEqual([round, "", ""]);
      layer ??= reports[0]?.hashes.layer;
      expect(reports[0]?.hashes.layer).toBe(layer);
      expect(reports[1]?.hashes).toEqual(reports[0]?.hashes);
    }
    expect(unfinished(cache)).toEqual([]);
  } finally {
    for (const builder of builders) builder.end();
  }
}

jest.setTimeout(120_000);

test("two processes that build the same for the first time both succeed, with the same bytes", async () => {
  await inTemporaryFolder((folder) =>
    buildTwice(folder, (round) => writeFunction(join(folder, String(round)), { ...oddFiles, "round.txt": String(round) })),
  );
});

const contentsOf = (zip: string): string => join(dirname(zip), "contents.json");

test.each([
  ["was damaged", changeByte],
  [
    "was removed, with damaged wheels,",
    (zip: string): void => {
      rmSync(dirname(zip), { recursive: true });
      for (const wheel of keptWheels(join(zip, "../../../.."))) changeByte(wheel);
    },
  ],
  [
    "has its description cut short",
    (zip: string): void => {
      truncateSync(contentsOf(zip), readFileSync(contentsOf(zip)).length - 1);
    },
  ],
])("two processes that build what %s in the cache both succeed, with the same bytes", async (_what, spoil) => {
  await inTemporaryFolder((folder) => {
    const source = writeFunction(folder);
    return buildTwice(folder, (round) => {
      rmSync(join(folder, "stacks"), { recursive: true, force: true });
      if (round > 0) for (const zip of keptZips(join(folder, "cache"))) spoil(zip);
      return source;
    });
  });
});
