import { existsSync } from "node:fs";
import { join } from "node:path";
import { lock } from "../../../cli/commands/lock";
import { lockBase } from "../../../cli/commands/lock-base";
import { baseLockName, readBaseLock } from "../../../lib/artifact/image/base-lock";
import { addBase, realBase } from "../registry/made-image";
import type { RegistryServer } from "../registry/registry-server";
import { withRegistry } from "../registry/with-registry";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

test.each(["python3.99", "3.11", "python:3.11"])(
  "%s is neither a runtime nor an image, and the runtimes are named",
  async (named) => {
    await inTemporaryFolder(async (root) => {
      const quiet = (): void => undefined;
      const locking = lockBase(named, { root, env: {}, out: quiet, err: quiet });
      await expect(locking).rejects.toThrow(
        new RegExp(
          `^"${named}" is neither a runtime nor the name of an image with its registry\\n {2}fix: {3}name one of python3\\.9, .+, or an image: public\\.ecr\\.aws/lambda/python:3\\.11$`,
        ),
      );
      expect(existsSync(join(root, baseLockName))).toBe(false);
    });
  },
);

interface Ran {
  readonly failure: string;
  readonly out: string;
  readonly err: string;
  readonly platforms: readonly string[];
}

/** Runs `npm run lock -- --base python3.11` against a registry that has an index of two platforms, or what is done to it. */
async function lockFrom(change: (registry: RegistryServer) => void, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return withRegistry({}, async (registry) =>
    inTemporaryFolder(async (root) => {
      const bases = [realBase("amd64"), realBase("arm64")];
      const store = registry.store("lambda/python");
      for (const base of bases) addBase(store, base, base.digest);
      const manifests = bases.map(({ digest, platform }) => {
        const [os, architecture] = platform.split("/");
        return { mediaType: "x", size: 1, digest, platform: { os, architecture } };
      });
      const mediaType = "application/vnd.oci.image.index.v1+json";
      store.put("3.11", JSON.stringify({ schemaVersion: 2, mediaType, manifests }), mediaType);
      change(registry);
      const said = { out: "", err: "" };
      const io = {
        out: (text: string) => void (said.out += text),
        err: (text: string) => void (said.err += text),
        env: { LAMBDA_CONTAINER_BASE_REGISTRY: registry.url.href, ...env },
        root,
      };
      const failure = await Promise.resolve(lock.run(["--base", "python3.11"], io)).then(String, (error: unknown) =>
        String(error),
      );
      return { failure, ...said, platforms: readBaseLock(join(root, baseLockName)).map(({ platform }) => platform) };
    }),
  );
}

test("a base image is locked for both platforms", async () => {
  const { failure, platforms } = await lockFrom(() => undefined);
  expect([failure, platforms]).toEqual(["0", ["linux/amd64", "linux/arm64"]]);
});

test("where one platform cannot be fetched, the other is locked, and the command fails with what kept it", async () => {
  const { failure, out, platforms } = await lockFrom((registry) => {
    registry.store("lambda/python").manifests.delete(realBase("arm64").digest);
  });
  expect(platforms).toEqual(["linux/amd64"]);
  expect(out).toContain("linux/amd64");
  expect(failure).toMatch(/the registry has no image sha256:/);
});

test("an image that is there for one platform alone is locked for that, which is no failure", async () => {
  const { failure, err, platforms } = await lockFrom((registry) => {
    addBase(registry.store("lambda/python"), realBase("amd64"));
  });
  expect([failure, platforms]).toEqual(["0", ["linux/amd64"]]);
  expect(err).toBe("public.ecr.aws/lambda/python:3.11 is not there for linux/arm64, but for linux/amd64");
});

test("no registry is asked where that is not allowed", async () => {
  const { failure, platforms } = await lockFrom(() => undefined, { LAMBDA_CONTAINER_OFFLINE: "1" });
  expect(failure).toMatch(
    /which is not to be asked\n {2}where: LAMBDA_CONTAINER_OFFLINE\n {2}fix: {3}run it once with the network/,
  );
  expect(platforms).toEqual([]);
});
