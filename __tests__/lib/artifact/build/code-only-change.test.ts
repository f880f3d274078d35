import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Artifact, ArtifactRequest } from "../../../../lib/artifact/build/build-artifact";
import type { KeptZip } from "../../../../lib/artifact/build/kept-zip";
import { inTemporaryFolder, write } from "../temporary-folder";
import { sharedIndex } from "../resolve/with-index";
import { artifactOf } from "./made-function";

const shared = sharedIndex();

jest.setTimeout(60_000);

const inode = (zip: KeptZip | undefined): number => statSync(zip?.path ?? "").ino;
const requirements = (...lines: readonly string[]): string => [`--index-url ${shared.server.index()}`, ...lines, ""].join("\n");

/** Builds by way of the index first; then code and requirements change, and it is built again, where there is no uv any more. */
async function buildAgain(
  folder: string,
  options: Partial<ArtifactRequest>,
  change: () => void,
): Promise<{ readonly first: Artifact; readonly second: Artifact; readonly requests: number }> {
  write(folder, { "source/index.py": "import tool\n", "source/requirements.txt": requirements("tool") });
  const first = artifactOf(folder, { uv: shared.uv, ...options });
  const before = await shared.server.requests();
  expect(before).toBeGreaterThan(0);
  change();
  const second = artifactOf(folder, options);
  return { first, second, requests: (await shared.server.requests()) - before };
}

test("a change of the code keeps the layer's very file, looks nothing up and fetches nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { first, second, requests } = await buildAgain(folder, {}, () => {
      write(folder, { "source/index.py": "import tool, json\n", "source/more.py": "" });
      // Nothing is read of the dependencies either.
      for (const name of ["wheels", "wheel-index-2"]) rmSync(join(folder, "cache/v1", name), { recursive: true });
    });
    expect(second.layer).toEqual(first.layer);
    expect([inode(second.layer), requests]).toEqual([inode(first.layer), 0]);
    expect(second.code.contents.sha256).not.toBe(first.code.contents.sha256);
    expect(second.code.contents.files.map(({ path }) => path)).toEqual(["index.py", "more.py", "requirements.txt"]);
  });
});

test("a change of a bundle's code makes another bundle, looks nothing up and fetches nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { first, second, requests } = await buildAgain(folder, { strategy: "bundle" }, () => {
      write(folder, { "source/index.py": "import tool, json\n" });
    });
    expect([second.code.contents.sha256 === first.code.contents.sha256, requests]).toEqual([false, 0]);
    expect(second.code.contents.distributions).toEqual(first.code.contents.distributions);
  });
});

test.each([{}, { omitRuntimePackages: true }])(
  "with %j, a line that moves in its file moves in what is said, and nothing else does",
  async (options) => {
    await inTemporaryFolder(async (folder) => {
      const { first, second, requests } = await buildAgain(folder, options, () => {
        write(folder, { "source/requirements.txt": requirements("# what we need", "", "tool") });
      });
      expect([inode(second.layer), requests]).toEqual([inode(first.layer), 0]);
      const requiredBy = ({ layer }: Artifact): unknown =>
        layer?.contents.distributions.map((each) => [each.name, ...each.requiredBy]);
      expect(requiredBy(first)).toEqual([
        ["dep", "tool"],
        ["tool", "requirements.txt:2"],
      ]);
      expect(requiredBy(second)).toEqual([
        ["dep", "tool"],
        ["tool", "requirements.txt:4"],
      ]);
    });
  },
);

test("a changed requirement makes another layer, and the one before is found again when it comes back", () => {
  inTemporaryFolder((folder) => {
    const layerFor = (line: string): KeptZip | undefined => {
      write(folder, { "source/index.py": "", "source/requirements.txt": requirements(line) });
      return artifactOf(folder, { uv: shared.uv }).layer;
    };
    const [newest, older] = [layerFor("tool"), layerFor("tool<2")];
    expect([newest, older].map((zip) => zip?.contents.distributions.map(({ name, version }) => `${name} ${version}`))).toEqual([
      ["dep 1.0", "tool 2.0"],
      ["dep 1.0", "tool 1.0"],
    ]);
    expect(older?.contents.sha256).not.toBe(newest?.contents.sha256);
    const before = inode(newest);
    expect([layerFor("tool"), inode(newest)]).toEqual([newest, before]);
    expect(layerFor("tool==2.0")?.path).toBe(newest?.path); // asked for otherwise, and the same wheels
  });
});
