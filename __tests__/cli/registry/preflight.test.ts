import { preflight, type WantedImage } from "../../../cli/registry/preflight";
import { Repository } from "../../../cli/registry/repository";
import { digestOf } from "../../../lib/artifact/image/digest";
import type { ImageLayout } from "../../../lib/artifact/image/read-layout";
import { complaintText } from "../../../lib/errors/user-error";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";
import { madeLayout } from "./made-image";
import { TestClock } from "./push-case";
import type { RegistryServer } from "./registry-server";
import { errorOf, withRegistry } from "./with-registry";

const image = inTemporaryFolder((folder): ImageLayout => madeLayout(folder));
const configText = JSON.stringify(image.config);

/** What is complained about an image that is in the registry. */
async function complaints(
  change: Partial<WantedImage> = {},
  manifestText = image.manifestText,
  config = configText,
): Promise<string> {
  return withRegistry({}, async (registry) => {
    const store = registry.store("team/chat");
    store.add(Buffer.from(config));
    const digest = store.put("1", manifestText, "text/plain");
    const wanted = { digest, platform: "linux/amd64", handler: "index.handler", ...change };
    return (await preflight(open(registry), wanted)).map(complaintText).join("\n").replaceAll(registry.url.host, "REGISTRY");
  });
}

function open({ url }: RegistryServer): Repository {
  return new Repository({ registry: url, name: "team/chat", clock: new TestClock() });
}

function manifestWith(change: object): string {
  return JSON.stringify({ ...image.manifest, ...change });
}

test("an image that Lambda starts is not complained about", async () => {
  expect(await complaints()).toBe("");
});

test("an image that was not pushed", async () => {
  expect(await complaints({ digest: digestOf("none") })).toBe(
    [
      "the image is not in the repository",
      `  where: REGISTRY/team/chat@${digestOf("none")}`,
      "  fix:   push it: npm run image",
    ].join("\n"),
  );
});

test("an index of several platforms", async () => {
  expect(await complaints({}, '{"manifests":[]}')).toMatch(
    /^Lambda starts no index of images for several platforms\n {2}where: .+\n {2}fix: {3}name the digest of the one for linux\/amd64/,
  );
});

test("another platform", async () => {
  expect(await complaints({ platform: "linux/arm64" })).toMatch(
    /^the image is for linux\/amd64, and the function runs on linux\/arm64\n.+\n {2}fix: {3}set the function's architecture/,
  );
});

test("another handler", async () => {
  expect(await complaints({ handler: "other.handler" })).toMatch(
    /^the image starts \["index.handler"\], and the function's handler is other.handler\n.+\n {2}fix: {3}write and push it anew/,
  );
});

test("a handler that nobody knows is not looked at", async () => {
  expect(await complaints({ handler: undefined })).toBe("");
});

test("all that is wrong is said at once", async () => {
  expect(await complaints({ platform: "linux/arm64", handler: "other.handler" })).toMatch(/linux\/arm64[\s\S]+other\.handler/);
});

test.each([
  [10_737_418_240, undefined, ""],
  [10_737_418_241, undefined, "the image has 10,737,418,241 bytes or more unpacked, and Lambda takes 10,737,418,240 at most"],
  [1_000, 10_737_418_240, ""],
  [1_000, 10_737_418_241, "the image has 10,737,418,241 bytes or more unpacked"],
])("a layer of %i bytes, of which unpacked are known %p: %j", async (bytes, unpacked, said) => {
  const layer = { mediaType: "x", digest: digestOf("big"), size: bytes };
  const config = { ...image.config, rootfs: { type: "layers", diff_ids: [digestOf("tar")] } };
  const text = JSON.stringify(config);
  const manifest = manifestWith({ layers: [layer], config: { mediaType: "x", digest: digestOf(text), size: text.length } });
  const known = unpacked === undefined ? {} : { unpackedBytes: new Map([[layer.digest, unpacked]]) };
  const found = await complaints(known, manifest, text);
  if (said === "") expect(found).toBe("");
  else expect(found).toContain(said);
});

test("what is no image is one error", async () => {
  await withRegistry({}, async (registry) => {
    const digest = registry.store("team/chat").put("1", '{"schemaVersion":2}', "text/plain");
    const looking = async (): Promise<unknown> => preflight(open(registry), { digest, platform: "linux/amd64" });
    expect(await errorOf(registry, looking)).toMatch(
      /^UserError\nthe image's manifest is not that of an image\n {2}where: REGISTRY/,
    );
  });
});
