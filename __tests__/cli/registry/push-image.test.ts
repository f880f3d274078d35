import { writeFileSync } from "node:fs";
import { digestOf } from "../../../lib/artifact/image/digest";
import { baseLayers, ownLayers } from "./made-image";
import { arrivals, PushCase } from "./push-case";
import { type RegistryTraits, RegistryServer } from "./registry-server";

/** Sizes and digests of what an image has, without the manifest. */
const allBlobs = [...baseLayers, ...ownLayers].map(digestOf);

const registries: readonly (readonly [string, RegistryTraits])[] = [
  ["a plain one", {}],
  ["one like ECR", { likeEcr: true, login: "basic" }],
  ["one with a token service", { login: "bearer" }],
  ["one with tokens for everybody", { login: "anonymous bearer" }],
  ["one that gives whole addresses", { wholeLocations: true }],
];

test.each(registries)("an image arrives whole in a registry: %s", async (_, traits) => {
  await PushCase.with({ source: {}, target: traits }, async (push) => {
    const pushed = await push.run();
    const { digest, mediaType, manifestText } = push.image;
    expect(push.store.manifest(digest)).toEqual({ digest, text: manifestText, type: mediaType });
    expect(push.store.tags.get(`sha256-${digest.slice(7, 19)}`)).toBe(digest);
    expect([...push.store.blobs.keys()].sort()).toEqual([...allBlobs, push.image.manifest.config.digest].sort());
    expect(push.store.uploads.size).toBe(0);
    expect(arrivals(pushed)).toEqual(["copied", "copied", "uploaded", "uploaded", "uploaded"]);
    expect(push.clock.waits).toEqual([]);
  });
});

test.each(registries)("pushed again to a registry, nothing is sent, and it is said: %s", async (_, traits) => {
  await PushCase.with({ source: {}, target: traits }, async (push) => {
    await push.run();
    const before = push.target.seen.length;
    const [again, sent] = [await push.run(), push.target.seen.slice(before)];
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(["GET", "HEAD"]));
    expect(again.wasThere).toBe(true);
    expect(new Set(arrivals(again))).toEqual(new Set(["there"]));
  });
});

test("the base's layers are mounted where its registry is the same", async () => {
  await PushCase.with({ source: { login: "bearer" } }, async (push) => {
    expect(arrivals(await push.run())).toEqual(["mounted", "mounted", "uploaded", "uploaded", "uploaded"]);
    expect(push.store.missing).toEqual([]);
  });
});

test("a registry that mounts nothing gets the base's layers in the uploads that it began instead", async () => {
  await PushCase.with({ source: { mounts: false } }, async (push) => {
    expect(arrivals(await push.run())).toEqual(["copied", "copied", "uploaded", "uploaded", "uploaded"]);
    expect(push.target.requests("POST").filter((request) => request.includes("mount="))).toHaveLength(2);
    expect(push.target.requests("POST")).toHaveLength(5);
  });
});

test("a registry that refuses to mount gets the base's layers all the same", async () => {
  await PushCase.with({ source: {} }, async (push) => {
    push.target.fail({ method: "POST", path: /mount=/, times: 2, does: { kind: "status", status: 405 } });
    expect(arrivals(await push.run())).toEqual(["copied", "copied", "uploaded", "uploaded", "uploaded"]);
  });
});

test("the manifest is sent last, by its tag, and no more than two blobs at once", async () => {
  await PushCase.with({ source: {}, target: {} }, async (push) => {
    const pushed = await push.run();
    expect(push.target.requests("PUT", "PATCH", "POST").at(-1)).toBe(`PUT /v2/team/chat/manifests/${pushed.tag}`);
    expect(push.target.uploads.mostAtOnce).toBe(2);
  });
});

test("no registry is asked whether it has a base's layer to copy: public.ecr.aws would refuse", async () => {
  await PushCase.with({ source: {}, target: {} }, async (push) => {
    await push.run();
    expect(push.source.requests("HEAD")).toEqual([]);
  });
});

test("who asks is not told to where a registry sends those who want a layer", async () => {
  const storage = await RegistryServer.start();
  try {
    await PushCase.with({ source: { login: "bearer", blobsAt: storage }, target: {} }, async (push) => {
      for (const layer of baseLayers) storage.store("lambda/python").add(layer);
      expect(arrivals(await push.run())).toEqual(["copied", "copied", "uploaded", "uploaded", "uploaded"]);
      expect(storage.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
    });
  } finally {
    await storage.stop();
  }
});

test("each blob that is sent is a line of progress, with its bytes", async () => {
  await PushCase.with({ source: {}, target: {} }, async (push) => {
    await push.run();
    const lines = push.lines.map((line) => line.replace(/ +\d+\.\d\d s +/, " ").trim());
    expect(lines).toHaveLength(6);
    expect(lines).toContain(`✓ copy ${digestOf(baseLayers[0]).slice(0, 19)} 2,500,000 bytes`);
    expect(lines).toContain(`✓ upload ${digestOf(ownLayers[1]).slice(0, 19)} 3,000 bytes`);
  });
});

test("a layer that has changed in the layout since it was read is not sent to its end", async () => {
  await PushCase.with({ source: {}, target: {} }, async (push) => {
    const [, changed = ""] = [...push.image.blobs.values()];
    writeFileSync(changed, Buffer.alloc(ownLayers[0].length));
    expect(await push.error()).toMatch(/^UserError\nthe layer in the image's layout has changed: it is sha256:/);
    expect(push.store.blobs.has(digestOf(ownLayers[0]))).toBe(false);
    expect(push.store.manifests.size).toBe(0);
  });
});

test("a tag that is another image's is not moved, and nothing is sent", async () => {
  await PushCase.with({ source: {}, target: {} }, async (push) => {
    push.store.put(`sha256-${push.image.digest.slice(7, 19)}`, '{"layers":[]}', "text/plain");
    expect(await push.error()).toMatch(/the tag sha256-\w{12} is another image's, sha256:\w{64}, and this one is sha256:/);
    expect(push.target.requests("POST", "PATCH", "PUT")).toEqual([]);
  });
});

test("a manifest that somebody else put there meanwhile is as good as ours", async () => {
  await PushCase.with({ source: {}, target: { likeEcr: true } }, async (push) => {
    const { digest, manifestText, mediaType } = push.image;
    const tag = `sha256-${digest.slice(7, 19)}`;
    push.target.fail({ method: "PUT", path: /manifests/, does: { kind: "silent" } });
    await push.run();
    expect(push.store.manifest(tag)).toEqual({ digest, text: manifestText, type: mediaType });
  });
});
