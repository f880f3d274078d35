import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { UnpackedImages } from "../../../../cli/local/image/unpack-image";
import { findPython } from "../../../../cli/local/python";
import { Repository } from "../../../../cli/registry/repository";
import { digestOf } from "../../../../lib/artifact/image/digest";
import type { ImageManifest } from "../../../../lib/artifact/image/oci";
import { inTemporaryFolder } from "../../../lib/artifact/temporary-folder";
import type { RegistryServer } from "../../registry/registry-server";
import { withRegistry } from "../../registry/with-registry";
import { handMadeLayer, type HandMadeLayer, pushHandMade } from "./hand-made-image";

interface Case {
  readonly registry: RegistryServer;
  readonly images: UnpackedImages;
  readonly folder: string;
  readonly layer: (files: Readonly<Record<string, string>>) => HandMadeLayer;
  /** Answers where the image of these layers is. */
  readonly push: (...layers: readonly HandMadeLayer[]) => Promise<string>;
}

const host = "000000000000.dkr.ecr.us-east-1.amazonaws.com";

const digestsOf = (...layers: readonly HandMadeLayer[]): string[] => layers.map(({ descriptor }) => descriptor.digest);

/** The blobs that a registry was asked for, in that order, and for whose. */
function given(registry: RegistryServer): (readonly [digest: string, host: string])[] {
  return registry.requests("GET").flatMap((line) => {
    const [, digest, query] = /^GET \/v2\/chat\/blobs\/(\S+)\?(\S+)$/.exec(line) ?? [];
    return digest === undefined ? [] : [[digest, new URLSearchParams(query).get("ns") ?? ""] as const];
  });
}

async function inCase(action: (each: Case) => Promise<void>): Promise<void> {
  const { executable } = await findPython(process.env);
  await withRegistry({}, async (registry) =>
    inTemporaryFolder(async (folder) => {
      const repository = new Repository({ registry: registry.url, name: "chat" });
      await action({
        registry,
        images: new UnpackedImages(join(folder, "images"), registry.url.origin, executable),
        folder,
        layer: (files) => handMadeLayer(folder, files),
        push: async (...layers) => `${host}/chat@${await pushHandMade(repository, layers, { Cmd: ["index.handler"] })}`,
      });
    }),
  );
}

test("an image is unpacked, its later layers above, and known by its config", async () => {
  await inCase(async ({ images, layer, push }) => {
    const { root, config } = await images.image(await push(layer({ "a/b": "1", c: "1" }), layer({ c: "2" })));
    expect(readFileSync(join(root, "a/b"), "utf8")).toBe("1");
    expect(readFileSync(join(root, "c"), "utf8")).toBe("2");
    expect(config.config).toEqual({ Cmd: ["index.handler"] });
  });
});

test("of an image that changed in one layer that layer alone is fetched, and the other image stays", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const [base, old, changed] = [layer({ a: "base" }), layer({ b: "old" }), layer({ b: "new" })];
    const first = await images.image(await push(base, old));
    const second = await images.image(await push(base, changed));
    const layers = digestsOf(base, old, changed);
    expect(given(registry).filter(([digest]) => layers.includes(digest))).toEqual(layers.map((digest) => [digest, host]));
    expect(readFileSync(join(first.root, "b"), "utf8")).toBe("old");
    expect(readFileSync(join(second.root, "b"), "utf8")).toBe("new");
    expect(readFileSync(join(second.root, "a"), "utf8")).toBe("base");
  });
});

test("images that are asked for at once, with a layer in common, are unpacked once each", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const [base, one, other] = [layer({ a: "base" }), layer({ b: "one" }), layer({ b: "other" })];
    const uris = [await push(base, one), await push(base, other), await push(base, one)];
    const roots = await Promise.all(uris.map(async (uri) => (await images.image(uri)).root));
    expect(roots.map((root) => readFileSync(join(root, "b"), "utf8"))).toEqual(["one", "other", "one"]);
    const layers = digestsOf(base, one, other).sort();
    const asked = given(registry).map(([digest]) => digest);
    expect(asked.filter((digest) => layers.includes(digest)).sort()).toEqual(layers);
  });
});

test("a layer that two images order twice, and one that an image has twice, are no fault", async () => {
  await inCase(async ({ images, layer, push }) => {
    const twice = layer({ a: "1" });
    const { root } = await images.image(await push(twice, layer({ a: "2" }), twice));
    expect(readFileSync(join(root, "a"), "utf8")).toBe("1");
  });
});

test("what a registry gives under another content's digest is refused, and nothing of it stays", async () => {
  await inCase(async ({ images, layer, push, registry, folder }) => {
    const code = layer({ a: "1" });
    const uri = await push(code);
    const { blobs } = registry.store("chat");
    const { digest } = code.descriptor;
    blobs.set(digest, Buffer.from(code.blob).fill(0, 20));
    await expect(images.image(uri)).rejects.toThrow(/the registry was to give sha256:\w{12}, and it is sha256:/);
    expect(readdirSync(join(folder, "images"))).toEqual([]);

    blobs.set(digest, code.blob);
    const { root } = await images.image(uri);
    expect(readFileSync(join(root, "a"), "utf8")).toBe("1");
  });
});

test("so are another manifest and another config", async () => {
  await inCase(async ({ images, layer, push, registry }) => {
    const uri = await push(layer({ a: "1" }));
    const other = await push(layer({ a: "2" }));
    const store = registry.store("chat");
    const [digest, otherDigest] = [uri, other].map((each) => each.replace(`${host}/chat@`, "")) as [string, string];
    const [manifest, otherManifest] = [store.manifest(digest), store.manifest(otherDigest)];
    if (manifest === undefined || otherManifest === undefined) throw new Error("they are not there");
    store.manifests.set(digest, otherManifest);
    await expect(images.image(uri)).rejects.toThrow(
      `the registry was to give the manifest ${digest}, and calls ${digest} what is`,
    );

    store.manifests.set(digest, manifest);
    const { config } = JSON.parse(manifest.text) as ImageManifest;
    store.blobs.set(config.digest, Buffer.from("{}"));
    await expect(images.image(uri)).rejects.toThrow(`the registry was to give ${config.digest.slice(0, 19)}, and it has 2 bytes`);
  });
});

test("an image for several platforms is refused, as AWS refuses it", async () => {
  await inCase(async ({ images, registry }) => {
    registry.store("chat").put("latest", '{"schemaVersion":2,"manifests":[]}', "application/vnd.oci.image.index.v1+json");
    await expect(images.image(`${host}/chat:latest`)).rejects.toThrow(
      /is an index.*\n {2}where: chat latest\n {2}fix: {3}push an image for one platform/,
    );
  });
});

test("a layer that cannot be unpacked is an error with its reason, and nothing of it stays", async () => {
  await inCase(async ({ images, layer, push, folder }) => {
    const { descriptor } = layer({ a: "1" });
    const blob = gzipSync("this is no tar, and long enough to be taken for none".repeat(20));
    const broken = { blob, descriptor: { ...descriptor, digest: digestOf(blob), size: blob.length } };
    await expect(images.image(await push(layer({ b: "1" }), broken))).rejects.toThrow(
      "a layer of the image cannot be unpacked: file could not be opened successfully",
    );
    expect(existsSync(join(folder, "images", "roots"))).toBe(false);
    expect(readdirSync(join(folder, "images", "layers"))).toHaveLength(1);
  });
});
